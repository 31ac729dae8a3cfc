// Voting on paper: each page in each state, as Karim at the desk, as somebody with an account, or as nobody.
import { press, sendAnyway } from "./forms.js";
import { PLAN, be } from "./site.js";

async function desk(page) {
  await be(page, "Karim");
  return page.goto("/record/ballots/les-tilleuls");
}

/** Karim notes that a ballot is handed out; somebody else's proof each time. */
async function handOut(page, t, subject = `facture ${process.pid} ${Date.now()} ${Math.random()}`) {
  await desk(page);
  await page.getByLabel(t("paper-proof")).selectOption("bill");
  await page.getByLabel(t("paper-issuer")).fill("EDF");
  await page.getByLabel(t("paper-subject")).fill(subject);
  return sendAnyway(page, press(page, t("paper-hand-out-send")));
}

async function print(page, t, size = "2") {
  await desk(page);
  await page.getByLabel(t("paper-size")).fill(size);
  await page.getByLabel(t("record-venue")).fill("Maison du projet");
  return sendAnyway(page, press(page, t("paper-print-send")));
}

/** The code of a ballot that was handed out. */
export async function ballot(page, t) {
  await handOut(page, t);
  await print(page, t, "1");
  return page.locator(".sheet .number").first().innerText();
}

async function typed(page, t, code) {
  await page.goto(`${PLAN}/code`);
  await page.getByLabel(t("paper-code-label")).fill(code);
  return sendAnyway(page, press(page, t("continue")));
}

/** The ballot is counted. */
export async function counted(page, t, code) {
  await typed(page, t, code);
  await page.getByRole("radio", { name: t("paper-mark-for"), exact: true }).first().check();
  return sendAnyway(page, press(page, t("paper-count")));
}

async function opened(page, t, kind = "words", sheets = "12") {
  await be(page, "Karim");
  await page.goto("/record/batches");
  await page.locator("[name=plan]").first().check();
  await page.getByLabel(t(`batch-kind-${kind}`)).check();
  await page.getByLabel(t("batch-place")).fill("Marché");
  await page.getByLabel(t("batch-sheets")).fill(sheets);
  return sendAnyway(page, press(page, t("batch-open")));
}

/** The grid of a fresh batch. */
async function grid(page, t, kind) {
  await opened(page, t, kind);
  return page.goto(`${new URL(page.url()).pathname}/entry`);
}

export const PAPER_STATES = {
  "piles of sheets": async ({ page }) => {
    await be(page, "Karim");
    return page.goto("/record/batches");
  },
  "piles of sheets as nobody": ({ page }) => page.goto("/record/batches"),
  "a pile with too many sheets": ({ page, t }) => opened(page, t, "words", "5000"),
  "a pile that is open": async ({ page, t }) => {
    await opened(page, t);
    return page.reload();
  },
  "the forms of a pile": async ({ page, t }) => {
    await opened(page, t, "words", "2");
    return page.goto(`${new URL(page.url()).pathname}/print`);
  },
  "a form of no pile": ({ page }) => page.goto(`${PLAN}/paper-form`),
  "the grid of forms": ({ page, t }) => grid(page, t, "words"),
  "the grid of ballots": ({ page, t }) => grid(page, t, "votes"),
  "a grid with wrong cells and long words": async ({ page, t }) => {
    await grid(page, t, "words");
    await page.locator("[name=s1-title]").fill("Un banc");
    await page.locator("[name=s2-body]").fill(`${"Unlongmotsansespace".repeat(40)}`);
    return sendAnyway(page, press(page, t("grid-keep")));
  },
  "a pile that was typed": async ({ page, t }) => {
    await grid(page, t, "words");
    await page.locator("[name=s1-state]").selectOption("blank");
    await sendAnyway(page, press(page, t("grid-keep")));
    return page.reload();
  },
  "differences that are none": async ({ page, t }) => {
    await opened(page, t);
    return page.goto(`${new URL(page.url()).pathname}/differences`);
  },

  "the paper vote as everybody sees it": ({ page }) => page.goto(`${PLAN}/paper`),
  "the plans of the paper desk": async ({ page }) => {
    await be(page, "Karim");
    return page.goto("/record/ballots");
  },
  "the paper desk": ({ page }) => desk(page),
  "the paper desk as nobody": ({ page }) => page.goto("/record/ballots/les-tilleuls"),
  "the paper desk after a hand-out": async ({ page, t }) => {
    await handOut(page, t);
    return page.reload();
  },
  "a hand-out that says nothing": async ({ page, t }) => {
    await desk(page);
    return sendAnyway(page, press(page, t("paper-hand-out-send")));
  },
  "a hand-out for a proof that served": async ({ page, t }) => {
    const subject = `facture ${process.pid} ${Date.now()}`;
    await handOut(page, t, subject);
    return handOut(page, t, subject);
  },
  "too many ballots to print": ({ page, t }) => print(page, t, "5000"),
  "printed ballots": ({ page, t }) => print(page, t),
  "asking for the code of a ballot": ({ page }) => page.goto(`${PLAN}/code`),
  "a code that is none": ({ page, t }) => typed(page, t, "ABCD"),
  "a ballot by its code": async ({ page, t }) => typed(page, t, await ballot(page, t)),
  "a ballot that says nothing": async ({ page, t }) => {
    await typed(page, t, await ballot(page, t));
    return sendAnyway(page, press(page, t("paper-count")));
  },
  "a ballot that is counted": async ({ page, t }) => counted(page, t, await ballot(page, t)),
  "a ballot that was counted before": async ({ page, t }) => {
    const code = await ballot(page, t);
    await counted(page, t, code);
    return typed(page, t, code);
  },
  "one's own paper ballot": async ({ page }) => {
    await be(page, "Bachir");
    return page.goto(`${PLAN}/ballot`);
  },
  "one's own paper ballot as nobody": ({ page }) => page.goto(`${PLAN}/ballot`),
  "one's own paper ballot, printed": async ({ page, t }) => {
    await be(page, "Bachir");
    await page.goto(`${PLAN}/ballot`);
    const ask = press(page, t("paper-own-ask"));
    return sendAnyway(page, (await ask.count()) > 0 ? ask : press(page, t("paper-own-again")));
  },
};

// Voting on paper: each page in each state, as Karim at the desk, as somebody with an account, or as nobody.
import { PLAN, be } from "./site.js";

const press = (page, name) => page.getByRole("main").getByRole("button", { name, exact: true });

async function send(page, button) {
  await page.evaluate(() => document.querySelectorAll("form").forEach((form) => (form.noValidate = true)));
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await button.click();
  const response = await answered;
  await page.waitForLoadState();
  return response;
}

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
  return send(page, press(page, t("paper-hand-out-send")));
}

async function print(page, t, size = "2") {
  await desk(page);
  await page.getByLabel(t("paper-size")).fill(size);
  await page.getByLabel(t("record-venue")).fill("Maison du projet");
  return send(page, press(page, t("paper-print-send")));
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
  return send(page, press(page, t("continue")));
}

/** The ballot is counted. */
export async function counted(page, t, code) {
  await typed(page, t, code);
  await page.getByRole("radio", { name: t("paper-mark-for"), exact: true }).first().check();
  return send(page, press(page, t("paper-count")));
}

export const PAPER_STATES = {
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
    return send(page, press(page, t("paper-hand-out-send")));
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
    return send(page, press(page, t("paper-count")));
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
    return send(page, (await ask.count()) > 0 ? ask : press(page, t("paper-own-again")));
  },
};

// Recording somebody's words, and what their receipt opens: each page in each state, as Karim or as nobody.
import { press, sendAnyway } from "./forms.js";
import { ask, be, join, newAddress } from "./site.js";

/** Karim says how and where somebody speaks; the page that asks for their words. */
export async function where(page, t, what = "record-idea") {
  await be(page, "Karim");
  await page.goto("/record");
  await page.locator("[name=plan]").first().check();
  await page.getByLabel(t(what)).check();
  await page.getByLabel(t("medium-phone")).check();
  await page.getByLabel(t("record-venue")).fill("Maison du projet");
  return sendAnyway(page, press(page, t("continue")));
}

/** Karim types their words; the page to read them back. */
export async function words(page, t, body = "On attend debout au centre de santé, tous les mardis.") {
  await where(page, t);
  await page.getByLabel(t("idea-title")).fill("Un banc devant le centre de santé");
  await page.getByLabel(t("idea-body"), { exact: true }).fill(body);
  await page.getByLabel(t("record-speaker")).fill("Madame K.");
  return sendAnyway(page, press(page, t("continue")));
}

/** The words are published; the code of their receipt. */
export async function recorded(page, t) {
  await words(page, t);
  await page.getByLabel(t("record-read-back")).check();
  await page.getByLabel(t("record-agreed")).check();
  await press(page, t("record-send")).click();
  await page.waitForURL(/\/record\/.+\/receipt/);
  return page.locator(".receipt .code strong").innerText();
}

export const RECORDING_STATES = {
  "recording words": async ({ page }) => {
    await be(page, "Karim");
    return page.goto("/record");
  },
  "a link to confirm": async ({ page }) => {
    await be(page, "Karim");
    return page.goto("/record/links");
  },
  "a link to confirm that was refused": async ({ page, t }) => {
    await be(page, "Karim");
    await page.goto("/record/links");
    await page.getByLabel(t("paper-issuer"), { exact: true }).fill("long".repeat(60));
    return sendAnyway(page, press(page, t("confirm-send")));
  },
  "a link to confirm is not for everybody": async ({ page }) => {
    await be(page, "Awa");
    return page.goto("/record/links");
  },
  "recording words asks who I am": ({ page }) => page.goto("/record"),
  "recording words from nowhere": async ({ page, t }) => {
    await be(page, "Karim");
    await page.goto("/record");
    return sendAnyway(page, press(page, t("continue")));
  },
  "their words": ({ page, t }) => where(page, t),
  "their word on a proposal": ({ page, t }) => where(page, t, "record-word"),
  "their words that are too short": async ({ page, t }) => {
    await where(page, t);
    await page.getByLabel(t("idea-title")).fill("Un banc");
    return sendAnyway(page, press(page, t("continue")));
  },
  "reading back": ({ page, t }) => words(page, t),
  "reading back long words": ({ page, t }) => words(page, t, `${"Unlongmotsansespace".repeat(40)}\n\n${"Et encore une phrase. ".repeat(50)}`),
  "words that were not read back": async ({ page, t }) => {
    await words(page, t);
    return sendAnyway(page, press(page, t("record-send")));
  },
  "a receipt": async ({ page, t }) => {
    await recorded(page, t);
    return page.reload();
  },
  "asking for a receipt": ({ page }) => page.goto("/receipt"),
  "a receipt that is none": async ({ page, t }) => {
    await page.goto("/receipt");
    await page.getByLabel(t("receipt-code-label")).fill("ABCD");
    return sendAnyway(page, press(page, t("receipt-open")));
  },
  "a report by its code": async ({ page, t, request }) => {
    const { proposal } = await ask(request, `{ proposal(plan: "les-tilleuls", number: 30) { id } }`);
    const input = `{ item: "${proposal.id}", kind: WRONG_PLACE, explanation: "${"long".repeat(60)}" }`;
    const { reportContent } = await ask(request, `mutation { reportContent(input: ${input}) { receipt problems { code } } }`);
    await page.goto("/receipt");
    await page.getByLabel(t("receipt-code-label")).fill(reportContent.receipt);
    return sendAnyway(page, press(page, t("receipt-open")));
  },
  "a vote by its receipt": async ({ page, t }, info) => {
    await join(page, t, newAddress(info), "/plans/les-tilleuls/proposals/12");
    await press(page, t("vote-for")).click();
    await page.goto("/me/votes");
    return sendAnyway(page, page.getByRole("button", { name: t("receipt-check"), exact: false }).first());
  },
  "words by their receipt": async ({ page, t }) => page.goto(`/receipt?code=${await recorded(page, t)}`),
  "words taken back by their receipt": async ({ page, t }) => {
    await page.goto(`/receipt?code=${await recorded(page, t)}`);
    await page.getByLabel(t("receipt-sure")).check();
    return sendAnyway(page, press(page, t("receipt-withdraw")));
  },
  "a proposal that was recorded": async ({ page, t }) => {
    await page.goto(`/receipt?code=${await recorded(page, t)}`);
    return page.goto(await page.getByRole("link", { name: t("receipt-see") }).getAttribute("href"));
  },
};

// The pages of moderators, each in each of its states.
import { press, sendAnyway } from "./forms.js";
import { ask, be, made } from "./site.js";

const as = (name, path) => async ({ page }) => {
  await be(page, name);
  return page.goto(typeof path === "function" ? path() : path);
};
const theCase = (name) => () => `/moderation/cases/${made().cases[name].id}`;

/** The page on which Inès, who holds a contested case, learns who reported. */
async function theNotice({ page, request }) {
  await ask(request, `mutation { claimCase(case: "${made().cases.looked.id}") { problems { code } } }`, "ines");
  await as("Inès", theCase("looked"))({ page });
  await page.locator("a[href*='/notices/']").first().click();
  await page.waitForURL(/\/notices\//);
  return page.reload();
}

/** The page of the case in which a decision is contested. */
const contested = (name) => async ({ page, request }) => {
  const { moderationQueue } = await ask(request, `{ moderationQueue(view: CONTESTED, first: 1) { edges { node { id } } } }`, "ines");
  return as(name, `/moderation/cases/${moderationQueue.edges[0].node.id}`)({ page });
};

const theTransmission = () => `/moderation/transmissions/${made().transmission}`;

/** The sealed copy, which Inès asks for, Bachir confirms and she opens. */
async function sealedCopy({ page, request, t }) {
  const { askSealedCopy } = await ask(
    request, `mutation { askSealedCopy(transmission: "${made().transmission}", reason: "Le parquet la demande.") { access { id } } }`, "ines",
  );
  await ask(request, `mutation { confirmSealedCopy(access: "${askSealedCopy.access.id}") { problems { code } } }`, "bachir");
  await as("Inès", theTransmission)({ page });
  return send(page, page.getByRole("button", { name: t("access-open") }).first());
}

async function send(page, button) {
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await button.click();
  const response = await answered;
  await page.waitForLoadState();
  return response;
}

export const MODERATION_STATES = {
  "the queue, to read": as("Inès", "/moderation?view=pending"),
  "the queue, reported": as("Inès", "/moderation?view=open"),
  "the queue, contested": as("Inès", "/moderation?view=contested"),
  "the queue, decided": as("Inès", "/moderation?view=decided"),
  "the queue, mine, none": as("Inès", () => `/moderation?view=contested&mine=yes&plan=${made().mill}`),
  "the queue, nothing to read": as("Inès", () => `/moderation?view=pending&plan=${made().plan}`),
  "the queue, nothing reported": as("Inès", () => `/moderation?view=open&plan=${made().mill}`),
  "the queue, nothing contested": as("Inès", () => `/moderation?view=contested&plan=${made().mill}`),
  "the queue, nothing decided": as("Inès", () => `/moderation?view=decided&plan=${made().mill}`),
  "the queue is not for everybody": as("Awa", "/moderation"),
  "a case": as("Inès", theCase("open")),
  "a case with a photo": as("Inès", theCase("photo")),
  "a case that somebody else has": as("Inès", theCase("claimed")),
  "a case that I have": as("Bachir", theCase("claimed")),
  "a case for a second person": as("Inès", theCase("second")),
  "a case for a second person, to the first": as("Bachir", theCase("second")),
  "a case about me": as("Awa", theCase("open")),
  "a decided case": as("Inès", theCase("decided")),
  "a contested case": contested("Inès"),
  "a contested case, to whoever decided it": contested("Bachir"),
  "a decision without a rule": async ({ page, t }) => {
    await as("Inès", theCase("open"))({ page });
    return send(page, page.getByRole("button", { name: t("do-hide") }));
  },
  "a decision with passages that are not there": async ({ page, t }) => {
    await as("Inès", theCase("open"))({ page });
    await page.getByLabel(t("decide-passages")).fill("zeppelin");
    await page.locator("[name=rule]").first().check();
    return send(page, page.getByRole("button", { name: t("do-mask") }));
  },
  "a decision that can be taken back": async ({ page, t }) => {
    await as("Inès", theCase("undo"))({ page });
    await send(page, page.getByRole("button", { name: t("do-keep") }));
    return page.goto(page.url());
  },
  "who reported": theNotice,
  "who reported, without a reason": async (given) => {
    const { page, t } = given;
    await theNotice(given);
    return sendAnyway(page, press(page, t("notifier-look")));
  },
  "who reported, told": async (given) => {
    const { page, t } = given;
    await theNotice(given);
    await page.getByLabel(t("notifier-reason"), { exact: true }).fill(`Les signalements se contredisent : ${"long".repeat(30)}.`);
    return sendAnyway(page, press(page, t("notifier-look")));
  },
  signals: as("Inès", "/moderation/signals"),
  "signals are not for everybody": as("Awa", "/moderation/signals"),
  "a signal": as("Inès", "/moderation/signals/capitals"),
  "a signal, to an admin": as("Admin", "/moderation/signals/contact"),
  "a signal that was tried": async ({ page, t }) => {
    await as("Inès", "/moderation/signals/contact")({ page });
    await page.locator("#plan").selectOption({ index: 1 });
    return sendAnyway(page, press(page, t("signal-try")));
  },
  "a signal that was refused": async ({ page, t }) => {
    await as("Admin", "/moderation/signals/burst")({ page });
    await page.getByLabel(t("signal-threshold"), { exact: true }).fill("long".repeat(60));
    return sendAnyway(page, press(page, t("revise-send")));
  },
  "a case to pass on": as("Inès", () => `${theCase("open")()}/transmit`),
  "a case to pass on that is decided": as("Inès", () => `${theCase("decided")()}/transmit`),
  "what was passed on": as("Inès", "/moderation/transmissions"),
  "what was passed on is not for everybody": as("Awa", "/moderation/transmissions"),
  "a transmission, to whoever asked": as("Inès", theTransmission),
  "a transmission, to whoever may confirm": as("Bachir", theTransmission),
  "an access without a reason": async ({ page, t }) => {
    await as("Inès", theTransmission)({ page });
    await page.getByLabel(t("access-reason")).fill("Non.");
    return send(page, page.getByRole("button", { name: t("access-send"), exact: true }));
  },
  "a sealed copy": sealedCopy,
  "a text to read": async ({ page }) => as("Inès", `/moderation/texts/${made().waits.id}`)({ page }),
  "a case that is not there": as("Inès", "/moderation/cases/case_01m8hsh99mftk86s0xwyxhb70f"),
};

// The pages of municipal staff.
import { geojson, square } from "./files.js";
import { press, sendAnyway } from "./forms.js";
import { ask, be, expect, made } from "./site.js";

const RECEIVER = "https://un-recepteur-que-personne-ne-connait.invalid/hook";

const as = (name, path) => async ({ page }) => {
  await be(page, name);
  return page.goto(typeof path === "function" ? path() : path);
};

const asStaff = ({ page }, path) => as("M. Petit", path)({ page });

export const STAFF_STATES = {
  "the work of staff in one plan": as("M. Petit", () => `/staff?plan=${made().plan}`),
  "staff: the dashboard": (given) => asStaff(given, "/staff"),
  "staff: a resident is refused": as("Awa", "/staff"),
  "staff: proposals to study": (given) => asStaff(given, () => `/staff/answers?plan=${made().plan}`),
  "staff: thresholds reached": (given) => asStaff(given, "/staff/answers?view=owed"),
  "staff: answers under study": (given) => asStaff(given, "/staff/answers?view=studied"),
  "staff: a list that is empty": (given) => asStaff(given, "/staff/answers?view=drafts"),
  "staff: promises": (given) => asStaff(given, "/staff/answers?view=promised"),
  "staff: a study": async (given) => {
    await asStaff(given, () => `/staff/answers?plan=${made().plan}`);
    await given.page.getByRole("checkbox").first().check();
    await given.page.getByRole("button", { name: given.t("study-together") }).click();
    await given.page.waitForURL(/\/staff\/study/);
    return given.page.reload();
  },
  "staff: an answer": async (given) => {
    await asStaff(given, "/staff/answers?view=promised");
    await given.page.locator("main .card a").first().click();
    await given.page.waitForURL(/\/staff\/answers\/answer_/);
    return given.page.reload();
  },
  "staff: a decision that was refused": async (given) => {
    const { page, t } = given;
    await asStaff(given, "/staff/answers?view=studied");
    await page.locator("main .card a").first().click();
    await page.getByRole("link", { name: t("step-decide"), exact: true }).click();
    await page.locator("#reason").fill("Court");
    await page.locator("#cost").fill("beaucoup");
    await page.locator("form").evaluateAll((forms) => forms.forEach((form) => form.setAttribute("novalidate", "")));
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: t("decide-draft") }).click();
    return answered;
  },
  "staff: answers that are late": (given) => asStaff(given, "/staff/answers?view=studied&due=late"),
  "staff: answers that no filter finds": (given) => asStaff(given, "/staff/answers?view=studied&due=week&state=transferred"),
  "staff: organisations": async (given) => {
    const number = `W${String(Math.floor(Math.random() * 1e9)).padStart(9, "0")}`;
    const input = `{ kind: CITIZENS_COUNCIL, name: "Conseil ${"long".repeat(30)}", registration: "${number}" }`;
    await ask(given.request, `mutation { registerOrganisation(input: ${input}) { problems { code } } }`, "petit");
    return asStaff(given, "/staff/organisations");
  },
  "staff: an organisation that was refused": async (given) => {
    await asStaff(given, "/staff/organisations");
    await given.page.getByLabel(given.t("organisation-number"), { exact: true }).fill(`W${"12".repeat(60)}`);
    return sendAnyway(given.page, press(given.page, given.t("organisation-add-send")));
  },
  "staff: an organisation": async (given) => {
    await asStaff(given, "/staff/organisations");
    await given.page.locator("main h3 a").last().click();
    await given.page.waitForURL(/\/staff\/organisations\/organisation_/);
    return given.page.reload();
  },
  "staff: identities": (given) => asStaff(given, "/staff/identities"),
  "staff: an identity that was refused": async (given) => {
    await asStaff(given, "/staff/identities");
    await given.page.getByLabel(given.t("identity-about"), { exact: true }).fill(`ailleurs${"long".repeat(60)}`);
    return sendAnyway(given.page, press(given.page, given.t("identity-look")));
  },
  "staff: an identity": async (given) => {
    await asStaff(given, "/staff/identities");
    await given.page.getByLabel(given.t("identity-about"), { exact: true }).fill("/plans/les-tilleuls/proposals/38");
    await given.page.getByLabel(given.t("notifier-reason"), { exact: true }).fill("Réquisition du parquet, pour voir.");
    return sendAnyway(given.page, press(given.page, given.t("identity-look")));
  },
  "admins: who may do what": as("Admin", "/staff/access"),
  "admins: a role that was refused": async ({ page, t }) => {
    await be(page, "Admin");
    await page.goto("/staff/access");
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: t("role-give-send") }).click();
    return answered;
  },
  "admins: programs": as("Admin", "/staff/programs"),
  "admins: a program that was refused": async ({ page, t }) => {
    await be(page, "Admin");
    await page.goto("/staff/programs");
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: t("program-make-send") }).click();
    return answered;
  },
  "staff: access is refused to staff": as("M. Petit", "/staff/access"),
  "staff: exports": (given) => asStaff(given, "/staff/exports"),
  "staff: exports of nothing": (given) => asStaff(given, "/staff/exports?q=zeppelin&state=accepted"),
  "staff: exports that cannot search": (given) => asStaff(given, "/staff/exports?q=x"),
  "staff: exports that a resident is refused": as("Awa", "/staff/exports"),
  "staff: rules of moderation": (given) => asStaff(given, "/staff/rules"),
  "admins: a new rule": as("Admin", "/staff/rules/new"),
  "admins: a new rule that was refused": async ({ page, t }) => {
    await be(page, "Admin");
    await page.goto("/staff/rules/new");
    await page.locator("[name=code]").fill(`Un code ${"long".repeat(60)}`);
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: t("rule-make-send") }).click();
    return answered;
  },
  "admins: a rule to retire": async ({ page }) => {
    await be(page, "Admin");
    await page.goto("/staff/rules");
    await page.locator("main a[href$='/retire']").first().click();
    await page.waitForURL(/\/retire$/);
    return page.reload();
  },
  "staff: plans": (given) => asStaff(given, "/staff/plans"),
  "staff: five questions": (given) => asStaff(given, "/staff/plans/new"),
  "staff: five questions that were refused": async (given) => {
    await asStaff(given, "/staff/plans/new");
    const answered = given.page.waitForResponse((response) => response.request().method() === "POST");
    await given.page.getByRole("button", { name: given.t("open-send") }).click();
    return answered;
  },
  "staff: a plan": (given) => asStaff(given, "/staff/plans/les-tilleuls"),
  "staff: a plan as a resident sees it": (given) => asStaff(given, "/staff/plans/les-tilleuls/preview"),
  "staff: texts of a plan": (given) => asStaff(given, "/staff/plans/les-tilleuls/texts"),
  "staff: phases of a plan": (given) => asStaff(given, "/staff/plans/les-tilleuls/phases"),
  "staff: themes of a plan": (given) => asStaff(given, "/staff/plans/les-tilleuls/themes"),
  "staff: a vote suspended without a reason": async (given) => {
    await asStaff(given, "/staff/plans/les-tilleuls");
    await given.page.locator("main summary").filter({ hasText: given.t("vote-suspend") }).click();
    return sendAnyway(given.page, press(given.page, given.t("vote-suspend-send")));
  },
  "staff: zones of a plan": (given) => asStaff(given, "/staff/plans/les-tilleuls/zones"),
  "staff: zones of a plan from a file": (given) => drawn(given, { "À cheval": square(-30, 0, 60), [`Ailleurs${"long".repeat(20)}`]: square(9_000, 0, 60) }),
  "staff: a file of zones that was refused": (given) => drawn(given, { Lambert: square(652_000_000, 0, 60), [`Ailleurs${"long".repeat(20)}`]: null }),
  "staff: operations of a plan": (given) => asStaff(given, "/staff/plans/les-tilleuls/operations"),
  "staff: documents of a plan": (given) => asStaff(given, "/staff/plans/les-tilleuls/documents"),
  "staff: who answers": (given) => asStaff(given, "/staff/plans/les-tilleuls/answering"),
  "admins: who answers": as("Admin", "/staff/plans/les-tilleuls/answering"),
  "admins: nobody answers": as("Admin", "/staff/plans/le-moulin/answering"),
  "admins: a right to answer that was refused": async ({ page, t }) => {
    await be(page, "Admin");
    await page.goto("/staff/plans/les-tilleuls/answering");
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: t("answering-give-send") }).click();
    return answered;
  },
  "staff: rules of a plan": (given) => asStaff(given, "/staff/plans/les-tilleuls/rules"),
  "staff: webhooks": async (given) => {
    await theWebhook(given);
    return asStaff(given, "/staff/webhooks");
  },
  "staff: a webhook to make": (given) => asStaff(given, "/staff/webhooks/new"),
  "staff: a webhook that was refused": async (given) => {
    const { page, t } = given;
    await asStaff(given, "/staff/webhooks/new");
    await page.locator("#url").fill(`https://169.254.169.254/${"long".repeat(60)}`);
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: t("webhook-make-send") }).click();
    return answered;
  },
  "staff: a webhook that failed": async (given) => asStaff(given, await theWebhook(given)),
  "staff: a webhook without deliveries": async (given) => asStaff(given, `${await theWebhook(given)}?state=delivered`),
  "staff: a webhook's fresh secret": async (given) => {
    const { page, t } = given;
    await asStaff(given, await theWebhook(given));
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: t("webhook-rotate") }).click();
    return answered;
  },
  "staff: a webhook to delete": async (given) => asStaff(given, `${await theWebhook(given)}/delete`),
};

/** Zones of the plan drawn from a file, beside those that are there. */
async function drawn(given, shapes) {
  const { page, t } = given;
  await asStaff(given, "/staff/plans/les-tilleuls/zones");
  await page.locator("#file").setInputFiles(geojson(shapes));
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: t("drawing-show") }).click();
  return answered;
}

/** A webhook whose receiver nobody knows, with one test that failed; its page. */
async function theWebhook({ request }) {
  const { webhooks } = await ask(request, "{ webhooks { id url } }", "petit");
  let id = webhooks.find(({ url }) => url === RECEIVER)?.id;
  if (!id) {
    const made = await ask(request, `mutation { createWebhook(input: { url: "${RECEIVER}" }) { webhook { id } } }`, "petit");
    id = made.createWebhook.webhook.id;
    await ask(request, `mutation { pingWebhook(webhook: "${id}") { problems { code } } }`, "petit");
  }
  const log = `{ webhook(webhook: "${id}") { deliveries(first: 1) { edges { node { state } } } } }`;
  await expect
    .poll(async () => (await ask(request, log, "petit")).webhook.deliveries.edges[0]?.node.state, { timeout: 30_000 })
    .not.toBe("WAITING");
  return `/staff/webhooks/${id}`;
}

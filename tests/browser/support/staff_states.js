// The pages of municipal staff.
import { be, made } from "./site.js";

const as = (name, path) => async ({ page }) => {
  await be(page, name);
  return page.goto(typeof path === "function" ? path() : path);
};

const asStaff = ({ page }, path) => as("M. Petit", path)({ page });

export const STAFF_STATES = {
  "the work of staff in one plan": as("M. Petit", () => `/staff?plan=${made().plan}`),
  "staff: the dashboard": (given) => asStaff(given, "/staff"),
  "staff: a resident is refused": as("Awa", "/staff"),
  "staff: proposals to study": (given) => asStaff(given, "/staff/answers"),
  "staff: answers under study": (given) => asStaff(given, "/staff/answers?view=studied"),
  "staff: a list that is empty": (given) => asStaff(given, "/staff/answers?view=drafts"),
  "staff: promises": (given) => asStaff(given, "/staff/answers?view=promised"),
  "staff: a study": async (given) => {
    await asStaff(given, "/staff/answers");
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
  "staff: rules of moderation": (given) => asStaff(given, "/staff/rules"),
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
  "staff: zones of a plan": (given) => asStaff(given, "/staff/plans/les-tilleuls/zones"),
  "staff: operations of a plan": (given) => asStaff(given, "/staff/plans/les-tilleuls/operations"),
  "staff: documents of a plan": (given) => asStaff(given, "/staff/plans/les-tilleuls/documents"),
  "staff: rules of a plan": (given) => asStaff(given, "/staff/plans/les-tilleuls/rules"),
};

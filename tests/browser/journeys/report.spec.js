import { PLAN, expect, test } from "../support/site.js";

test("a visitor reports a text and gets a receipt", async ({ page, t }) => {
  await page.goto(`${PLAN}/proposals/28`);
  await page.getByRole("link", { name: t("report-proposal") }).click();
  await expect(page.getByText(t("report-emergency"))).toBeVisible();
  await page.getByRole("radio", { name: t("report-house-rule"), exact: false }).check();
  await page.getByRole("textbox", { name: t("report-explanation") }).fill("Ce texte accuse une personne sans preuve.");
  await page.getByRole("textbox", { name: t("report-name") }).fill("Une voisine");
  await page.getByRole("textbox", { name: t("field-email") }).fill("voisine@example.org");
  await page.getByLabel(t("report-good-faith")).check();
  await page.getByRole("button", { name: t("report-send") }).click();
  await expect(page.getByRole("heading", { level: 1, name: t("report-sent-title") })).toBeVisible();
  const code = await page.getByRole("main").locator("code").textContent();
  expect(code).toMatch(/^fbn_/);
  // The code says what became of it, wherever a receipt is typed.
  const back = await page.getByRole("link", { name: t("back") }).getAttribute("href");
  await page.getByRole("main").getByRole("link", { name: t("receipt-ask-title"), exact: true }).click();
  await page.getByLabel(t("receipt-code-label"), { exact: true }).fill(code);
  await page.getByRole("button", { name: t("receipt-open"), exact: true }).click();
  await expect(page.getByRole("status").getByText(t("notice-waits"))).toBeVisible();
  // Nothing is hidden because of a report.
  await page.goto(back);
  await expect(page.getByRole("link", { name: t("report-proposal") })).toBeVisible();
});

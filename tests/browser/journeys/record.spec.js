import { expect, test } from "../support/site.js";
import { recorded } from "../support/recording_states.js";

test("a facilitator records somebody's words, and the receipt opens and contests nothing that it should not", async ({ page, t, language }) => {
  const code = await recorded(page, t);
  await expect(page.getByRole("img", { name: t("receipt-qr") })).toBeVisible();
  await page.context().clearCookies();
  await page.goto("/receipt");
  await page.getByLabel(t("receipt-code-label")).fill(`  ${code.toLowerCase()}`);
  await page.getByRole("button", { name: t("receipt-open") }).click();
  await expect(page.getByText(t("recorded-published"))).toBeVisible();
  await page.getByLabel(t("receipt-sure")).check();
  await page.getByRole("button", { name: t("receipt-withdraw") }).click();
  await expect(page.getByText(t("recorded-gone"))).toBeVisible();
  await expect(page.getByRole("link", { name: t("receipt-see") })).toHaveCount(0);
  await expect(page.locator("html")).toHaveAttribute("lang", language === "fr" ? "fr" : "en");
});

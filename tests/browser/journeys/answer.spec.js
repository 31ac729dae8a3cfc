import { expect, test } from "../support/site.js";
import { answered } from "../support/answering.js";

test("staff answer two proposals together, a second person publishes, and the list of what is owed is read", async ({ page, t }, info) => {
  await answered(page, t, info);
  await page.goto("/staff");
  await page.getByRole("link", { name: t("staff-answers"), exact: true }).click();
  await page.getByRole("link", { name: t("answers-owed"), exact: true }).click();
  await page.getByRole("link", { name: "Garder la barre B et la réhabiliter", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: t("study-title") })).toBeVisible();
});

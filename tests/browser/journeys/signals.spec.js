import { be, expect, test } from "../support/site.js";

test("a moderator tries a signal on a plan, and an admin sets it for a rehearsal", async ({ page, t }) => {
  const main = page.getByRole("main");
  const plan = "Renouvellement du quartier des Tilleuls";
  await be(page, "Inès");
  await page.goto("/moderation");
  await main.getByRole("link", { name: t("nav-signals"), exact: true }).click();
  await main.getByRole("link", { name: t("signal-kind-links"), exact: true }).click();
  await expect(page.getByText(t("signal-admins"))).toBeVisible();
  await page.getByLabel(t("signal-threshold"), { exact: true }).fill("beaucoup");
  await page.getByRole("button", { name: t("signal-try"), exact: true }).click();
  await expect(page.getByRole("alert").locator("a[href='#plan']")).toBeVisible();
  await expect(page.getByLabel(t("signal-threshold"), { exact: true })).toHaveValue("beaucoup");
  await page.getByLabel(t("signal-threshold"), { exact: true }).fill("1");
  const chosen = page.getByLabel(t("signal-plan"), { exact: true });
  const first = (await chosen.locator("option").allTextContents()).find((name) => name.includes("Tilleuls")) ?? plan;
  await chosen.selectOption({ label: first });
  await page.getByRole("button", { name: t("signal-try"), exact: true }).click();
  await expect(page.getByRole("status").getByRole("heading", { name: t("signal-tried-title") })).toBeVisible();

  // Admins set it; whoever is slower than another admin is told, and sends once more.
  await be(page, "Admin");
  await page.goto("/moderation/signals/links");
  await page.getByLabel(t("signal-mode-rehearsing-text"), { exact: true }).check();
  await expect(async () => {
    await main.getByRole("button", { name: t("revise-send"), exact: true }).click();
    await expect(page.getByText(t("done-signal-kept"))).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await expect(page.getByRole("region", { name: t("signal-changes") }).getByRole("listitem")).not.toHaveCount(0);
});

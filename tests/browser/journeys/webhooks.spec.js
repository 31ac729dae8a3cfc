import { be, expect, test, unique } from "../support/site.js";

test("staff make a webhook, send a test, and read what became of it", async ({ page, t }, info) => {
  const host = `${unique(info).toLowerCase()}.invalid`;
  await be(page, "M. Petit");
  await page.goto("/staff");
  await page.getByRole("link", { name: t("staff-webhooks"), exact: true }).click();
  await page.getByRole("link", { name: t("webhook-make"), exact: true }).click();

  await page.getByLabel(t("webhook-url")).fill("https://127.0.0.1/hook");
  await page.getByRole("button", { name: t("webhook-make-send") }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByLabel(t("webhook-url")).fill(`https://${host}/hook`);
  await page.getByRole("checkbox", { name: t("event-proposal-published") }).check();
  await page.getByRole("button", { name: t("webhook-make-send") }).click();
  await expect(page.getByText(/^whsec_/)).toBeVisible();

  await page.goto("/staff/webhooks");
  await page.getByRole("link", { name: host }).click();
  await expect(page.getByText(/^whsec_/)).toHaveCount(0);
  await page.getByRole("button", { name: t("webhook-ping") }).click();
  await expect(page.getByText(t("done-webhook-pinged"))).toBeVisible();
  await expect(async () => {
    await page.reload();
    await expect(page.getByText(t("attempt-name"), { exact: false })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });

  await page.getByRole("link", { name: t("webhook-delete"), exact: true }).click();
  await page.getByRole("button", { name: t("webhook-delete"), exact: true }).click();
  await expect(page.getByText(t("done-webhook-deleted"))).toBeVisible();
  await expect(page.getByRole("link", { name: host })).toHaveCount(0);
});

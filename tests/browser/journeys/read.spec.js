import { PLAN, expect, test } from "../support/site.js";

test("a stranger goes from the home page to what was changed in a proposal, by links alone", async ({ page, t, language }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("home-headline"));
  await page.getByRole("main").getByRole("link", { name: t("home-understand") }).click();
  await expect(page).toHaveURL(PLAN);
  // When what can be done ends, what is decided and what is not, in plain words too.
  await expect(page.getByRole("list", { name: t("phases") }).locator("[aria-current=step]").first()).toBeVisible();
  await page.getByText(t("plan-easy"), { exact: true }).click();
  await expect(page.getByText("La ville doit répondre.", { exact: false })).toBeVisible();
  await expect(page.getByRole("heading", { name: t("plan-decided") })).toBeVisible();
  await expect(page.getByRole("heading", { name: t("plan-open-to-debate") })).toBeVisible();
  await page.getByText("Charte du relogement", { exact: false }).click();
  await expect(page.getByText("Deux offres dans le quartier", { exact: false })).toBeVisible();

  // A zone of the drawing's list opens what is proposed there.
  await page.getByRole("link", { name: "Barres Ravel", exact: true }).click();
  await expect(page.getByLabel(t("filter-zone")).locator("option:checked")).toHaveText("Barres Ravel");
  await page.getByRole("link", { name: "Garder la barre B et la réhabiliter", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Garder la barre B et la réhabiliter" })).toBeVisible();
  await page.locator("a[href$=versions]").click();
  await expect(page.getByRole("heading", { level: 1, name: t("versions-title") })).toBeVisible();
  await expect(page.locator("ins, del").nth(2)).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", language);
});

import { making } from "../support/making.js";
import { MILL, be, expect, made, test, unique } from "../support/site.js";

test("a text that waits to be read goes back to its author, who changes it, and is published", async ({ page, t, request }, info) => {
  const { submit } = making(request);
  const title = `Un passage au bord de l'eau ${unique(info)}`;
  const facts = `Une phrase vise le gardien (${unique(info)}).`;
  await submit(made().mill, title);
  const main = page.getByRole("main");
  /** Opens the text as it waits in the queue of its plan. */
  const open = async () => {
    await be(page, "Inès");
    await page.goto(`/moderation?view=pending&plan=${made().mill}`);
    await main.getByRole("link", { name: title, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: t("pending-title") })).toBeVisible();
  };

  // It goes back by a rule and with reasons, and leaves the queue until its author answers.
  await open();
  await page.getByRole("button", { name: t("pending-return") }).click();
  await expect(page.getByText(t("done-case-claimed"))).toBeVisible();
  await page.locator("[name=rule]").first().check();
  await page.getByLabel(t("decide-facts")).fill(facts);
  await page.getByRole("button", { name: t("do-return") }).click();
  await expect(page.getByText(t("decided-return"))).toBeVisible();
  await page.goto(`/moderation?view=pending&plan=${made().mill}`);
  await expect(main.getByRole("link", { name: title, exact: true })).toHaveCount(0);

  await be(page, "Awa");
  await expect(async () => {
    await page.goto("/me/decisions");
    await expect(page.getByRole("listitem").filter({ hasText: facts })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 60_000 });
  await page.goto("/me/contributions");
  await main.getByRole("link", { name: title, exact: true }).click();
  await main.getByRole("link", { name: t("revise"), exact: true }).click();
  await page.getByLabel(t("idea-body"), { exact: true }).fill("Un passage de planches au bord de l'eau, pour les promeneurs et les poussettes.");
  await page.getByRole("button", { name: t("revise-send"), exact: true }).click();
  await expect(page.getByText(t("done-revised"))).toBeVisible();

  await open();
  await expect(page.getByText("Un passage de planches", { exact: false })).toBeVisible();
  await page.getByRole("button", { name: t("pending-publish"), exact: true }).click();
  await expect(page.getByText(t("done-text-published"))).toBeVisible();
  await page.context().clearCookies({ name: /session/ });
  await page.goto(`${MILL}/proposals?order=newest`);
  await expect(main.getByRole("link", { name: title, exact: true })).toBeVisible();
});

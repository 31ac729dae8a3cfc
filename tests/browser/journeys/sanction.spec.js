import { making } from "../support/making.js";
import { PLAN, be, expect, join, newAddress, test, unique } from "../support/site.js";

test("an author is warned, contests it, and another person lifts the warning", async ({ page, t, request }, info) => {
  test.setTimeout(120_000);
  const { report } = making(request);
  const words = `Taisez-vous tous (${unique(info)}).`;
  const facts = `Troisième attaque en une semaine (${unique(info)}).`;
  const grounds = `C'est mon premier commentaire (${unique(info)}).`;
  const reasons = `C'était bien le premier (${unique(info)}).`;
  const press = (id) => page.getByRole("button", { name: t(id), exact: true }).click();

  await join(page, t, newAddress(info), `${PLAN}/proposals/31`);
  await page.getByLabel(t("comment-body")).fill(words);
  await press("comment-send");
  await expect(page.getByText(t("done-commented"))).toBeVisible();
  const said = await page.getByRole("article").filter({ hasText: words }).getAttribute("id");
  const author = await page.context().cookies();
  const asAuthor = () => page.context().addCookies(author);
  const address = `/moderation/cases/${(await report(said, "HOUSE_RULE", "C'est une insulte.")).id}`;

  // The text is decided about first, then its author, on a page of its own.
  await be(page, "Bachir");
  await page.goto(address);
  await page.locator("[name=rule]").first().check();
  await press("do-hide");
  await expect(page.getByText(t("decided-hide"))).toBeVisible();
  await page.goto(address);
  await page.getByRole("link", { name: t("sanction-open"), exact: true }).click();
  await page.getByLabel(t("sanction-warning"), { exact: true }).check();
  await page.getByLabel(t("decide-facts")).fill(facts);
  await press("sanction-send");
  await expect(page.getByText(t("decided-warning"))).toBeVisible();

  await asAuthor();
  const own = page.getByRole("region", { name: t("own-sanctions-title") }).getByRole("listitem").filter({ hasText: facts });
  await expect(async () => {
    await page.goto("/me/decisions");
    await expect(own).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 60_000 });
  await own.getByRole("link", { name: t("contest"), exact: false }).click();
  await page.getByLabel(t("contest-grounds")).fill(grounds);
  await press("contest");
  await expect(page.getByText(t("done-contested"))).toBeVisible();

  // Whoever decided reads what is said against it, and does not answer.
  const open = async (name) => {
    await be(page, name);
    await page.goto("/moderation/appeals");
    await page.getByRole("listitem").filter({ hasText: grounds }).getByRole("link").click();
    await expect(page.getByRole("heading", { level: 1, name: t("appeal-title") })).toBeVisible();
    await expect(page.getByText(grounds)).toBeVisible();
  };
  await open("Bachir");
  await expect(page.getByText(t("appeal-own"))).toBeVisible();
  await expect(page.getByRole("button", { name: t("appeal-send") })).toHaveCount(0);
  await open("Inès");
  await page.getByLabel(t("appeal-lift"), { exact: true }).check();
  await page.getByLabel(t("appeal-reasons")).fill(reasons);
  await press("appeal-send");
  await expect(page.getByText(t("decided-appeal-reversed"))).toBeVisible();

  await asAuthor();
  await expect(async () => {
    await page.goto("/me/decisions");
    await expect(own.getByText(reasons)).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 60_000 });
});

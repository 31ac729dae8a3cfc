import { ask, be, expect, test, unique } from "../support/site.js";

test("staff write an organisation down, correct it, and check it; then everybody sees it", async ({ page, t, request }, info) => {
  const name = `Les amis du mail ${unique(info)}`;
  const rna = `W${String(Math.floor(Math.random() * 1e9)).padStart(9, "0")}`;
  const main = page.getByRole("main");
  const card = main.getByRole("listitem").filter({ hasText: name });
  const known = async () => {
    const { organisations } = await ask(request, `{ organisations(first: 100) { edges { node { name } } } }`);
    return organisations.edges.map(({ node }) => node.name);
  };
  await be(page, "M. Petit");
  await page.goto("/staff");
  await page.getByRole("link", { name: t("staff-organisations"), exact: true }).click();
  // The number is wrong: that is said beside it, and the name is still there.
  await page.getByLabel(t("organisation-kind"), { exact: true }).selectOption({ label: t("organisation-association") });
  await page.getByLabel(t("organisation-name"), { exact: true }).fill(name);
  await page.getByLabel(t("organisation-number"), { exact: true }).fill("W12");
  await page.getByRole("button", { name: t("organisation-add-send") }).click();
  await expect(page.getByRole("alert").locator("a[href='#registration']")).toBeVisible();
  await expect(page.getByLabel(t("organisation-name"), { exact: true })).toHaveValue(name);
  await page.getByLabel(t("organisation-number"), { exact: true }).fill(rna);
  await page.getByRole("button", { name: t("organisation-add-send") }).click();
  await expect(page.getByText(t("done-organisation-registered"))).toBeVisible();
  await expect(card.getByText(t("organisation-waits"), { exact: true })).toBeVisible();
  expect(await known()).not.toContain(name);

  await card.getByRole("link", { name }).click();
  await page.getByLabel(t("organisation-name"), { exact: true }).fill(`${name}, association`);
  await main.getByRole("button", { name: t("revise-send"), exact: true }).click();
  await expect(page.getByText(t("done-organisation-kept"))).toBeVisible();
  await card.getByRole("button", { name: t("organisation-check"), exact: false }).click();
  await expect(page.getByText(t("done-organisation-checked"))).toBeVisible();
  await expect(card.getByText(t("organisation-waits"), { exact: true })).toHaveCount(0);
  expect(await known()).toContain(`${name}, association`);
});

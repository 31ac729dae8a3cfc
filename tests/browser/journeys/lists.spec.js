import { PLAN, expect, test } from "../support/site.js";

const titles = (page) => page.getByRole("main").locator(".card h3").allTextContents();
const addresses = (page) =>
  page.getByRole("main").locator(".card h3 a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));

test("words and filters narrow the list, and can be dropped", async ({ page, t, language }) => {
  await page.goto(`${PLAN}/proposals`);
  const search = page.getByRole("search");
  await search.getByLabel(t("filter-words")).fill("barre");
  await search.getByRole("button", { name: t("filter-apply") }).click();
  await expect(page).toHaveURL(/q=barre/);
  const found = await titles(page);
  expect(found.length).toBeGreaterThan(0);
  expect(found).toContain("Garder la barre B et la réhabiliter");
  await expect(search.getByLabel(t("filter-words"))).toHaveValue("barre");

  await search.getByLabel(t("filter-words")).fill("");
  // On a phone the filters are folded, and say how many are chosen.
  const folded = search.locator("summary");
  const isFolded = await folded.isVisible();
  expect(isFolded).toBe(page.viewportSize().width < 1120);
  if (isFolded) await folded.click();
  await search.getByLabel(t("filter-state")).selectOption("accepted");
  await search.getByRole("button", { name: t("filter-apply") }).click();
  await expect(page).toHaveURL(/state=accepted/);
  if (isFolded) await expect(folded).toHaveText(t("filter-chosen", { count: 1 }));
  const stamps = await page.getByRole("main").locator(".card .stamp").allTextContents();
  expect(stamps.length).toBeGreaterThan(0);
  expect([...new Set(stamps)]).toEqual([t("stamp-accepted")]);

  await search.getByLabel(t("filter-words")).fill("zeppelin");
  await search.getByRole("button", { name: t("filter-apply") }).click();
  await expect(page.getByText(t("proposals-none-found"))).toBeVisible();
  await page.getByRole("link", { name: t("filter-drop") }).click();
  expect((await titles(page)).length).toBeGreaterThan(10);
  await expect(page.locator("html")).toHaveAttribute("lang", language);
});

test("a shuffled order shows each proposal once, and is the same again", async ({ page, t }) => {
  await page.goto(`${PLAN}/proposals`);
  const more = page.getByRole("link", { name: t("more") });
  // The link to what follows holds the seed of the order.
  const next = new URL(await more.getAttribute("href"), page.url());
  const seed = next.searchParams.get("seed");
  expect(seed).toMatch(/^\d+$/);
  const read = async () => {
    const numbers = [];
    await page.goto(`${PLAN}/proposals?seed=${seed}`);
    for (;;) {
      numbers.push(...(await addresses(page)));
      if ((await more.count()) === 0) return numbers;
      const address = page.url();
      await more.click();
      await expect(page).not.toHaveURL(address);
    }
  };
  const first = await read();
  expect(new Set(first).size).toBe(first.length);
  expect(first.length).toBeGreaterThanOrEqual(38);
  expect(await read()).toEqual(first);
  // Half of all seeds away, another order begins.
  await page.goto(`${PLAN}/proposals?seed=${(Number(seed) + 2 ** 30) % 2 ** 31}`);
  const other = await addresses(page);
  expect(other).not.toEqual(first.slice(0, other.length));
});

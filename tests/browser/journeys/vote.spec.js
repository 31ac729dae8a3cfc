import { PLAN, codeTo, expect, newAddress, test } from "../support/site.js";

// Each project has a proposal of its own, so that its count moves by its own vote alone.
const NUMBERS = { phone: 20, "phone-plain": 21, desk: 22, "desk-plain": 23, "phone-english": 24, keys: 28, "keys-plain": 29 };

test("a visitor goes from a plan to a counted vote by three pages, two inputs and a question", async ({ page, t, language }, info) => {
  const number = NUMBERS[info.project.name];
  const address = newAddress(info);
  const proposal = `${PLAN}/proposals/${number}`;
  const counts = () => page.getByRole("heading", { name: /^\d+ .*, \d+ /, level: 2 });
  const inFavour = async () => Number((await counts().textContent()).match(/^\d+/)[0]);

  await page.goto(PLAN);
  await expect(page.locator("html")).toHaveAttribute("lang", language);
  await page.getByRole("link", { name: t("plan-read-proposals") }).click();
  await page.goto(proposal);
  const before = await inFavour();

  const pages = new Set();
  page.on("response", (response) => {
    const isPage = response.request().isNavigationRequest() && response.status() < 300;
    if (isPage) pages.add(new URL(response.url()).pathname);
  });
  await page.getByRole("button", { name: t("vote-for"), exact: true }).click();

  // The first page asks for an address, and says that the vote is kept.
  await expect(page.getByText(t("sign-in-for-vote"))).toBeVisible();
  await expect(page.getByRole("main").locator("input:not([type=hidden])")).toHaveCount(1);
  await page.getByLabel(t("field-email")).fill(address);
  await page.getByRole("button", { name: t("sign-in-send") }).click();

  // The second one asks for the code, then for the age of somebody who is new.
  await expect(page.getByRole("main").locator("input:not([type=hidden])")).toHaveCount(1);
  await page.getByLabel(t("field-code")).fill(await codeTo(page.request, address));
  await page.getByRole("button", { name: t("continue"), exact: true }).click();
  await page.getByLabel(t("age-15")).check();
  await page.getByRole("button", { name: t("newcomer-open") }).click();

  // The third one is the proposal again: the vote counts.
  await expect(page).toHaveURL(new RegExp(`${proposal}\\?done=voted`));
  await expect(page.getByText(t("my-vote-for"))).toBeVisible();
  expect(await inFavour()).toBe(before + 1);
  expect(pages.size, [...pages].join(" ")).toBe(3);

  // It can be changed and withdrawn on the spot.
  await page.getByRole("button", { name: t("vote-against"), exact: true }).click();
  await expect(page.getByText(t("my-vote-against"))).toBeVisible();
  expect(await inFavour()).toBe(before);
  await page.getByRole("button", { name: t("vote-withdraw") }).click();
  await expect(page.getByText(t("done-vote-withdrawn"))).toBeVisible();
  await expect(page.getByText(t("my-vote-against"))).toHaveCount(0);
});

test("a code that is wrong keeps what was typed and says what to do", async ({ page, t }, info) => {
  const address = newAddress(info);
  await page.goto("/sign-in");
  await page.getByLabel(t("field-email")).fill(address);
  await page.getByRole("button", { name: t("sign-in-send") }).click();
  const right = await codeTo(page.request, address);
  const wrong = right === "000000" ? "111111" : "000000";
  await page.getByLabel(t("field-code")).fill(wrong);
  await page.getByRole("button", { name: t("continue"), exact: true }).click();
  const summary = page.getByRole("alert");
  await expect(summary.getByRole("heading", { name: t("problems") })).toBeVisible();
  await expect(page).toHaveTitle(new RegExp(`^${t("problem-title")}`));
  await expect(page.getByLabel(t("field-code"))).toHaveValue(wrong);
  await summary.getByRole("link").first().click();
  await expect(page.getByLabel(t("field-code"))).toBeInViewport();
  await expect(page.getByLabel(t("field-code"))).toHaveAttribute("aria-invalid", "true");
});

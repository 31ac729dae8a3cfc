import { PLAN, enterAs, expect, test, unique } from "../support/site.js";

test("a resident answers with an argument, replies, and marks what is useful", async ({ page, t, language }, info) => {
  const said = `Un argument, ${unique(info)}.`;
  const replied = `Une réponse, ${unique(info)}.`;
  await page.goto(`${PLAN}/proposals/26`);
  await enterAs(page, t, "Awa");

  const form = page.locator("form", { has: page.getByRole("heading", { name: t("comment-write") }) });
  await form.getByLabel(t("position-for"), { exact: true }).check();
  await form.getByLabel(t("comment-body")).fill(said);
  await form.getByRole("button", { name: t("comment-send") }).click();
  await expect(page.getByText(t("done-commented"))).toBeVisible();

  // Somebody else finds it useful and replies.
  await page.getByRole("button", { name: t("sign-out", { name: "Awa" }) }).click();
  await page.goto(`${PLAN}/proposals/26/comments?side=for&order=newest`);
  await enterAs(page, t, "Karim");
  const argument = page.getByRole("article").filter({ hasText: said });
  await argument.getByRole("button", { name: t("mark-useful") }).click();
  await expect(argument.getByRole("button", { name: t("mark-useful") })).toHaveAttribute("aria-pressed", "true");
  await argument.getByRole("link", { name: t("answer"), exact: false }).click();
  await expect(page.getByRole("heading", { level: 1, name: t("thread-title") })).toBeVisible();
  await page.getByLabel(t("comment-body")).fill(replied);
  await page.getByRole("button", { name: t("comment-send") }).click();
  await expect(page.getByText(replied)).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", language);
});

test("an argument that says nothing comes back with what is wrong", async ({ page, t }) => {
  await page.goto(`${PLAN}/proposals/27`);
  await enterAs(page, t, "Awa");
  await page.getByLabel(t("comment-body")).fill("   ");
  await page.getByRole("button", { name: t("comment-send") }).click();
  await expect(page.getByRole("heading", { name: t("problems") })).toBeVisible();
});

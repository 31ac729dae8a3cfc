import { be, contestedBy, expect, made, test } from "../support/site.js";

test("a decision is contested by whom it is about, and reviewed by another person than who took it", async ({ page, t }, info) => {
  const project = info.project.name;
  const decision = page.locator(`#${made().contests[project]}`);
  const grounds = `Je parlais d'une chose, pas de quelqu'un (${project}).`;

  // Twenty a page, newest first: more may have been decided since.
  const find = async () => {
    await page.getByRole("heading", { level: 1, name: t("decisions-title") }).waitFor();
    await page.waitForLoadState("domcontentloaded");
    while (!(await decision.isVisible())) {
      const before = page.url();
      await page.getByRole("link", { name: t("more"), exact: true }).click();
      await page.waitForURL((url) => url.href !== before);
    }
  };

  await be(page, "Awa");
  await page.goto("/me");
  await page.getByRole("link", { name: t("decisions-title"), exact: true }).click();
  await find();
  await expect(decision.getByText(t("decision-by-person"))).toBeVisible();
  await decision.locator("a[href$='/contest']").click();
  await page.getByLabel(t("contest-grounds")).fill(grounds);
  await page.getByRole("button", { name: t("contest"), exact: true }).click();
  await expect(page.getByText(t("done-contested"))).toBeVisible();
  await find();
  await expect(decision.getByText(grounds)).toBeVisible();
  await expect(decision.locator("a[href$='/contest']")).toHaveCount(0);

  // Whoever decided cannot review: that is said, and nothing can be pressed.
  const open = async (name) => {
    await be(page, name);
    await page.goto("/moderation?view=contested");
    await page.getByRole("main").getByRole("link", { name: contestedBy(project) }).click();
    await expect(page.getByText(grounds)).toBeVisible();
  };
  await open("Bachir");
  await expect(page.getByText(t("barred-second-person"))).toBeVisible();
  await expect(page.getByRole("button", { name: t("do-restore") })).toHaveCount(0);

  await open("Inès");
  const address = page.url();
  await page.getByLabel(t("decide-facts")).fill("C'était bien d'une chose : le commentaire est rétabli.");
  await page.getByRole("button", { name: t("do-restore") }).click();
  await expect(page.getByText(t("decided-keep"))).toBeVisible();
  await page.goto(address);
  await expect(page.getByText(t("stage-reviewed"), { exact: true })).toBeVisible();
  await expect(page.getByText(t("past-reversed"))).toBeVisible();
});

import { making } from "../support/making.js";
import { ask, be, expect, test, unique } from "../support/site.js";

test("an author asks to be read with another, who agrees, and leaves the group again", async ({ page, t, request }, info) => {
  test.setTimeout(120_000);
  const { publish, submit, archive, done } = making(request);
  const word = unique(info);
  const slug = `regrouper-${word}`.toLowerCase();
  const plan = await publish({ slug, title: `Les idées voisines ${word}`, summary: "Deux idées proches." });
  const [theirs, mine] = [`Planter des tilleuls (${word})`, `Garder les tilleuls (${word})`];
  await submit(plan, theirs);
  const input = `{ title: ${JSON.stringify(mine)}, body: "Les tilleuls du mail donnent de l'ombre à tout le monde." }`;
  await done("karim", `submitProposal(plan: "${plan}", input: ${input}) { problems { code } }`);
  const main = page.getByRole("main");
  const press = (id) => main.getByRole("button", { name: t(id), exact: true }).click();

  await be(page, "Karim");
  await page.goto(`/plans/${slug}/proposals/2`);
  await main.getByRole("link", { name: t("merge"), exact: true }).click();
  // Nothing is chosen: both are asked for, and what was typed is still there.
  await page.getByLabel(t("merge-number")).fill("douze");
  await press("merge-send");
  await expect(page.getByRole("alert").locator("a[href='#lead']")).toBeVisible();
  await expect(page.getByLabel(t("merge-number"))).toHaveValue("douze");
  await page.getByLabel(t("merge-number")).fill("1");
  await page.getByLabel(t("merge-lead-other"), { exact: true }).check();
  await press("merge-send");
  await expect(page.getByText(t("done-merge-proposed"))).toBeVisible();
  const asked = main.getByRole("listitem").filter({ has: page.getByRole("heading", { name: theirs }) });
  await expect(asked.getByText(t("merge-open"), { exact: true })).toBeVisible();

  // The other author is told, and agrees.
  await be(page, "Awa");
  await page.goto("/me");
  await main.getByRole("link", { name: t("merges-title"), exact: true }).click();
  await asked.getByRole("button", { name: t("merge-agree"), exact: false }).click();
  await expect(page.getByText(t("done-merged"))).toBeVisible();
  await expect(asked.getByText(t("merge-done"), { exact: true })).toBeVisible();
  await page.goto(`/plans/${slug}/proposals/1`);
  await expect(main.getByRole("link", { name: new RegExp(`2.*${mine.slice(0, 20)}`) })).toBeVisible();

  // Whoever joined leaves without asking.
  await be(page, "Karim");
  await page.goto(`/plans/${slug}/proposals/2`);
  await expect(main.getByText(t("merged-into"))).toBeVisible();
  await main.getByRole("link", { name: t("merge-leave"), exact: true }).click();
  await press("merge-leave");
  await expect(page.getByText(t("done-merge-left"))).toBeVisible();
  await expect(main.getByText(t("merged-into"))).toHaveCount(0);
  await archive(plan);
  expect((await ask(request, `{ plan(slug: "${slug}") { state } }`)).plan.state).toBe("ARCHIVED");
});

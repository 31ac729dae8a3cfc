import { making, phase } from "../support/making.js";
import { be, expect, test, unique } from "../support/site.js";

/** How long the vote lasts, in days: some twenty seconds, and as long as it is suspended. */
const SHORT = 20 / 86_400;

test("staff suspend a vote with a reason that everybody reads, resume it, and archive the plan once it is over", async ({ page, t, request }, info) => {
  test.setTimeout(180_000);
  const { publish } = making(request);
  const word = unique(info);
  const slug = `suspendre-${word}`.toLowerCase();
  const [why, again] = [`Des bulletins comptés deux fois (${word}).`, `La faute est corrigée (${word}).`];
  const phases = [phase("PROPOSE", "Proposer", -3, -2), phase("VOTE", "Voter", -1, SHORT)];
  await publish({ slug, title: `Un vote suspendu ${word}`, summary: "Un vote qui s'arrête.", phases });
  const main = page.getByRole("main");
  const open = (id) => main.locator("summary").filter({ hasText: t(id) }).click();
  const press = (id) => main.getByRole("button", { name: t(id), exact: true }).click();

  await be(page, "M. Petit");
  await page.goto(`/staff/plans/${slug}`);
  await open("vote-suspend");
  await page.getByLabel(t("amend-reason"), { exact: true }).fill(why);
  await press("vote-suspend-send");
  await expect(page.getByText(t("done-vote-suspended"))).toBeVisible();
  await page.goto(`/plans/${slug}`);
  await expect(page.getByText(t("phase-suspended"), { exact: false }).first()).toBeVisible();
  await expect(page.getByText(why, { exact: false }).first()).toBeAttached();

  // Without a reason nothing goes on.
  await page.goto(`/staff/plans/${slug}`);
  await open("vote-resume");
  await press("vote-resume-send");
  await expect(page.getByRole("alert").locator("a[href='#reason']")).toBeVisible();
  await page.getByLabel(t("amend-reason"), { exact: true }).fill(again);
  await press("vote-resume-send");
  await expect(page.getByText(t("done-vote-resumed"))).toBeVisible();

  // Once the vote is over the plan is closed, and leaves the lists.
  await expect(async () => {
    await page.goto(`/staff/plans/${slug}`);
    await open("plan-close");
    await press("plan-close-send");
    await expect(page.getByText(t("done-plan-closed"))).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 90_000 });
  await open("plan-archive");
  await press("plan-archive-send");
  await expect(page.getByText(t("done-plan-archived"))).toBeVisible();
  await page.goto("/");
  await expect(main.getByText(word)).toHaveCount(0);
});

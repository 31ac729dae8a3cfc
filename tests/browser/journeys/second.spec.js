import { making } from "../support/making.js";
import { ask, be, expect, test, unique } from "../support/site.js";

test("a moderator who hesitates asks for a second opinion, and another person decides", async ({ page, t, request }, info) => {
  const { comment, report } = making(request);
  const { proposal } = await ask(request, `{ proposal(plan: "les-tilleuls", number: 33) { id } }`);
  const words = `Un mot de trop, peut-être (${unique(info)}).`;
  const note = `Je connais la famille (${unique(info)}).`;
  const said = await comment(proposal.id, words);
  const address = `/moderation/cases/${(await report(said, "HOUSE_RULE", "À voir à deux.")).id}`;

  await be(page, "Bachir");
  await page.goto(address);
  await page.locator("summary", { hasText: t("second-ask") }).click();
  await page.getByLabel(t("second-would")).selectOption({ label: t("do-hide") });
  await page.getByLabel(t("second-note")).fill(note);
  await page.getByRole("button", { name: t("second-send"), exact: true }).click();
  await expect(page.getByText(t("done-second-asked"))).toBeVisible();
  // Whoever asks does not decide.
  await page.goto(address);
  await expect(page.getByText(t("case-second"), { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: t("do-hide") })).toHaveCount(0);

  await be(page, "Inès");
  await page.goto(address);
  await expect(page.getByText(note)).toBeVisible();
  await page.locator("[name=rule]").first().check();
  await page.getByRole("button", { name: t("do-hide") }).click();
  await expect(page.getByText(t("decided-hide"))).toBeVisible();
  await page.goto(address);
  await expect(page.getByText(t("second-was-asked"), { exact: true })).toBeVisible();
  await expect(page.getByText(t("case-second"), { exact: true })).toHaveCount(0);
  await page.context().clearCookies({ name: /session/ });
  await page.goto(`/comments/${said}`);
  await expect(page.getByText(words)).toHaveCount(0);

  // The public log says that something was decided, and nothing of what or of whom.
  await page.goto("/moderation-log");
  const lines = page.getByRole("main").locator("li.card");
  const numbers = (await lines.evaluateAll((all) => all.map((one) => one.id))).map((id) => Number(id.replace("line-", "")));
  expect(numbers.length).toBeGreaterThan(1);
  expect(numbers).toEqual([...numbers].sort((one, other) => other - one));
  await expect(page.getByText(words)).toHaveCount(0);
  const file = await page.getByRole("link", { name: t("log-page-download") }).getAttribute("href");
  const log = await (await page.request.get(file)).text();
  expect(log.trim().split("\n").length).toBeGreaterThanOrEqual(numbers.length);
  expect(log).not.toContain(words);
});

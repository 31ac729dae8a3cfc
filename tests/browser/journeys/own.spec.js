import { readFileSync } from "node:fs";
import { PLAN, ask, codeTo, expect, join, newAddress, test, unique } from "../support/site.js";

test("a newcomer follows a proposal, is told of an answer, closes a forgotten session, takes their data away, and erases the account", async ({ page, t, request, browser, baseURL, javaScriptEnabled, viewport, locale }, info) => {
  test.setTimeout(120_000);
  const address = newAddress(info);
  const main = page.getByRole("main");
  const press = (id) => main.getByRole("button", { name: t(id), exact: true }).click();
  const used = await join(page, t, address, `${PLAN}/proposals/14`);

  await press("follow");
  await page.goto("/me");
  await main.getByRole("link", { name: t("follows-title"), exact: true }).click();
  const followed = main.getByRole("listitem");
  await expect(followed).toHaveCount(1);
  await followed.getByRole("button", { name: t("unfollow"), exact: false }).click();
  await expect(main.getByText(t("follows-empty"))).toBeVisible();

  // Somebody answers what they wrote: that is told, and once opened it is no longer new.
  const [words, answer] = [`Un mot de plus, ${unique(info)}.`, `D'accord avec ce mot, ${unique(info)}.`];
  await page.goto(`${PLAN}/proposals/14`);
  await page.getByLabel(t("comment-body")).fill(words);
  await press("comment-send");
  await expect(page.getByText(t("done-commented"))).toBeVisible();
  const parent = await page.getByRole("article").filter({ hasText: words }).getAttribute("id");
  const { proposal } = await ask(request, `{ proposal(plan: "les-tilleuls", number: 14) { id } }`);
  const { postComment } = await ask(
    request, `mutation { postComment(proposal: "${proposal.id}", input: { parent: "${parent}", body: "${answer}" }) { problems { code } } }`, "karim",
  );
  expect(postComment.problems).toEqual([]);
  const heard = main.getByRole("listitem");
  await expect(async () => {
    await page.goto("/me/notifications");
    await expect(heard).toHaveCount(1, { timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await expect(heard.getByText(t("notification-new"), { exact: true })).toBeVisible();
  await heard.getByRole("button", { name: t("heard-open"), exact: false }).click();
  await expect(page.getByText(answer)).toBeVisible();
  await page.goto("/me/notifications");
  await expect(heard.getByText(t("notification-new"), { exact: true })).toHaveCount(0);

  // A name of their own, which pages show at once.
  await page.goto("/me/settings");
  await page.getByLabel(t("field-name"), { exact: true }).fill("Zéphyr");
  await press("revise-send");
  await expect(page.getByRole("button", { name: t("sign-out", { name: "Zéphyr" }) })).toBeVisible();

  // Another browser is signed in, and is closed from here.
  const theirs = await browser.newContext({ baseURL, javaScriptEnabled, viewport, locale });
  const other = await theirs.newPage();
  await other.goto("/sign-in?next=/me");
  await other.getByLabel(t("field-email")).fill(address);
  await other.getByRole("button", { name: t("sign-in-send") }).click();
  await other.getByLabel(t("field-code")).fill(await codeTo(request, address, used));
  await other.getByRole("button", { name: t("continue"), exact: true }).click();
  await expect(other.getByRole("heading", { level: 1, name: t("me-title") })).toBeVisible();
  await page.goto("/me/sessions");
  const sessions = main.getByRole("listitem");
  await expect(sessions).toHaveCount(2);
  const here = page.getByText(t("session-here"), { exact: true });
  await expect(here).toHaveCount(1);
  await sessions.filter({ hasNot: here }).getByRole("button", { name: t("session-end"), exact: false }).click();
  await expect(page.getByText(t("done-session-ended"))).toBeVisible();
  await expect(sessions).toHaveCount(1);
  await other.goto("/me");
  await expect(other.getByRole("heading", { level: 1, name: t("me-title") })).toHaveCount(0);
  await theirs.close();

  await page.goto("/me/erase");
  const coming = page.waitForEvent("download");
  await main.getByRole("link", { name: t("my-data-title") }).click();
  const file = await (await coming).path();
  // A ZIP: its first bytes, and an entry of JSON.
  const bytes = readFileSync(file);
  expect(bytes.subarray(0, 2).toString()).toBe("PK");
  expect(bytes.includes(".json")).toBe(true);

  await page.getByLabel(t("erase-remove")).check();
  await page.getByLabel(t("erase-sure")).check();
  await press("erase-title");
  await expect(page.getByRole("banner").getByRole("link", { name: t("sign-in") })).toBeVisible();
  await page.goto("/me");
  await expect(page.getByRole("heading", { level: 1, name: t("me-title") })).toHaveCount(0);
});

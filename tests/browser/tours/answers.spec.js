// One answer for a group of proposals: studied together, written by one person, read and published by another.
import { be, expect, made, test } from "../support/site.js";

test("a group of proposals has one answer, which a second person reads before it is published", async ({ page, t, javaScriptEnabled }, info) => {
  test.setTimeout(120_000);
  const reason = `Les services ont chiffré ces demandes ensemble (${info.project.name}).`;
  await be(page, "M. Petit");
  await page.goto(`/staff/answers?view=ask&plan=${made().plan}`);
  const boxes = page.getByRole("checkbox");
  // Both runs of the tour meet the same list, at one time.
  const from = javaScriptEnabled ? 0 : 2;
  await boxes.nth(from).check();
  await boxes.nth(from + 1).check();
  await page.getByRole("button", { name: t("study-together") }).click();
  const covered = page.locator("#proposals a");
  await expect(covered).toHaveCount(2);
  const address = await covered.first().getAttribute("href");
  await page.getByLabel(t("study-organisation")).fill("Espaces verts");
  await page.locator("#dueAt").fill("2099-06-30");
  await page.getByRole("button", { name: t("study-send") }).click();
  await expect(page).toHaveURL(/\/staff\/answers\/answer_/);
  const answer = page.url().split("?")[0];

  await page.getByRole("link", { name: t("step-decide"), exact: true }).click();
  await page.locator("[name=decision]").first().check();
  await page.locator("#reason").fill(reason);
  await page.locator("#cost").fill("18 400,50");
  await page.getByRole("button", { name: t("decide-draft") }).click();
  await expect(page.getByText(t("draft-own"))).toBeVisible();

  // Nobody else reads it yet, and whoever wrote it does not publish it.
  await page.goto(address);
  await expect(page.getByText(reason)).toHaveCount(0);
  await be(page, "Admin");
  await page.goto("/staff/answers?view=drafts");
  await page.locator(`a[href="${new URL(answer).pathname}"]`).first().click();
  await expect(page.getByText(reason)).toBeVisible();
  await page.getByRole("button", { name: t("draft-publish") }).click();
  await expect(page).toHaveURL(/done=/);
  await page.goto(address);
  await expect(page.getByText(reason)).toBeVisible();
});

// How a group of proposals gets one answer, which one person writes and another publishes.
import { be, expect, made } from "./site.js";

/**
 * Numbers of the demo town that nothing else answers, two for each project that answers. All are of the first page of what
 * is to study.
 */
const NUMBERS = {
  tours: [1, 4],
  "tours-plain": [5, 7],
  phone: [8, 10],
  "phone-plain": [11, 15],
  desk: [17, 18],
  "desk-plain": [19, 20],
  "phone-english": [21, 23],
  keys: [24, 25],
  "keys-plain": [13, 26],
};

export async function answered(page, t, info) {
  const reason = `Les services ont chiffré ces demandes ensemble (${info.project.name}).`;
  const numbers = NUMBERS[info.project.name];
  await be(page, "M. Petit");
  await page.goto(`/staff/answers?view=ask&plan=${made().plan}`);
  for (const number of numbers) {
    const exact = new RegExp(`${t("number", { number }).replace(".", "\\.")}(?!\\d)`);
    await page.locator(".pick", { hasText: exact }).getByRole("checkbox").check();
  }
  await page.getByRole("button", { name: t("study-together") }).click();
  const covered = page.locator("#proposals a");
  await expect(covered).toHaveCount(numbers.length);
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
}

// Somebody telephones; Karim records their proposal, reads it back, and gives them the code of a receipt. They come back
// with it, and take their words back. Two minutes at most.
import { be, expect, test } from "../support/site.js";
import { recorded } from "../support/recording_states.js";

test("a proposal is recorded on the phone, and its receipt opens it", async ({ page, t, browser, baseURL }) => {
  test.setTimeout(120_000);
  const code = await recorded(page, t);
  expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  await expect(page.getByText(t("receipt-published"))).toBeVisible();
  await expect(page.getByRole("img", { name: t("receipt-qr") })).toBeVisible();

  // The person has no account, and types the code as they wrote it down.
  const theirs = await browser.newContext({ baseURL, locale: "fr-FR" });
  const phone = await theirs.newPage();
  await phone.goto("/receipt");
  await phone.getByLabel(t("receipt-code-label")).fill(code.toLowerCase().replaceAll("-", " "));
  await phone.getByRole("button", { name: t("receipt-open") }).click();
  await expect(phone.getByText(t("recorded-published"))).toBeVisible();
  await phone.getByRole("link", { name: t("receipt-see") }).click();
  await expect(phone.getByRole("heading", { level: 1 })).toContainText("Un banc devant le centre de santé");
  await expect(phone.getByText("Madame K., ", { exact: false }).first()).toBeVisible();

  await phone.goto(`/receipt?code=${code}`);
  await phone.getByLabel(t("receipt-sure")).check();
  await phone.getByRole("button", { name: t("receipt-withdraw") }).click();
  await expect(phone.getByText(t("recorded-gone"))).toBeVisible();
  await theirs.close();

  // Nobody votes on somebody's word: there is no such button for Karim's person.
  await be(page, "Karim");
  await page.goto("/record");
  await expect(page.getByRole("link", { name: "Un banc devant le centre de santé" }).first()).toBeVisible();
});

import { readFileSync } from "node:fs";
import { PLAN, codeTo, expect, newAddress, test } from "../support/site.js";

test("a newcomer follows a proposal, takes their data away, and erases the account", async ({ page, t }, info) => {
  const address = newAddress(info);
  const main = page.getByRole("main");
  const press = (id) => main.getByRole("button", { name: t(id), exact: true }).click();
  await page.goto(`/sign-in?next=${encodeURIComponent(`${PLAN}/proposals/14`)}`);
  await page.getByLabel(t("field-email")).fill(address);
  await press("sign-in-send");
  await page.getByLabel(t("field-code")).fill(await codeTo(page.request, address));
  await press("continue");
  await page.getByLabel(t("age-15")).check();
  await press("newcomer-open");

  await press("follow");
  await page.goto("/me");
  await main.getByRole("link", { name: t("follows-title"), exact: true }).click();
  const followed = main.getByRole("listitem");
  await expect(followed).toHaveCount(1);
  await followed.getByRole("button", { name: t("unfollow"), exact: false }).click();
  await expect(main.getByText(t("follows-empty"))).toBeVisible();

  // A name of their own, which pages show at once.
  await page.goto("/me/settings");
  await page.getByLabel(t("field-name"), { exact: true }).fill("Zéphyr");
  await press("revise-send");
  await expect(page.getByRole("button", { name: t("sign-out", { name: "Zéphyr" }) })).toBeVisible();

  await page.goto("/me/sessions");
  await expect(main.getByText(t("session-here"), { exact: true })).toHaveCount(1);

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

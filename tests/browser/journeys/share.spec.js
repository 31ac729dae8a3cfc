import { readFile } from "node:fs/promises";
import { PLAN, expect, test } from "../support/site.js";

test("a proposal is shared by its address and by a poster, and a plan's days go into a calendar", async ({ page, t, context, baseURL, javaScriptEnabled }) => {
  const address = `${baseURL}${PLAN}/proposals/12`;
  await page.goto(address);
  const title = await page.getByRole("heading", { level: 1 }).textContent();
  await page.getByText(t("share"), { exact: true }).click();
  await expect(page.getByLabel(t("share-address"))).toHaveValue(address);
  const copy = page.getByRole("button", { name: t("share-link") });
  if (javaScriptEnabled) {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await copy.click();
    await expect(page.getByText(t("share-copied"))).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(address);
  } else {
    await expect(copy).toHaveCount(0);
  }
  await page.getByRole("link", { name: t("poster-print") }).click();
  await expect(page.getByRole("heading", { level: 1, name: title.trim() })).toBeVisible();
  await expect(page.getByRole("img", { name: t("poster-code", { address }) })).toBeVisible();

  await page.goto(PLAN);
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: t("plan-calendar") }).click();
  const calendar = await readFile(await (await coming).path(), "utf8");
  expect(calendar).toMatch(/^BEGIN:VCALENDAR\r\n/);
  const phases = await page.getByRole("list", { name: t("phases") }).getByRole("listitem").count();
  expect(calendar.split("BEGIN:VEVENT").length - 1).toBe(phases);
});

test("what stands at the foot of each page is read by links alone", async ({ page, t }) => {
  await page.goto("/");
  for (const [link, heading] of [
    ["nav-help", "help-title"],
    ["foot-rules", "rules-title"],
    ["receipt-ask-title", "receipt-ask-title"],
    ["foot-accessibility", "accessibility-title"],
    ["foot-privacy", "privacy-title"],
    ["foot-legal", "legal-title"],
  ]) {
    await page.getByRole("contentinfo").getByRole("link", { name: t(link), exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: t(heading) })).toBeVisible();
  }
});

import { PLAN, expect, test } from "../support/site.js";
import { words } from "../support/words.js";

test("the language is switched in place, kept, and switched back", async ({ page, language }) => {
  const other = language === "fr" ? "en" : "fr";
  const place = `${PLAN}/proposals?q=barre`;
  await page.goto(place);
  for (const [from, to] of [[language, other], [other, language]]) {
    const [before, after] = [words(from), words(to)];
    await expect(page.locator("html")).toHaveAttribute("lang", from);
    await page.getByRole("button", { name: before("language-other") }).click();
    await expect(page.locator("html")).toHaveAttribute("lang", to);
    await expect(page).toHaveURL(place);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(after("proposals-title"));
    await page.getByRole("link", { name: after("nav-help"), exact: true }).first().click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(after("help-title"));
    await page.goto(place);
  }
});

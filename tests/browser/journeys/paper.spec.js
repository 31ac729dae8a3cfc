// Somebody without an account is given a paper ballot at the desk and types its code at home: it counts once.
import { PLAN, expect, test } from "../support/site.js";
import { ballot } from "../support/paper_states.js";

test("a vote with the code of a paper ballot", async ({ page, t, browser, baseURL, javaScriptEnabled, viewport, locale, context, language }) => {
  await context.addCookies([{ name: "language", value: language, url: baseURL }]);
  const code = await ballot(page, t);
  const theirs = await browser.newContext({ baseURL, javaScriptEnabled, viewport, locale });
  await theirs.addCookies([{ name: "language", value: language, url: baseURL }]);
  const home = await theirs.newPage();
  const main = home.getByRole("main");
  await home.goto(PLAN);
  await main.getByRole("link", { name: t("vote-by-code") }).click();
  await home.getByLabel(t("paper-code-label")).fill(code.toLowerCase().replaceAll("-", " "));
  await main.getByRole("button", { name: t("continue"), exact: true }).click();
  await expect(main.getByRole("heading", { level: 1 })).toHaveText(t("paper-ballot-title"));

  // Nothing is counted of a ballot that says nothing; what was typed is still there.
  await main.getByRole("button", { name: t("paper-count") }).click();
  await expect(home.getByRole("alert")).toBeVisible();
  await main.getByRole("radio", { name: t("paper-mark-for"), exact: true }).first().check();
  await main.getByRole("radio", { name: t("paper-mark-against"), exact: true }).nth(1).check();
  await main.getByRole("button", { name: t("paper-count") }).click();
  await expect(main.getByRole("heading", { level: 1 })).toHaveText(t("paper-done-title"));
  await expect(main.locator("code")).toHaveCount(2);

  await home.goto(`${PLAN}/code?code=${code}`);
  await expect(main.locator("#code-problem")).toHaveText(t("problem-voting-code_used"));
  await theirs.close();
});

import { be, expect, made, test } from "../support/site.js";

const NUMBER = "06 00 00 00 00";

test("a moderator masks a passage, takes it back within ten seconds, and masks it again", async ({ page, t, javaScriptEnabled, keys }, info) => {
  const address = `/moderation/cases/${made().cases.decide[info.project.name].id}`;
  const passages = page.getByLabel(t("decide-passages"));
  const press = (id) => page.getByRole("button", { name: t(id) }).click();

  await be(page, "Inès");
  await page.goto(address);
  await press("case-claim");
  await expect(page.getByText(t("done-case-claimed"))).toBeVisible();
  const mask = async () => {
    if (keys) {
      await passages.fill(NUMBER);
    } else if (javaScriptEnabled) {
      // The words are selected where they stand.
      await page.evaluate((words) => {
        const text = document.querySelector("[data-text]").firstChild;
        const from = text.data.indexOf(words);
        getSelection().setBaseAndExtent(text, from, text, from + words.length);
      }, NUMBER);
      await press("mark-selection");
    } else {
      await expect(page.getByRole("button", { name: t("mark-selection") })).toHaveCount(0);
      await passages.fill(NUMBER);
    }
    await expect(passages).toHaveValue(NUMBER);
    await press("do-mask");
  };

  // A restriction without a rule is refused; what was marked is still there.
  await page.locator("[name=rule][value='']").check();
  await mask();
  await expect(page.getByRole("alert").getByRole("heading", { name: t("problems") })).toBeVisible();
  await expect(passages).toHaveValue(NUMBER);
  await page.locator("[name=rule]").first().check();
  await press("do-mask");
  await expect(page.getByText(t("decided-mask"))).toBeVisible();
  await press("undo");
  await expect(page.getByText(t("done-decision-undone"))).toBeVisible();
  await expect(page).toHaveURL(new RegExp(address));
  await expect(page.getByText(t("text-shown"))).toHaveCount(0);

  await page.locator("[name=rule]").first().check();
  await mask();
  await expect(page.getByText(t("decided-mask"))).toBeVisible();
  await page.goto(address);
  await expect(page.locator("mark")).toHaveText(NUMBER);
  await page.getByRole("link", { name: t("text-in-place") }).click();
  const shown = page.getByRole("article").filter({ hasText: `(${info.project.name})` }).first();
  await expect(shown).toContainText("au […], il ment.");
  await expect(page.getByText(NUMBER)).toHaveCount(0);
});

import { PLAN, expect, test, unique } from "../support/site.js";

// Nothing is sent: the draft stays in this browser, and no list changes.
test("an idea is put on the drawing, by touching it or by the name of a square", async ({ page, t, keys }, info) => {
  const main = page.getByRole("main");
  const press = (id) => main.getByRole("button", { name: t(id), exact: true }).click();
  await page.goto(`${PLAN}/propose`);
  await page.getByLabel(t("idea-title")).fill(`Un banc à l'ombre, ${unique(info)}`);
  await page.getByLabel(t("idea-body"), { exact: true }).fill("Un banc à l'ombre, pour attendre le bus sans brûler.");
  await press("continue");
  await expect(page.getByRole("heading", { level: 1, name: t("place-heading") })).toBeVisible();

  const picture = main.getByRole("button", { name: t("point-image") });
  if (!keys) {
    // A square is 30 pixels wide as the drawing is shown: this is the fourth of the fourth row.
    await picture.click({ position: { x: 3 * 30 + 15, y: 3 * 30 + 15 } });
    await expect(main.getByText(t("point-in", { name: "D4" }))).toBeVisible();
  }
  await main.getByLabel(t("point-column")).selectOption("C");
  await main.getByLabel(t("point-row")).selectOption("5");
  await press("point-put");
  await expect(main.getByText(t("point-in", { name: "C5" }))).toBeVisible();
  await expect(main.getByRole("radio", { name: t("place-point") })).toBeChecked();
  await press("continue");
  await expect(main.getByText(t("place-point"), { exact: true })).toBeVisible();
  await expect(main.getByRole("img", { name: t("point-picture", { name: "C5" }) })).toBeVisible();
});

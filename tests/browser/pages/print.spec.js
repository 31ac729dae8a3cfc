// What comes out of a printer: posters on one sheet, and pages without what only a screen can use.
import { PLAN, be, expect, test } from "../support/site.js";

/** How many sheets of A4 a page takes. */
async function sheets(page) {
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  return pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g).length;
}

for (const [name, path] of [["a plan", `${PLAN}/poster`], ["a proposal", `${PLAN}/proposals/38/poster`]]) {
  test(`the poster of ${name} is one sheet`, async ({ page }) => {
    await page.goto(path);
    expect(await sheets(page)).toBe(1);
    await page.emulateMedia({ media: "print" });
    await expect(page.locator(".qr")).toBeVisible();
    await expect(page.locator(".screen")).toBeHidden();
    await expect(page.getByRole("contentinfo")).toBeHidden();
  });
}

test("each form of a pile is one sheet, its coupon with it", async ({ page, t }) => {
  await be(page, "Karim");
  await page.goto("/record/batches");
  await page.locator("[name=plan]").first().check();
  await page.getByLabel(t("batch-place")).fill("Marché");
  await page.getByLabel(t("batch-sheets")).fill("3");
  await page.getByRole("main").getByRole("button", { name: t("batch-open"), exact: true }).click();
  await page.waitForURL(/\/record\/batches\/batch_/);
  await page.goto(`${new URL(page.url()).pathname}/print`);
  await expect(page.locator(".coupon")).toHaveCount(3);
  expect(await sheets(page)).toBe(3);
});

test("a printed proposal is its text, its votes and its debate, without forms", async ({ page, t }) => {
  await page.goto(`${PLAN}/proposals/38`);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText(t("comments-title"))).toBeVisible();
  expect(await page.locator("form, .button, .demo").evaluateAll((all) => all.filter((one) => one.checkVisibility()).length)).toBe(0);
  // Paper is white, whatever the screen is.
  expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe("rgb(0, 0, 0)");
  expect(await sheets(page)).toBeLessThanOrEqual(5);
});

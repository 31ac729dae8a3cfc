import { PLAN, expect, newAddress, test } from "../support/site.js";

/** What has the focus: its text, and whether an outline shows it. */
const focused = (page) =>
  page.evaluate(() => {
    const it = document.activeElement;
    const style = getComputedStyle(it);
    const box = it.getBoundingClientRect();
    const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return {
      text: it.textContent.trim(),
      name: it.getAttribute("name"),
      outlined: style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 3,
      covered: !it.contains(middle) && !middle?.contains(it),
    };
  });

for (const width of [360, 1280]) {
  test(`from the skip link to a vote with the keyboard alone, at ${width} px`, async ({ page, t }, info) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(`${PLAN}/proposals/38`);
    await page.keyboard.press("Tab");
    const skip = page.getByRole("link", { name: t("skip") });
    await expect(skip).toBeFocused();
    await expect(skip).toBeInViewport();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("main")).toBeFocused();

    // Every stop on the way shows where it is, and nothing lies on it.
    const ballot = page.getByRole("button", { name: t("vote-for"), exact: true });
    for (let stops = 0; ; stops += 1) {
      expect(stops, "the vote is not reached").toBeLessThan(60);
      await page.keyboard.press("Tab");
      const stop = await focused(page);
      expect(stop, stop.text).toMatchObject({ outlined: true, covered: false });
      if (await ballot.evaluate((button) => button === document.activeElement)) break;
    }
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/sign-in\?why=vote/);

    // The address is typed and sent without a mouse too.
    const email = page.getByLabel(t("field-email"));
    for (let stops = 0; stops < 30 && !(await email.evaluate((field) => field === document.activeElement)); stops += 1) {
      await page.keyboard.press("Tab");
    }
    await page.keyboard.type(newAddress(info));
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/sign-in\/[^?]+/);
    await expect(page.getByLabel(t("field-code"))).toBeVisible();
  });
}

test("every control of a page is big enough or far enough from others", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  for (const path of ["/", PLAN, `${PLAN}/proposals`, `${PLAN}/proposals/38`, "/sign-in"]) {
    await page.goto(path);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("button, select, textarea, input:not([type=hidden]), .button, label.choice")]
        .filter((control) => control.checkVisibility() && !control.closest("label.choice > *"))
        .filter((control) => !control.matches("label.choice input") && control.getBoundingClientRect().height < 40)
        .map((control) => control.outerHTML),
    );
    expect(small, path).toEqual([]);
  }
});

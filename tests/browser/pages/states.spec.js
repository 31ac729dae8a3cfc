// Every page and state: nothing that axe finds, light and dark; HTML without faults; nothing wider than a small
// screen; nothing from elsewhere; no cookie but ours. The last two hold for journeys too (support/site.js).
import AxeBuilder from "@axe-core/playwright";
import { expect, overflow, test } from "../support/site.js";
import { STATES } from "../support/states.js";
import { OWN_STATES } from "../support/own_states.js";
import { MODERATION_STATES } from "../support/moderation_states.js";
import { STAFF_STATES } from "../support/staff_states.js";
import { PAPER_STATES } from "../support/paper_states.js";
import { RECORDING_STATES } from "../support/recording_states.js";
import { faultsOf } from "../support/html.js";
import { NAMED, statusOf } from "../support/statuses.js";

// What depends on colours and on the width of the window; names, roles, order and languages are the same in both.
const SEEN = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable", "aria-hidden-focus"];
const COOKIES = ["session", "begun", "language"];

const ALL = { ...STATES, ...OWN_STATES, ...MODERATION_STATES, ...STAFF_STATES, ...PAPER_STATES, ...RECORDING_STATES };

for (const [name, reach] of Object.entries(ALL)) {
  test(name, async ({ page, t, request, context }, info) => {
    const response = await reach({ page, t, request }, info);
    const html = await response.text();
    expect(response.status()).toBe(statusOf(name));
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    expect.soft(await faultsOf(html), "html-validate").toEqual([]);

    // What is folded away is read too.
    const closed = page.locator("details:not([open]) > summary:visible");
    while ((await closed.count()) > 0) await closed.first().click();
    for (const [colorScheme, width, rules] of [["light", 1280], ["dark", 360, SEEN]]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      const axe = new AxeBuilder({ page });
      const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html} ${any[0]?.message ?? ""}`).join("\n    ")}`);
      expect.soft(found, `axe, ${colorScheme}, ${width} px`).toEqual([]);
    }
    for (const width of [320, 360, 768]) {
      await page.setViewportSize({ width, height: 900 });
      expect.soft(await overflow(page), `wider than ${width} px`).toBeLessThanOrEqual(0);
    }
    const cookies = (await context.cookies()).map((cookie) => cookie.name.replace("__Host-", ""));
    expect(cookies.filter((cookie) => !COOKIES.includes(cookie))).toEqual([]);
  });
}

test("every status in the table is that of a state", () => {
  expect(NAMED.filter((name) => !(name in ALL))).toEqual([]);
});

test("whoever only reads gets no cookie", async ({ page, context }) => {
  for (const path of ["/", "/plans/les-tilleuls", "/plans/les-tilleuls/proposals", "/plans/les-tilleuls/proposals/38", "/help"]) {
    await page.goto(path);
  }
  expect(await context.cookies()).toEqual([]);
});

test("words in English pass the same checks", async ({ page, context, baseURL }) => {
  await context.addCookies([{ name: "language", value: "en", url: baseURL }]);
  for (const path of ["/", "/plans/les-tilleuls/proposals", "/plans/les-tilleuls/proposals/38", "/sign-in", "/help"]) {
    const response = await page.goto(path);
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    expect(await faultsOf(await response.text()), path).toEqual([]);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id), path).toEqual([]);
    await page.setViewportSize({ width: 320, height: 900 });
    expect(await overflow(page), path).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1280, height: 900 });
  }
});

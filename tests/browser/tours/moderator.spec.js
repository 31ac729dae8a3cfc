// Ten items cleared, and one contested: by keys at a desk, by the plain form on a phone. Two minutes at most.
import { STATION, be, expect, made, test } from "../support/site.js";

test("a moderator clears ten items, and the author contests one", async ({ page, t, javaScriptEnabled }, info) => {
  test.setTimeout(120_000);
  const facts = `Cette remarque vise une personne (${info.project.name}).`;
  const decide = async (does, id) => {
    const button = page.getByRole("button", { name: t(id) });
    if (!javaScriptEnabled) return button.click();
    await page.keyboard.press(await page.locator(`[data-does=${does}]`).getAttribute("value"));
  };
  await be(page, javaScriptEnabled ? "Inès" : "Bachir");
  await page.goto(`/moderation?view=open&plan=${made().station}`);
  await decide("take", "queue-take");
  await expect(page.getByText(t("done-cases-taken"))).toBeVisible();

  for (let cleared = 0; cleared < 10; cleared += 1) {
    const address = page.url();
    await expect(page.getByRole("heading", { level: 1, name: t("case-title") })).toBeVisible();
    if (cleared === 0) {
      await page.locator("[name=rule]").first().check();
      await page.getByLabel(t("decide-facts")).fill(facts);
      await page.getByRole("heading", { level: 1 }).click();
      await decide("hide", "do-hide");
    } else {
      await decide("keep", "do-keep");
    }
    await expect(page).not.toHaveURL(address);
    await expect(page.getByText(t(cleared === 0 ? "decided-hide" : "decided-keep"))).toBeVisible();
  }
  await page.goto(`/moderation?view=open&mine=yes&plan=${made().station}`);
  await expect(page.getByText(t("queue-mine-empty"))).toBeVisible();

  // Its author is told after the ten seconds, and contests.
  await be(page, "Awa");
  const decision = page.getByRole("listitem").filter({ hasText: facts });
  await expect(async () => {
    await page.goto("/me/decisions");
    await expect(decision).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 60_000 });
  await decision.locator("a[href$='/contest']").click();
  await page.getByLabel(t("contest-grounds")).fill("Ma remarque vise un abri, pas une personne.");
  await page.getByRole("button", { name: t("contest"), exact: true }).click();
  await expect(page.getByText(t("done-contested"))).toBeVisible();
  await page.goto(made().groundAt);
  await expect(page.getByText(t("comments-title"))).toBeVisible();
});

import { making } from "../support/making.js";
import { be, expect, test, unique } from "../support/site.js";

const TEN = 10;

test("a moderator takes ten cases of one plan and clears them, and reads what came meanwhile", async ({ page, t, request, javaScriptEnabled }, info) => {
  test.setTimeout(180_000);
  const { publish, archive, submit, comment, report } = making(request);
  const word = unique(info);
  const title = `Le square ${word}`;
  const plan = await publish({ slug: `le-square-${word}`, title, summary: "Le square est refait." });
  const ground = await submit(plan, "Une fontaine au milieu du square");
  const disturb = async (number) => report(await comment(ground.id, `Une remarque qui dérange, la ${number}e.`), "HOUSE_RULE", "Ce ton blesse.");
  for (let number = 1; number <= TEN; number += 1) await disturb(number);
  const cases = page.getByRole("main").locator("li.card");
  /** By its key where there is script, by its button where there is none. */
  const decide = async (does, id) => {
    if (!javaScriptEnabled) return page.getByRole("button", { name: t(id) }).click();
    await page.keyboard.press(await page.locator(`[data-does=${does}]`).getAttribute("value"));
  };

  await be(page, "Inès");
  if (javaScriptEnabled) await page.clock.install();
  await page.goto("/moderation?view=open");
  await page.getByLabel(t("queue-plan")).selectOption({ label: title });
  await page.getByRole("button", { name: t("filter-apply") }).click();
  await expect(cases).toHaveCount(TEN);

  // An eleventh comes while the list is read: it is said where there is script, and shown where one asks for it.
  await disturb(TEN + 1);
  if (javaScriptEnabled) {
    await page.clock.fastForward(20_000);
    await expect(page.locator("queue-news").getByRole("status")).toContainText("1");
  }
  await expect(cases).toHaveCount(TEN);
  await page.getByRole("link", { name: t("queue-reload") }).click();
  await expect(cases).toHaveCount(TEN + 1);

  const clear = async (most) => {
    await decide("take", "queue-take");
    await expect(page.getByText(t("done-cases-taken"))).toBeVisible();
    for (let cleared = 0; cleared < most; cleared += 1) {
      await expect(page.getByRole("heading", { level: 1, name: t("case-title") })).toBeVisible();
      const address = page.url();
      const hides = cleared === 0;
      if (hides) await page.locator("[name=rule]").first().check();
      await (hides ? decide("hide", "do-hide") : decide("keep", "do-keep"));
      await expect(page).not.toHaveURL(address);
      await expect(page.getByText(t(hides ? "decided-hide" : "decided-keep"))).toBeVisible();
    }
  };
  await clear(TEN);
  await page.goto(`/moderation?view=open&mine=yes&plan=${plan}`);
  await expect(page.getByText(t("queue-mine-empty"))).toBeVisible();
  await page.getByRole("link", { name: t("queue-all") }).click();
  await expect(cases).toHaveCount(1);
  await clear(1);
  await page.goto(`/moderation?view=open&plan=${plan}`);
  await expect(page.getByText(t("tab-open-empty"))).toBeVisible();
  // Nobody is given what is not there.
  await decide("take", "queue-take");
  await expect(page.getByText(t("done-nothing-to-take"))).toBeVisible();
  await archive(plan);
});

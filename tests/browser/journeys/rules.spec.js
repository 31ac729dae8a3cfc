import { ask, be, expect, test, unique } from "../support/site.js";

/** A word of letters alone that no other test has. */
const word = (info) => unique(info).replace(/[^a-z0-9]/g, "").replace(/\d/g, (digit) => "abcdefghij"[digit]);

test("an admin makes a rule of moderation, writes it anew, retires it and puts it back", async ({ page, t, request }, info) => {
  const name = word(info);
  const title = `Pas de bruit la nuit (${name})`;
  const other = `Pas de cris la nuit (${name})`;
  const field = (id) => page.locator(`[id="${id}"]`);
  const { proposal } = await ask(request, `{ proposal(plan: "les-tilleuls", number: 25) { id } }`);
  const offered = async (title) => {
    await page.goto(`/reports/${proposal.id}`);
    const count = await page.locator("[name=rule]").getByText(title, { exact: true }).count();
    await page.goto("/staff/rules");
    return count;
  };

  await be(page, "Admin");
  await page.goto("/staff");
  await page.getByRole("link", { name: t("staff-rules"), exact: true }).click();
  await page.getByRole("link", { name: t("rule-make"), exact: true }).click();
  // What is wrong is said, and what was typed is still there.
  await field("texts.0.title").fill(title);
  await page.getByRole("button", { name: t("rule-make-send"), exact: true }).click();
  await expect(page.getByRole("alert").getByRole("link")).not.toHaveCount(0);
  await expect(field("texts.0.title")).toHaveValue(title);
  await field("texts.1.title").fill(title);
  for (const place of [0, 1]) {
    await field(`texts.${place}.explanation`).fill("On ne crie pas ici entre minuit et six heures.");
    await field(`texts.${place}.refusedExample`).fill("OUVREZ LE PARC !!!");
    await field(`texts.${place}.acceptedExample`).fill("Ouvrez le parc.");
  }
  await field("severity").selectOption("minor");
  await field("code").fill(`zz_${name}`);
  await page.getByRole("button", { name: t("rule-make-send"), exact: true }).click();
  await expect(page.getByText(t("done-rule-made"))).toBeVisible();
  expect(await offered(title)).toBe(1);

  // Everybody reads it, with its examples.
  await page.getByRole("link", { name: t("rules-public-page"), exact: true }).click();
  const card = page.locator(`#rule-zz_${name}`);
  await card.getByText(t("rule-examples"), { exact: true }).click();
  await expect(card.getByText("OUVREZ LE PARC !!!")).toBeVisible();

  await page.goto("/staff/rules");
  await page.getByRole("link", { name: title, exact: true }).click();
  for (const place of [0, 1]) await field(`texts.${place}.title`).fill(other);
  await page.getByRole("button", { name: t("rule-revise"), exact: true }).click();
  await expect(page.getByText(t("done-rule-revised"))).toBeVisible();
  expect(await offered(title)).toBe(0);
  expect(await offered(other)).toBe(1);

  // Retired after a question, nobody is offered it any more; put back, everybody is.
  const retire = async () => {
    await page.getByRole("link", { name: `${t("rule-retire")} – ${other}`, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: t("rule-retire-title", { title: other }) })).toBeVisible();
    await page.getByRole("button", { name: t("rule-retire"), exact: true }).click();
    await expect(page.getByText(t("done-rule-retired"))).toBeVisible();
  };
  await retire();
  expect(await offered(other)).toBe(0);
  const apart = page.getByRole("region", { name: t("rules-retired") });
  await expect(apart.getByRole("heading", { name: other })).toBeVisible();
  await apart.getByRole("button", { name: `${t("rule-restore")} – ${other}`, exact: true }).click();
  await expect(page.getByText(t("done-rule-restored"))).toBeVisible();
  expect(await offered(other)).toBe(1);
  await retire();
});

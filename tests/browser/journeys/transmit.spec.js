import { making } from "../support/making.js";
import { ask, be, expect, test, unique } from "../support/site.js";

test("a threat is passed on to an authority, and its sealed copy is opened once, by two people", async ({ page, t, request }, info) => {
  test.setTimeout(120_000);
  const { comment, report } = making(request);
  const { proposal } = await ask(request, `{ proposal(plan: "les-tilleuls", number: 33) { id } }`);
  const words = `Je sais à quelle heure tu rentres (${unique(info)}).`;
  const facts = `Le texte menace une personne (${unique(info)}).`;
  const silence = "L'auteur retrouverait la personne qu'il menace.";
  const said = await comment(proposal.id, words);
  const address = `/moderation/cases/${(await report(said, "HOUSE_RULE", "Une menace.")).id}`;
  const choose = (field, value) => page.locator(`[name=${field}][value=${value}]`).check();
  const press = (id) => page.getByRole("button", { name: t(id), exact: true }).click();

  await be(page, "Bachir");
  await page.goto(address);
  await page.getByRole("link", { name: t("do-transmit"), exact: true }).click();
  await expect(page.getByText(t("transmit-danger"))).toBeVisible();
  await choose("authority", "prosecutor");
  await choose("ground", "threat_to_life");
  await choose("tell", "no");
  await choose("meanwhile", "removed");
  await page.locator("#rule").selectOption(await page.locator("#rule option").nth(1).getAttribute("value"));
  await page.locator("#facts").fill(facts);
  // Silence has a reason, or there is none; what was chosen is still chosen.
  await press("transmit-send");
  await expect(page.getByRole("alert").locator("a[href='#silence']")).toBeVisible();
  await expect(page.locator("[name=authority][value=prosecutor]")).toBeChecked();
  await expect(page.locator("#facts")).toHaveValue(facts);
  await page.locator("#silence").fill(silence);
  await press("transmit-send");
  await expect(page.getByText(t("decided-transmit"))).toBeVisible();

  // Ten seconds later it is passed on, and read by those who may alone.
  const passed = page.getByRole("main").locator("a[href^='/moderation/transmissions/']");
  await expect(async () => {
    await page.goto(address);
    await expect(passed).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 60_000 });
  await passed.click();
  await expect(page.getByText(silence)).toBeVisible();
  await expect(page.getByText(t("accesses-none"))).toBeVisible();
  const transmission = new URL(page.url()).pathname;
  await be(page, "Awa");
  expect((await page.request.get(transmission)).status()).toBe(404);
  await page.goto("/me/decisions");
  const told = page.getByRole("listitem").filter({ hasText: facts });
  await expect(told).toBeVisible();
  await expect(told).not.toContainText(t("authority-prosecutor"));

  // One asks and says why, another confirms, and the first one opens it.
  const reason = "Le parquet demande le texte entier.";
  await be(page, "Inès");
  await page.goto(transmission);
  await page.getByLabel(t("access-reason")).fill(reason);
  await press("access-send");
  await expect(page.getByText(t("done-access-asked"))).toBeVisible();
  for (const id of ["access-confirm", "access-open"]) await expect(page.getByRole("button", { name: t(id) })).toHaveCount(0);

  await be(page, "Bachir");
  await page.goto("/moderation/transmissions");
  await page.getByRole("main").locator(`a[href="${transmission}"]`).click();
  await expect(page.getByText(reason)).toBeVisible();
  await press("access-confirm");
  await expect(page.getByText(t("done-access-confirmed"))).toBeVisible();
  await expect(page.getByRole("button", { name: t("access-open") })).toHaveCount(0);

  await be(page, "Inès");
  await page.goto(transmission);
  await press("access-open");
  await expect(page.getByRole("heading", { level: 1, name: t("copy-title") })).toBeVisible();
  await expect(page.getByText(words)).toBeVisible();
  await page.goto(transmission);
  await expect(page.getByText(t("access-opened"), { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: t("access-open") })).toHaveCount(0);
});

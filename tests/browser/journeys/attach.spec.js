import { picture } from "../support/files.js";
import { STATION, codeTo, expect, newAddress, test, unique } from "../support/site.js";

// In a plan whose list no other test reads. With script the photo is made small before it leaves.
test("a photo is added to an idea without an account, and shown with its words", async ({ page, t }, info) => {
  const title = `Un abri pour le marché, ${unique(info)}`;
  const seen = "La place sous la pluie, sans un abri";
  const address = newAddress(info);
  const press = (id) => page.getByRole("main").getByRole("button", { name: t(id), exact: true }).click();
  const level1 = (id) => page.getByRole("heading", { level: 1, name: t(id) });

  await page.goto(`${STATION}/propose`);
  await page.getByLabel(t("idea-title")).fill(title);
  await page.getByLabel(t("idea-body"), { exact: true }).fill("Un toit léger au-dessus des étals, pour les jours de pluie.");
  await page.getByLabel(t("attach-file"), { exact: true }).setInputFiles(picture(1800, 1200, { noise: 60 }));

  // The words that say what it shows are missing: nothing typed is lost.
  await press("continue");
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByLabel(t("idea-title"))).toHaveValue(title);
  await expect(page.locator("#description-problem")).toBeVisible();
  await page.getByLabel(t("attach-file"), { exact: true }).setInputFiles(picture(1800, 1200, { noise: 60 }));
  await page.getByLabel(t("attach-description")).fill(seen);
  await press("continue");
  await expect(level1("place-heading")).toBeVisible();
  await press("continue");
  await expect(level1("check-heading")).toBeVisible();
  await expect(page.getByRole("img", { name: seen })).toBeVisible();

  await press("check-send");
  await page.getByLabel(t("field-email")).fill(address);
  await press("sign-in-send");
  await page.getByLabel(t("field-code")).fill(await codeTo(page.request, address));
  await press("continue");
  await page.getByLabel(t("age-15")).check();
  await press("newcomer-open");
  await expect(page.getByRole("img", { name: seen })).toBeVisible();
  await press("check-send");
  await expect(level1("sent-title")).toBeVisible();
  await page.getByRole("link", { name: t("sent-see") }).click();
  const shown = page.getByRole("img", { name: seen });
  await shown.scrollIntoViewIfNeeded();
  await expect(shown).toHaveJSProperty("complete", true);
  expect(await shown.evaluate((image) => [image.naturalWidth, image.naturalHeight])).toEqual([480, 320]);
  const large = await page.getByRole("link", { name: seen, exact: true }).getAttribute("href");
  expect(large).toMatch(/\/files\/attachment_[^/]+\/large$/);
  const file = await page.request.get(large);
  expect(file.headers()).toMatchObject({ "content-type": "image/jpeg", "x-content-type-options": "nosniff" });

  // Its author describes it in other words, then takes it away.
  const again = "La place un jour de pluie : personne n'y reste";
  await page.getByRole("link", { name: t("attachment-describe") }).click();
  await expect(level1("attachment-describe")).toBeVisible();
  await expect(page.getByLabel(t("attach-description"))).toHaveValue(seen);
  await page.getByLabel(t("attach-description")).fill(again);
  await press("revise-send");
  await expect(page.getByText(t("done-attachment-described"))).toBeVisible();
  await expect(page.getByRole("img", { name: again })).toBeVisible();
  await page.getByRole("button", { name: t("attachment-remove") }).click();
  await expect(page.getByText(t("done-attachment-removed"))).toBeVisible();
  await expect(page.getByRole("img", { name: again })).toHaveCount(0);
});

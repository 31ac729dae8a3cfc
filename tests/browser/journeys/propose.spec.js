import { STATION, codeTo, expect, newAddress, test, unique } from "../support/site.js";

// In a plan whose list no other test reads.
test("an idea is kept without an account, found again, and sent after a code", async ({ page, t, language }, info) => {
  const title = `Des arceaux pour les vélos, ${unique(info)}`;
  const address = newAddress(info);
  const press = (id) => page.getByRole("main").getByRole("button", { name: t(id), exact: true }).click();
  const level1 = (id) => page.getByRole("heading", { level: 1, name: t(id) });

  await page.goto(STATION);
  await page.getByRole("main").getByRole("link", { name: t("propose") }).click();
  await expect(page.getByText(t("draft-kept-here"))).toBeVisible();
  await page.getByLabel(t("idea-title")).fill(title);
  await press("draft-later");
  await expect(page.getByText(t("done-draft-saved"))).toBeVisible();

  // Days later, in the same browser: the idea is still there, and so is what it lacks.
  await page.goto("/drafts");
  await page.getByRole("link", { name: title, exact: true }).click();
  await expect(page.getByLabel(t("idea-title"))).toHaveValue(title);
  await page.getByLabel(t("idea-body"), { exact: true }).fill("Dix arceaux devant la gare, à l'abri de la pluie.");
  await press("continue");
  await expect(level1("place-heading")).toBeVisible();
  await page.getByRole("radio", { name: "1. Le parvis" }).check();
  await press("continue");
  await expect(level1("check-heading")).toBeVisible();
  await expect(page.getByText("Le parvis", { exact: true })).toBeVisible();

  // Publishing asks for an address; the text waits.
  await press("check-send");
  await expect(page.getByText(t("sign-in-for-propose"))).toBeVisible();
  await page.getByLabel(t("field-email")).fill(address);
  await press("sign-in-send");
  await page.getByLabel(t("field-code")).fill(await codeTo(page.request, address));
  await press("continue");
  await page.getByLabel(t("age-15")).check();
  await press("newcomer-open");
  await expect(level1("check-heading")).toBeVisible();
  await expect(page.getByRole("heading", { name: title })).toBeVisible();
  await press("check-send");
  await expect(level1("sent-title")).toBeVisible();
  await page.getByRole("link", { name: t("sent-see") }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", language);

  // No vote has begun: the text can still be changed, then withdrawn.
  await page.getByRole("link", { name: t("revise"), exact: true }).click();
  await page.getByLabel(t("idea-body"), { exact: true }).fill("Vingt arceaux devant la gare, à l'abri de la pluie.");
  await press("revise-send");
  await expect(page.getByText(t("done-revised"))).toBeVisible();
  await expect(page.getByText("Vingt arceaux")).toBeVisible();
  await page.getByRole("link", { name: t("withdraw"), exact: true }).click();
  await press("withdraw");
  await expect(page.getByText(t("done-proposal-withdrawn"))).toBeVisible();
  await expect(page.getByText("Vingt arceaux")).toHaveCount(0);
});

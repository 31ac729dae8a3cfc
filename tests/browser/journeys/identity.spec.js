import { PLAN, ask, be, expect, join, newAddress, test, unique } from "../support/site.js";

test("a link is confirmed at the desk, an identity is read with a reason that its person reads, and mails are chosen", async ({ page, t, request }, info) => {
  test.setTimeout(120_000);
  const address = newAddress(info);
  const [words, reason] = [`Un mot sur le mail (${unique(info)}).`, `Réquisition du parquet, ${unique(info)}.`];
  const main = page.getByRole("main");
  const press = (id) => main.getByRole("button", { name: t(id), exact: true }).click();
  await join(page, t, address, `${PLAN}/proposals/31`);
  const author = await page.context().cookies();
  await page.getByLabel(t("comment-body")).fill(words);
  await press("comment-send");
  await expect(page.getByText(t("done-commented"))).toBeVisible();
  const said = await page.getByRole("article").filter({ hasText: words }).getAttribute("id");
  await page.goto("/me/links");
  const link = main.getByRole("region").filter({ has: page.locator(`a[href="${PLAN}"]`) });
  await link.getByLabel(t("link-lives"), { exact: true }).check();
  await link.getByRole("button", { name: t("link-declare"), exact: false }).click();
  await expect(page.getByText(t("done-link-declared"))).toBeVisible();

  // Karim looks at the proof at the desk.
  await be(page, "Karim");
  await page.goto("/record");
  await main.getByRole("link", { name: t("confirm-title"), exact: true }).click();
  await press("confirm-send");
  await expect(page.getByRole("alert").locator("a[href='#subject']")).toBeVisible();
  const { plan } = await ask(request, `{ plan(slug: "les-tilleuls") { title } }`);
  await page.getByLabel(plan.title, { exact: true }).check();
  await page.getByLabel(t("confirm-email"), { exact: true }).fill(address);
  await page.getByLabel(t("paper-proof"), { exact: true }).selectOption({ label: t("proof-bill") });
  await page.getByLabel(t("paper-issuer"), { exact: true }).fill("EDF");
  await page.getByLabel(t("paper-subject"), { exact: true }).fill(unique(info));
  await press("confirm-send");
  await expect(page.getByText(t("done-link-confirmed"))).toBeVisible();

  // Staff read who wrote, for a reason.
  await be(page, "M. Petit");
  await page.goto("/staff");
  await page.getByRole("link", { name: t("staff-identities"), exact: true }).click();
  await page.getByLabel(t("identity-about"), { exact: true }).fill(`/comments/${said}`);
  await press("identity-look");
  await expect(page.getByRole("alert").locator("a[href='#reason']")).toBeVisible();
  await page.getByLabel(t("notifier-reason"), { exact: true }).fill(reason);
  await press("identity-look");
  await expect(page.getByRole("status").getByText(address)).toBeVisible();

  // The person reads that, and chooses what they are written about.
  await page.context().addCookies(author);
  await page.goto("/me");
  await main.getByRole("link", { name: t("lookups-title"), exact: true }).click();
  await expect(page.getByText(reason)).toBeVisible();
  await page.goto("/me");
  await main.getByRole("link", { name: t("mails-title"), exact: true }).click();
  await page.getByLabel(t("mails-reply"), { exact: true }).selectOption({ label: t("pace-never") });
  await press("revise-send");
  await expect(page.getByText(t("done-mails-saved"))).toBeVisible();
  await expect(page.getByLabel(t("mails-reply"), { exact: true }).locator("option:checked")).toHaveText(t("pace-never"));
});

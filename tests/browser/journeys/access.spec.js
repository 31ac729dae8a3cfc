import { ask, be, codeTo, expect, newAddress, test, unique } from "../support/site.js";

/** An account at this address, made by a code as newcomers do. */
async function account(request, email, name) {
  const { requestCode } = await ask(request, `mutation { requestCode(email: "${email}") { attempt } }`);
  const code = await codeTo(request, email);
  const { confirmCode } = await ask(
    request,
    `mutation { confirmCode(attempt: "${requestCode.attempt}", code: "${code}", displayName: "${name}", ageBand: FIFTEEN_OR_MORE) { problems { code } } }`,
  );
  expect(confirmCode.problems).toEqual([]);
}

test("an admin gives a role and ends it, and makes a service account whose token opens what it may until it is stopped", async ({ page, t, request }, info) => {
  await be(page, "Admin");
  await page.goto("/staff");
  await page.getByRole("link", { name: t("staff-access"), exact: true }).click();
  // Nobody has an account at this address: what was typed is still there.
  const email = newAddress(info);
  await page.getByLabel(t("role-email")).fill(email);
  await page.getByLabel(t("role-which"), { exact: true }).selectOption({ label: t("role-facilitator") });
  await page.getByRole("button", { name: t("role-give-send") }).click();
  await expect(page.getByRole("alert").getByRole("link")).not.toHaveCount(0);
  await expect(page.getByLabel(t("role-email"))).toHaveValue(email);

  const person = `Zoé ${unique(info)}`;
  await account(request, email, person);
  await page.getByRole("button", { name: t("role-give-send") }).click();
  await expect(page.getByText(t("done-role-given"))).toBeVisible();
  const given = page.getByRole("listitem").filter({ hasText: person });
  await expect(given).toContainText(t("role-facilitator"));
  await given.getByRole("button", { name: t("role-end"), exact: false }).click();
  await expect(page.getByText(t("done-role-ended"))).toBeVisible();
  await expect(given).toHaveCount(0);

  const name = `Tableau ${unique(info)}`;
  await page.goto("/staff/programs");
  await page.getByLabel(t("program-name")).fill(name);
  await page.getByRole("checkbox").first().check();
  await page.getByRole("button", { name: t("program-make-send") }).click();
  const token = await page.getByRole("status").locator("code").textContent();
  const asked = () =>
    request.post("/graphql", { data: { query: "{ plan(slug: \"les-tilleuls\") { title } }" }, headers: { authorization: `Bearer ${token}` } });
  expect((await (await asked()).json()).errors).toBeUndefined();
  await page.goto("/staff/programs");
  await expect(page.getByText(token)).toHaveCount(0);
  await page.getByRole("button", { name: `${t("program-stop")} – ${name}`, exact: true }).click();
  await expect(page.getByText(t("done-program-stopped"))).toBeVisible();
  expect((await (await asked()).json()).errors).toBeDefined();
});

test("an admin lets somebody answer in the name of an organisation, staff read it, and it is ended", async ({ page, t, request }, info) => {
  const path = "/staff/plans/les-tilleuls/answering";
  await be(page, "Admin");
  await page.goto("/staff/plans/les-tilleuls");
  await page.getByRole("main").getByRole("link", { name: t("plan-section-answering"), exact: true }).click();
  // Nobody has an account at this address: what was chosen is still chosen.
  const email = newAddress(info);
  const about = t("answering-theme", { title: "Logement et relogement" });
  await page.getByLabel(t("answering-about")).selectOption({ label: about });
  await page.getByLabel(t("role-email")).fill(email);
  await page.getByRole("button", { name: t("answering-give-send") }).click();
  await expect(page.getByRole("alert").locator("a[href='#email']")).toBeVisible();
  await expect(page.getByLabel(t("answering-about")).locator("option:checked")).toHaveText(about);
  const person = `Noé ${unique(info)}`;
  await account(request, email, person);
  await page.getByRole("button", { name: t("answering-give-send") }).click();
  await expect(page.getByText(t("done-answering-given"))).toBeVisible();

  const given = page.getByRole("listitem").filter({ hasText: person });
  await be(page, "M. Petit");
  await page.goto(path);
  await expect(given).toContainText(about);
  await expect(page.getByText(t("answering-admins"))).toBeVisible();
  await expect(given.getByRole("button")).toHaveCount(0);
  await be(page, "Admin");
  await page.goto(path);
  await given.getByRole("button", { name: t("role-end"), exact: false }).click();
  await expect(page.getByText(t("done-answering-ended"))).toBeVisible();
  await expect(given).toHaveCount(0);
});

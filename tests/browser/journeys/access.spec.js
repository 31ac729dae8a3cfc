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

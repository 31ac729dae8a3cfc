// From a poster in the street to a vote that counts: the address of its code, three pages, two inputs and a question.
import { PLAN, codeTo, expect, newAddress, test } from "../support/site.js";

const NUMBERS = { tours: 17, "tours-plain": 18 };

test("somebody votes from the code of a poster", async ({ page, t, baseURL }, info) => {
  const proposal = `${PLAN}/proposals/${NUMBERS[info.project.name]}`;
  const address = newAddress(info);
  await page.goto(`${proposal}/poster`);
  // What a telephone reads in the code is what stands beside it (crates/web/src/posters.rs proves the drawing).
  await expect(page.getByRole("img", { name: t("poster-code", { address: `${baseURL}${proposal}` }) })).toBeVisible();
  const read = await page.locator(".typed").textContent();
  expect(`http://${read}`).toBe(`${baseURL}${proposal}`);

  const pages = new Set();
  page.on("response", (response) => {
    const isPage = response.request().isNavigationRequest() && response.status() < 300;
    if (isPage) pages.add(new URL(response.url()).pathname);
  });
  let inputs = 0;
  const type = async (label, value) => {
    await page.getByLabel(t(label)).fill(value);
    inputs += 1;
  };
  await page.goto(`http://${read}`);
  await page.getByRole("button", { name: t("vote-for"), exact: true }).click();
  await type("field-email", address);
  await page.getByRole("button", { name: t("sign-in-send") }).click();
  await type("field-code", await codeTo(page.request, address));
  await page.getByRole("button", { name: t("continue"), exact: true }).click();
  await page.getByLabel(t("age-15")).check();
  await page.getByRole("button", { name: t("newcomer-open") }).click();
  await expect(page.getByText(t("my-vote-for"))).toBeVisible();
  expect({ pages: pages.size, inputs }).toEqual({ pages: 3, inputs: 2 });
});

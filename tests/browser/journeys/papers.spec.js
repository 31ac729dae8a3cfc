// Karim types a pile of three forms by keyboard alone, a second person types them again, they settle what differs, and
// both sign: the forms are published, each under the receipt that was printed on it.
import { ask, be, expect, join, newAddress, tabTo, test } from "../support/site.js";

const BODY = "On attend debout tous les mardis, et les anciens n'ont pas où s'asseoir.";

test("a pile of three sheets is typed by keyboard, typed again, settled and signed", async ({ page, t, request, browser, baseURL, javaScriptEnabled, viewport, locale }, info) => {
  test.setTimeout(180_000);
  const word = `${info.project.name} ${process.pid}`;
  const titles = [1, 2, 3].map((number) => `Un banc de plus, feuille ${number}, ${word}`);
  const button = (page, name) => page.getByRole("main").getByRole("button", { name, exact: true });
  await be(page, "Karim");
  await page.goto("/record/batches");
  await page.getByRole("radio", { name: "Les Tilleuls se renouvellent" }).check();
  await page.getByLabel(t("batch-place")).fill("Marché");
  await page.getByLabel(t("batch-sheets")).fill("3");
  await button(page, t("batch-open")).click();
  await page.waitForURL(/\/record\/batches\/batch_/);
  const path = new URL(page.url()).pathname;
  await page.goto(`${path}/print`);
  await expect(page.locator(".sheet")).toHaveCount(3);
  const receipt = await page.locator(".coupon .number").first().innerText();

  /** The three sheets, by keyboard alone. With script Enter goes down a column; without, Tab goes cell by cell. */
  const type = async (page, titles) => {
    await page.goto(`${path}/entry`);
    const keys = page.keyboard;
    const cell = (row, name) => page.locator(`[name=s${row}-${name}]`);
    if (javaScriptEnabled !== false) {
      await tabTo(page, cell(1, "title"));
      for (const title of titles) {
        await keys.type(title);
        await keys.press("Enter");
      }
      for (const [name, typed] of [["body", BODY], ["agreed", null]]) {
        await tabTo(page, cell(1, name)).catch(async () => {
          await cell(1, name).focus();
        });
        for (const row of [1, 2, 3]) {
          await expect(cell(row, name)).toBeFocused();
          await (typed ? keys.type(typed) : keys.press("End"));
          await keys.press("Enter");
        }
      }
      await expect(button(page, t("grid-keep"))).toBeFocused();
    } else {
      for (const row of [1, 2, 3]) {
        await tabTo(page, cell(row, "title"));
        await keys.type(titles[row - 1]);
        await tabTo(page, cell(row, "body"));
        await keys.type(BODY);
        await tabTo(page, cell(row, "agreed"));
        await keys.press("End");
      }
      await tabTo(page, button(page, t("grid-keep")));
    }
    await keys.press("Enter");
    await expect(page.getByText(t("done-sheets-kept"))).toBeVisible();
  };
  await type(page, titles);

  // Another facilitator, who came yesterday.
  const address = newAddress(info);
  const theirs = await browser.newContext({ baseURL, javaScriptEnabled, viewport, locale });
  const lucie = await theirs.newPage();
  await join(lucie, t, address, "/record");
  const { plan } = await ask(request, `{ plan(slug: "les-tilleuls") { id } }`);
  await ask(request, `mutation { grantRole(input: { email: "${address}", role: FACILITATOR, plan: "${plan.id}" }) { problems { code } } }`, "admin");
  await type(lucie, [titles[0].replace("banc", "blanc"), titles[1], titles[2]]);
  await lucie.getByRole("link", { name: t("batch-settle") }).click();
  await lucie.getByRole("radio", { name: titles[0], exact: true }).check();
  await button(lucie, t("differences-send")).click();

  const sign = async (page) => {
    await page.getByLabel(t("batch-collected")).fill("3");
    await button(page, t("batch-sign-send")).click();
  };
  await sign(lucie);
  await expect(lucie.getByText(t("done-batch-signed"))).toBeVisible();
  await page.goto(path);
  await sign(page);
  await expect(page.getByText(t("done-batch-closed"))).toBeVisible();
  await theirs.close();

  await page.goto(`/receipt?code=${receipt}`);
  await expect(page.getByText(titles[0])).toBeVisible();
  await page.goto("/plans/les-tilleuls/paper");
  await expect(page.getByText(t("batch-kind-words")).first()).toBeVisible();
});

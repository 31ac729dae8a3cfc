import { readFile } from "node:fs/promises";
import { unpacked } from "../support/files.js";
import { PLAN, be, expect, made, test } from "../support/site.js";

test("staff filter a debate and download it, to publish it and for themselves", async ({ page, t }) => {
  await be(page, "M. Petit");
  await page.goto("/staff");
  await page.getByRole("link", { name: t("staff-exports"), exact: true }).click();
  await page.locator("#plan").selectOption(made().plan);
  await page.locator("#q").fill("tilleuls");
  await page.getByRole("button", { name: t("exports-show") }).click();
  await expect(page).toHaveURL(/q=tilleuls/);
  const count = Number((await page.locator("main p.lead").textContent()).match(/\d+/)[0]);
  expect(count).toBeGreaterThan(0);
  await page.getByLabel(t("export-table-proposals"), { exact: true }).check();
  await page.getByLabel(t("exports-format-jsonl"), { exact: true }).check();

  const download = async (id) => {
    const [coming] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: t(id), exact: true }).click(),
    ]);
    const files = unpacked(await readFile(await coming.path()));
    return [coming.suggestedFilename(), files];
  };
  const rowsOf = (files) => files.get("proposals.jsonl").trim().split("\n").map((line) => JSON.parse(line));
  const [openName, open] = await download("exports-open");
  expect(openName).toMatch(/^les-tilleuls-[a-z-]+-\d{4}-\d\d-\d\d\.zip$/);
  expect([...open.keys()].sort()).toEqual(["LISEZMOI.md", "README.md", "datapackage.json", "proposals.jsonl"]);
  expect(JSON.parse(open.get("datapackage.json")).resources.map((one) => one.path)).toEqual(["proposals.jsonl"]);
  expect(rowsOf(open)).toHaveLength(count);

  // The same rows; who wrote them is named in the internal file alone.
  const [internalName, internal] = await download("exports-internal");
  expect(internalName).not.toBe(openName);
  expect([...internal.keys()].sort()).toEqual([...open.keys()].sort());
  expect(rowsOf(internal).map((row) => row.number)).toEqual(rowsOf(open).map((row) => row.number));
  const named = (files) => rowsOf(files).filter((row) => row.author_name);
  expect(named(internal)).toHaveLength(count);
  expect(named(open)).toEqual([]);
  for (const { author_name } of named(internal)) expect(open.get("proposals.jsonl")).not.toContain(`"${author_name}"`);

  // A resident gets the open file by its address, and not the other.
  await be(page, "Awa");
  expect((await page.request.get(`${PLAN}/open-data.zip`)).status()).toBe(200);
  expect((await page.request.get(`${PLAN}/internal-data.zip`)).status()).toBe(403);
});

import { geojson, square } from "../support/files.js";
import { ask, be, expect, test, unique } from "../support/site.js";

test("staff open a plan by five questions, write and draw it, see it as a resident does, and publish it", async ({ page, t, request }, info) => {
  test.setTimeout(120_000);
  const title = `La place ${unique(info)}`;
  const field = (id) => page.locator(`[id="${id}"]`);
  const press = (id) => page.getByRole("main").getByRole("button", { name: t(id), exact: true }).click();
  const follow = (id) => page.getByRole("main").getByRole("link", { name: t(id), exact: true }).click();
  const keep = async () => {
    await press("revise-send");
    await expect(page.getByText(t("done-plan-kept"))).toBeVisible();
  };

  await be(page, "M. Petit");
  await page.goto("/staff/plans");
  await follow("open-plan");
  await page.getByLabel(t("template-consultation")).check();
  await field("title").fill(title);
  await press("open-send");
  await expect(page.getByRole("alert").getByRole("link").first()).toBeVisible();
  await expect(field("title")).toHaveValue(title);
  await expect(page.getByLabel(t("template-consultation"))).toBeChecked();
  await field("summary").fill("La place change. Les arbres restent. Les bancs se discutent.");
  await field("decided").fill("Les arbres restent.");
  await field("openToDebate").fill("Les bancs, l'eau, l'ombre.");
  await field("startsAt").fill("2099-03-02");
  await field("endsAt").fill("2099-04-30");
  await press("open-send");
  await expect(page.getByText(t("done-plan-opened"))).toBeVisible();
  const address = new URL(page.url()).pathname;
  const slug = address.split("/").pop();

  // Phases, drawn on a line of months before they are kept.
  await follow("plan-section-phases");
  await field("phases.0.title").fill("Dire ses idées");
  await press("calendar-show");
  await expect(page.locator(".timeline text", { hasText: "Dire ses idées" })).toBeVisible();
  await keep();

  // Zones and perimeter from files; a feature that is wrong is named.
  await follow("plan-section-zones");
  const zones = { "La place": square(0, 0, 90), Nord: square(0, 100, 90) };
  await field("file").setInputFiles(geojson({ ...zones, Nord: square(652_000_000, 0, 90) }));
  await press("drawing-show");
  await expect(page.getByRole("alert")).toContainText(t("row-feature-named", { number: 2, title: "Nord" }));
  await field("file").setInputFiles(geojson(zones));
  await field("perimeterFile").setInputFiles(geojson({ Tout: square(-20, -20, 240) }));
  await press("drawing-show");
  const drawing = page.getByRole("img", { name: t("drawing-title") });
  await expect(drawing.locator(".zone")).toHaveCount(2);
  await expect(drawing.locator(".perimeter")).toHaveCount(1);
  await keep();

  // Themes by their names, in their order.
  await follow("plan-section-themes");
  await field("themes.0.title").fill("L'ombre");
  await field("themes.1.title").fill("L'ombre");
  await press("revise-send");
  await expect(page.getByRole("alert").locator("a[href='#themes.1.title']")).toBeVisible();
  await field("themes.1.title").fill("L'eau");
  await keep();

  await follow("plan-section-documents");
  await field("title").fill("L'étude des arbres");
  await field("text").fill("Douze tilleuls, tous sains.");
  await keep();

  // As a resident sees it, as wide as a phone; nobody else does yet.
  await follow("plan-preview");
  const phone = page.locator(".phone");
  await expect(phone.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(phone.getByRole("link", { name: "Nord", exact: true })).toBeVisible();
  await expect(phone.getByText("L'étude des arbres")).toBeVisible();
  expect((await phone.boundingBox()).width).toBeLessThan(480);
  expect((await request.get(`/plans/${slug}`)).status()).toBe(404);

  await page.goto(address);
  await press("plan-publish");
  await expect(page.getByText(t("done-plan-published"))).toBeVisible();
  await page.context().clearCookies({ name: /session/ });
  await page.goto(`/plans/${slug}`);
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(page.getByText("Dire ses idées").first()).toBeVisible();

  // The town is left as it was found.
  const { plan } = await ask(request, `{ plan(slug: "${slug}") { id } }`);
  await ask(request, `mutation { closePlan(plan: "${plan.id}") { problems { code } } }`, "petit");
  const { archivePlan } = await ask(request, `mutation { archivePlan(plan: "${plan.id}") { problems { code } } }`, "petit");
  expect(archivePlan.problems).toEqual([]);
});

// Pictures of the main pages, at a desk and on a phone, light and dark, for people who look before they run it, and for
// whoever changes the look. `cargo xtask screenshots`; with names, of these pages alone (`-- home case`).
import { mkdirSync } from "node:fs";
import { chromium } from "@playwright/test";
import { PEOPLE, PLAN } from "./site.js";

const { FABRIQUE_BROWSER_SITE: site, FABRIQUE_CHROMIUM: executablePath, FABRIQUE_BROWSER_OUTPUT: folder } = process.env;

/** The first link of a page that matches, as an address. */
const first = (from, selector) => async (page) => {
  await page.goto(from);
  return page.locator(selector).first().getAttribute("href");
};

/** Who sees a page, and where it is. Nobody: a visitor. */
const PAGES = {
  home: [null, "/"],
  plan: [null, PLAN],
  proposals: [null, `${PLAN}/proposals?order=discussed`],
  proposal: [null, `${PLAN}/proposals/38`],
  propose: [null, `${PLAN}/propose`],
  "sign-in": [null, `/sign-in?why=vote&next=${encodeURIComponent(`${PLAN}/proposals/38`)}`],
  log: [null, "/moderation-log"],
  me: ["Awa", "/me"],
  queue: ["Inès", "/moderation?view=open"],
  case: ["Inès", first("/moderation?view=open", "main a[href^='/moderation/cases/']")],
  dashboard: ["M. Petit", "/staff"],
  answers: ["M. Petit", "/staff/answers"],
  editor: ["M. Petit", "/staff/plans/les-tilleuls/operations"],
  record: ["Karim", "/record"],
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in PAGES));
if (unknown.length > 0) throw new Error(`there are no pages ${unknown.join(", ")}: there are ${Object.keys(PAGES).join(", ")}`);

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath });
for (const [size, viewport] of [["desk", { width: 1280, height: 900 }], ["phone", { width: 360, height: 760 }]]) {
  for (const colorScheme of ["light", "dark"]) {
    for (const [name, [who, where]] of Object.entries(PAGES)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      const page = await browser.newPage({ baseURL: site, viewport, colorScheme, locale: "fr-FR", reducedMotion: "reduce" });
      if (who) {
        const entered = await page.request.post("/demo/enter", { form: { persona: PEOPLE.indexOf(who), back: "/" }, headers: { origin: site } });
        if (!entered.ok()) throw new Error(`nobody enters as ${who}: ${entered.status()}`);
      }
      const path = typeof where === "string" ? where : await where(page);
      // Twice: the font of headings is shown once the browser has it.
      for (const _ of ["first", "again"]) await page.goto(path, { waitUntil: "networkidle" });
      await page.screenshot({ path: `${folder}/${name}-${size}-${colorScheme}.png`, fullPage: true });
      await page.close();
    }
  }
}
await browser.close();

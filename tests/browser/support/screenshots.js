// Pictures of the main pages, desk and phone, for people who read about Fabrique before they run it.
import { mkdirSync } from "node:fs";
import { chromium } from "@playwright/test";
import { PLAN } from "./site.js";

const { FABRIQUE_BROWSER_SITE: site, FABRIQUE_CHROMIUM: executablePath, FABRIQUE_BROWSER_OUTPUT: folder } = process.env;
const PAGES = {
  home: "/",
  plan: PLAN,
  proposals: `${PLAN}/proposals?order=discussed`,
  proposal: `${PLAN}/proposals/38`,
  ballot: `${PLAN}/proposals/38#vote`,
  comments: `${PLAN}/proposals/38/comments`,
  "sign-in": "/sign-in",
  log: "/moderation-log",
};

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath });
for (const [size, viewport] of [["desk", { width: 1280, height: 900 }], ["phone", { width: 360, height: 760 }]]) {
  for (const colorScheme of ["light", "dark"]) {
    const page = await browser.newPage({ baseURL: site, viewport, colorScheme, locale: "fr-FR", reducedMotion: "reduce" });
    for (const [name, path] of Object.entries(PAGES)) {
      // Twice: the font of headings is shown once the browser has it.
      for (const _ of ["first", "again"]) await page.goto(path, { waitUntil: "networkidle" });
      await page.screenshot({ path: `${folder}/${name}-${size}-${colorScheme}.png` });
    }
    await page.close();
  }
}
await browser.close();

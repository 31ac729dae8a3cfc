// What Lighthouse says of the main pages: 100 for accessibility and best practices, or what is missing.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const { FABRIQUE_BROWSER_SITE: site, FABRIQUE_CHROMIUM: chromePath } = process.env;
const PLAN = "/plans/les-tilleuls";
const PAGES = [
  "/", PLAN, `${PLAN}/proposals`, `${PLAN}/proposals/38`, `${PLAN}/proposals/38/comments`, `${PLAN}/propose`, "/sign-in", "/receipt",
  "/moderation-log", "/help",
];

const chrome = await launch({ chromePath, chromeFlags: ["--headless=new", "--no-sandbox"] });
try {
  for (const path of PAGES) {
    const asked = { port: chrome.port, onlyCategories: ["accessibility", "best-practices"], logLevel: "error" };
    const { lhr } = await lighthouse(site + path, asked);
    const categories = Object.values(lhr.categories);
    console.log(`${path}: ${categories.map(({ title, score }) => `${title} ${Math.round(score * 100)}`).join(", ")}`);
    for (const { id, weight } of categories.flatMap((category) => category.auditRefs)) {
      const { title, score, details } = lhr.audits[id];
      if (!weight || score === null || score === 1) continue;
      console.log(`  ${id}: ${title} ${JSON.stringify(details?.items?.slice(0, 3) ?? [])}`);
      process.exitCode = 1;
    }
  }
} finally {
  await chrome.kill();
}

// Journeys run in a matrix of script off and on, phone and desk, in French, and once in English (on a phone, with script):
// words differ between languages, and nothing else does. The keyboard alone walks every journey too: with script at a desk,
// without on a phone. Tours
// run twice: with script and keys at a desk, without script on a phone. So each cell is met, and not each product of cells.
// The checks of every page set their own sizes. Nothing is tried twice and nothing sleeps: a test waits for what it needs to see.
import { defineConfig } from "@playwright/test";

const phone = { width: 360, height: 760 };
const desk = { width: 1280, height: 900 };
const journey = (name, viewport, script, language = "fr") => ({
  name,
  testDir: "journeys",
  use: { viewport, javaScriptEnabled: script, language, locale: language === "fr" ? "fr-FR" : "en-GB" },
});
/** The same journey without a mouse. */
const walked = (...given) => {
  const { use, ...rest } = journey(...given);
  return { ...rest, use: { ...use, keys: true } };
};

export default defineConfig({
  globalSetup: "./support/opening.js",
  forbidOnly: true,
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: "list",
  outputDir: process.env.FABRIQUE_BROWSER_OUTPUT ?? "test-results",
  use: {
    baseURL: process.env.FABRIQUE_BROWSER_SITE,
    launchOptions: { executablePath: process.env.FABRIQUE_CHROMIUM },
    contextOptions: { reducedMotion: "reduce" },
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    screenshot: "off",
    trace: "off",
  },
  projects: [
    journey("phone", phone, true),
    journey("phone-plain", phone, false),
    journey("desk", desk, true),
    journey("desk-plain", desk, false),
    journey("phone-english", phone, true, "en"),
    walked("keys", desk, true),
    walked("keys-plain", phone, false),
    { ...journey("tours", desk, true), testDir: "tours" },
    { ...journey("tours-plain", phone, false), testDir: "tours" },
    { name: "pages", testDir: "pages", use: { viewport: desk, language: "fr", locale: "fr-FR" } },
  ],
});

// How soon the main thing of a page is seen (largest contentful paint) on a slow telephone: 400 kbit/s, 400 ms, a sixth of
// this processor. The median of three first visits. Times are printed and decide nothing: machines differ.
import { chromium } from "@playwright/test";
import { PLAN } from "./site.js";

const { FABRIQUE_BROWSER_SITE: site, FABRIQUE_CHROMIUM: executablePath } = process.env;
const BYTES_A_SECOND = 400_000 / 8;
const WANTED = 2_000;

async function painted(browser, path) {
  const page = await browser.newPage({ baseURL: site, viewport: { width: 360, height: 760 }, locale: "fr-FR" });
  const client = await page.context().newCDPSession(page);
  await client.send("Network.enable");
  await client.send("Network.emulateNetworkConditions", {
    offline: false, latency: 400, downloadThroughput: BYTES_A_SECOND, uploadThroughput: BYTES_A_SECOND,
  });
  await client.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  await page.addInitScript(() => {
    new PerformanceObserver((list) => {
      const last = list.getEntries().at(-1);
      globalThis.painted = { at: last.startTime, what: last.element?.tagName ?? "" };
    }).observe({ type: "largest-contentful-paint", buffered: true });
  });
  await page.goto(path, { waitUntil: "networkidle" });
  const found = await page.evaluate(() => globalThis.painted);
  await page.close();
  return found;
}

const browser = await chromium.launch({ executablePath });
for (const [name, path] of [["home", "/"], ["proposal", `${PLAN}/proposals/38`]]) {
  const times = [];
  for (let visit = 0; visit < 3; visit += 1) times.push(await painted(browser, path));
  const [, median] = times.toSorted((one, other) => one.at - other.at);
  const fits = median.at <= WANTED ? "within" : "over";
  console.log(`${name}: largest contentful paint after ${Math.round(median.at)} ms (<${median.what.toLowerCase()}>), ${fits} ${WANTED} ms`);
}
await browser.close();

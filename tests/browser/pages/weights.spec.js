// What a first visit and a second one transfer, as the browser counts bytes on the wire (headers left out).
import { PLAN, be, expect, made, test } from "../support/site.js";

const KB = 1_000;

/** Loads a page and answers the bytes of each answer that came from the network, by kind. */
async function transferred(page, path) {
  const client = await page.context().newCDPSession(page);
  await client.send("Network.enable");
  const [kinds, weights] = [new Map(), []];
  client.on("Network.responseReceived", ({ requestId, type, response }) => {
    kinds.set(requestId, { type, cached: response.fromDiskCache || response.fromPrefetchCache });
  });
  client.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const { type, cached } = kinds.get(requestId) ?? {};
    if (type && !cached) weights.push({ type, bytes: encodedDataLength });
  });
  await page.goto(path, { waitUntil: "networkidle" });
  await client.detach();
  const of = (type) => weights.filter((one) => !type || one.type === type).reduce((sum, one) => sum + one.bytes, 0);
  return { requests: weights.filter(({ bytes }) => bytes > 0).length, all: of(), script: of("Script"), style: of("Stylesheet"), font: of("Font") };
}

const PAGES = {
  home: ["/"],
  plan: [PLAN],
  list: [`${PLAN}/proposals`],
  proposal: [`${PLAN}/proposals/38`],
  comments: [`${PLAN}/proposals/38/comments`],
  "sign-in": ["/sign-in"],
  "an idea": [`${PLAN}/propose`],
  "my page": ["/me", "Awa"],
  "decisions about me": ["/me/decisions", "Awa"],
  "my settings": ["/me/settings", "Awa"],
  "a proposal of mine": [`${PLAN}/proposals/38`, "Awa"],
  "the queue": ["/moderation?view=open", "Inès"],
  "a case": [() => `/moderation/cases/${made().cases.open.id}`, "Inès"],
};

for (const [name, [path, person]] of Object.entries(PAGES)) {
  test(`${name} is light`, async ({ page }) => {
    if (person) await be(page, person);
    const address = typeof path === "function" ? path() : path;
    const first = await transferred(page, address);
    expect(first.all, "a first visit").toBeLessThanOrEqual(100 * KB);
    expect(first.requests, "requests of a first visit").toBeLessThanOrEqual(6);
    expect(first.script, "scripts").toBeLessThanOrEqual(26 * KB);
    expect(first.style, "styles").toBeLessThanOrEqual(14 * KB);
    expect(first.style).toBeGreaterThan(0);
    const again = await transferred(page, address);
    expect(again.all, "a second visit").toBeLessThanOrEqual(25 * KB);
    expect(again.requests, "requests of a second visit").toBe(1);
  });
}

// What tests share: the sentences of their language, a newcomer's mail, people of the demo town, and the API for what a
// test only needs to be there.
import { test as base, expect } from "@playwright/test";
import { withoutMouse } from "./hands.js";
import { words } from "./words.js";

export { expect };
export const PLAN = "/plans/les-tilleuls";
/** Plans that `opening.js` makes: one whose texts are read first, one whose reports the tours clear. */
export const MILL = "/plans/le-moulin";
export const STATION = "/plans/la-gare";
/** The projects in which journeys run. */
export const JOURNEYS = ["phone", "phone-plain", "desk", "desk-plain", "phone-english", "keys", "keys-plain"];
/** Those who contest with the keyboard alone, one a width. */
export const BY_KEYS = ["keys at 360 px", "keys at 1280 px"];
/** The people of the demo town, in the order of its bar. */
export const PEOPLE = ["Awa", "Karim", "Inès", "Bachir", "M. Petit", "Bailleur", "Admin"];

/** What Awa wrote, and what she contests in a project. */
export const contestedBy = (project) => `Une parole qui sera contestée (${project}).`;

/** What `opening.js` made for every test. */
export const made = () => JSON.parse(process.env.FABRIQUE_BROWSER_MADE);

let people = 0;

/** A word that nothing else in this run, or in an earlier one on the same town, has. */
export const unique = (info) => `${info.project.name}-${process.pid}-${++people}`;

/** An address that nobody else in this run has. */
export const newAddress = (info) => `${unique(info)}@example.org`;

/** Waits for the code that was mailed to an address, as the demo shows it, and that was not used before. */
export async function codeTo(request, address, used) {
  let code;
  await expect
    .poll(async () => {
      const mails = (await (await request.get("/demo/mail")).text()).split("<article>");
      const codes = mails.filter((mail) => mail.includes(`À : ${address}\n`)).map((mail) => mail.match(/^\d{6}$/m)?.[0]);
      return (code = codes.find((one) => one && one !== used));
    }, { message: `a code for ${address}` })
    .toBeTruthy();
  return code;
}

const tokens = new Map();

/** Asks the API, as somebody of the demo town or as nobody. */
export async function ask(request, query, person) {
  const send = async (query, token) => {
    const answer = await request.post("/graphql", {
      data: { query },
      headers: token ? { authorization: `Bearer ${token}` } : {},
    });
    const { data, errors } = await answer.json();
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };
  if (person && !tokens.has(person)) {
    const { signIn } = await send(
      `mutation { signIn(email: "${person}@saint-exemple.example", password: "les tilleuls en fleurs") { tokens { accessToken } } }`,
    );
    tokens.set(person, signIn.tokens.accessToken);
  }
  return send(query, tokens.get(person));
}

/** The token of somebody of the demo town who has asked something. */
export const tokenOf = (person) => tokens.get(person);

/** Has the browser hold a session of somebody of the demo town: passwords are not tried more often than people do. */
export const be = async (page, name) => page.context().addCookies(made().sessions[name]);

/** Enters as somebody of the demo town, by the bar that the demo shows. */
export async function enterAs(page, t, name) {
  await page.getByText(t("demo-enter"), { exact: true }).click();
  await page.getByRole("button", { name: new RegExp(`^${name} ?,`) }).click();
  await expect(page.getByRole("button", { name: t("sign-out", { name }) })).toBeVisible();
}

/** Opens an account of one's own at this address by the code that is mailed there, and comes back to a page; answers the code. */
export async function join(page, t, address, next) {
  const press = (id) => page.getByRole("main").getByRole("button", { name: t(id), exact: true }).click();
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByLabel(t("field-email")).fill(address);
  await press("sign-in-send");
  const code = await codeTo(page.request, address);
  await page.getByLabel(t("field-code")).fill(code);
  await press("continue");
  await page.getByLabel(t("age-15")).check();
  await press("newcomer-open");
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  return code;
}

/** Goes on by the keyboard, stop after stop, to where something is. */
export async function tabTo(page, target, most = 200) {
  for (let stops = 0; stops < most; stops += 1) {
    if (await target.evaluate((it) => it === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${target} is not reached by the keyboard`);
}

/** Whether a page is wider than the window. */
export const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

let places = 0;

export const test = base.extend({
  // Each test comes from a place of its own, as people do: what is limited by place is limited for nobody else.
  extraHTTPHeaders: async ({}, use, info) => {
    places += 1;
    await use({ "x-forwarded-for": `10.${info.workerIndex % 256}.${places >> 8}.${places % 256}` });
  },
  language: ["fr", { option: true }],
  /** Whether there is no mouse. */
  keys: [false, { option: true }],
  t: async ({ language }, use) => use(words(language)),
  // Every test fails when a page asks another site for something, or when a script fails.
  page: async ({ page, baseURL, keys }, use) => {
    const faults = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(`${baseURL}/`)) faults.push(`another site is asked: ${request.url()}`);
    });
    page.on("pageerror", (error) => faults.push(`a script failed: ${error}`));
    page.on("console", (message) => {
      if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) faults.push(message.text());
    });
    const asBefore = keys ? withoutMouse(page) : () => {};
    await use(page);
    asBefore();
    expect(faults).toEqual([]);
  },
});

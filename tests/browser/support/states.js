// Every public page in every state that a visitor may meet. Pages of residents, and of moderators, are in files beside.
import { PLAN, ask, be, codeTo, made, newAddress } from "./site.js";

const open = (path) => async ({ page }) => page.goto(path);

const send = async (page, path, act) => {
  await page.goto(path);
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await act();
  return answered;
};

async function firstComment(request) {
  const { proposal } = await ask(request, `{ proposal(plan: "les-tilleuls", number: 38) { comments(first: 1) { edges { node { id } } } } }`);
  return proposal.comments.edges[0].node.id;
}

async function code({ page, t }, info) {
  const address = newAddress(info);
  await page.goto("/sign-in");
  await page.getByLabel(t("field-email")).fill(address);
  await page.getByRole("button", { name: t("sign-in-send") }).click();
  await page.waitForURL(/\/sign-in\/.+/);
  return address;
}

/** Brings a page to a state, and answers the response that it shows. */
export const STATES = {
  home: open("/"),
  "home after leaving": open("/?done=signed-out"),
  plans: open("/plans"),
  "the rules of the debate": open("/rules"),
  plan: open(PLAN),
  "a poster of a plan": open(`${PLAN}/poster`),
  "a poster of a proposal": open(`${PLAN}/proposals/38/poster`),
  "a plan in a frame": open("/embed/plans/les-tilleuls"),
  "a list": open(`${PLAN}/proposals`),
  "a list that found nothing": open(`${PLAN}/proposals?q=zeppelin`),
  "data of a plan": open(`${PLAN}/data`),
  "data of a list that was narrowed": open(`${PLAN}/data?q=platanes&state=none`),
  "a list whose filters are open": async ({ page }) => {
    const answer = await page.goto(`${PLAN}/proposals?state=accepted`);
    await page.locator(".finder details").evaluate((it) => (it.open = true));
    return answer;
  },
  "a list that cannot search": open(`${PLAN}/proposals?q=x`),
  "a proposal with votes, arguments, versions": open(`${PLAN}/proposals/38`),
  "a proposal with an answer": open(`${PLAN}/proposals/3`),
  "a proposal with moderated comments": open(`${PLAN}/proposals/2`),
  "a proposal signed in": async ({ page }) => {
    await be(page, "Awa");
    return page.goto(`${PLAN}/proposals/38`);
  },
  "a tombstone": ({ page }) => page.goto(made().tombstone),
  versions: open(`${PLAN}/proposals/38/versions`),
  comments: open(`${PLAN}/proposals/38/comments`),
  "comments of a side that has none": open(`${PLAN}/proposals/31/comments?side=against`),
  "a thread": async ({ page, request }) => page.goto(`/comments/${await firstComment(request)}`),
  "a comment that was refused": async ({ page, t }) => {
    await be(page, "Awa");
    await page.goto(`${PLAN}/proposals/31`);
    await page.getByLabel(t("comment-body")).fill("   ");
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: t("comment-send") }).click();
    return answered;
  },
  "sign-in": open("/sign-in"),
  "sign-in for a vote": open(`/sign-in?why=vote&next=${encodeURIComponent(`${PLAN}/proposals/38`)}`),
  "an address that is none": ({ page, t }) =>
    send(page, "/sign-in", async () => {
      await page.getByLabel(t("field-email")).fill("nobody@here");
      await page.getByRole("button", { name: t("sign-in-send") }).click();
    }),
  "a code": async (given, info) => {
    await code(given, info);
    return given.page.reload();
  },
  "a code that is wrong": async (given, info) => {
    const { page, t, request } = given;
    const right = await codeTo(request, await code(given, info));
    return send(page, page.url(), async () => {
      await page.getByLabel(t("field-code")).fill(right === "000000" ? "111111" : "000000");
      await page.getByRole("button", { name: t("continue"), exact: true }).click();
    });
  },
  "a newcomer's question": async (given, info) => {
    const { page, t, request } = given;
    const right = await codeTo(request, await code(given, info));
    return send(page, page.url(), async () => {
      await page.getByLabel(t("field-code")).fill(right);
      await page.getByRole("button", { name: t("continue"), exact: true }).click();
    });
  },
  "a report": async ({ page, request }) => page.goto(`/reports/${await firstComment(request)}`),
  "a report that was refused": async ({ page, t, request }) =>
    send(page, `/reports/${await firstComment(request)}`, async () => {
      await page.getByRole("radio", { name: t("report-illegal"), exact: false }).check();
      await page.getByRole("button", { name: t("report-send") }).click();
    }),
  "moderation log": open("/moderation-log"),
  help: open("/help"),
  legal: open("/legal"),
  privacy: open("/privacy"),
  accessibility: open("/accessibility"),
  "a page that is not there": open("/nowhere"),
};

// «Ma page», and writing a proposal: each page in each state, signed in as somebody of the demo town or as nobody.
import { press, sendAnyway } from "./forms.js";
import { page as aPage, picture } from "./files.js";
import { MILL, PLAN, STATION, ask, be, enterAs, made, newAddress } from "./site.js";

/** Opens a page as somebody: Awa has written, voted and been moderated; the admin has done nothing. */
const as = (name, path) => async ({ page }) => {
  await be(page, name);
  return page.goto(typeof path === "function" ? path() : path);
};

async function idea(page, t, plan, body = "Une haie basse de thym et de lavande, le long du chemin de l'école.") {
  await page.goto(`${plan}/propose`);
  await page.getByLabel(t("idea-title")).fill("Planter une haie qui sent bon");
  await page.getByLabel(t("idea-body"), { exact: true }).fill(body);
  await press(page, t("continue")).click();
}

async function withPhoto(page, t) {
  await page.goto(`${PLAN}/propose`);
  await page.getByLabel(t("idea-title")).fill("Planter une haie qui sent bon");
  await page.getByLabel(t("idea-body"), { exact: true }).fill("Une haie basse de thym et de lavande, le long du chemin de l'école.");
  await page.getByLabel(t("attach-file"), { exact: true }).setInputFiles(picture(640, 480));
  await page.getByLabel(t("attach-description")).fill("Le chemin de l'école, sans un arbre");
  await press(page, t("continue")).click();
}

async function check(page, t, plan, body) {
  await idea(page, t, plan, body);
  if (await page.getByRole("heading", { level: 1, name: t("place-heading") }).isVisible()) await press(page, t("continue")).click();
  await page.getByRole("heading", { level: 1, name: t("check-heading") }).waitFor();
}

/** Has a code sent to a new address of somebody who has just signed in: a session that is older asks to sign in again. */
async function newCode(page, t, info) {
  await page.goto("/legal");
  await enterAs(page, t, "Bailleur");
  await page.goto("/me/settings");
  await page.getByLabel(t("settings-email-new")).fill(newAddress(info));
  await press(page, t("sign-in-send")).click();
  await page.waitForURL(/\/me\/email\//);
}

const own = (path) => () => path.replace("{}", made().own.id);
const waits = (path) => () => path.replace("{}", made().waits.id);

export const OWN_STATES = {
  "my page": as("Awa", "/me"),
  "my page asks who I am": ({ page }) => page.goto("/me"),
  "my contributions": as("Awa", "/me/contributions"),
  "my contributions, none": as("Admin", "/me/contributions"),
  "my votes": async ({ page, t }) => {
    await be(page, "M. Petit");
    await page.goto(`${PLAN}/proposals/12`);
    await press(page, t("vote-for")).click();
    return page.goto("/me/votes");
  },
  "my votes, none": as("Admin", "/me/votes"),
  "what I follow": async ({ page, t }) => {
    await be(page, "Karim");
    await page.goto(`${PLAN}/proposals/13`);
    const follow = press(page, t("follow"));
    if (await follow.isVisible()) await follow.click();
    return page.goto("/me/follows");
  },
  "what I follow, nothing": as("Bailleur", "/me/follows"),
  "my notifications": as("Awa", "/me/notifications"),
  "my notifications, none": as("Bailleur", "/me/notifications"),
  "my reports": as("Karim", "/me/notices"),
  "my reports, none": as("Bailleur", "/me/notices"),
  "decisions about me": as("Awa", "/me/decisions"),
  "decisions about me, none": as("Admin", "/me/decisions"),
  contesting: as("Awa", () => `/me/decisions/${made().contestable}/contest`),
  "contesting without a word": async ({ page, t }) => {
    await as("Awa", () => `/me/decisions/${made().contestable}/contest`)({ page });
    return sendAnyway(page, press(page, t("contest")));
  },
  "my merges": as("Awa", "/me/merges"),
  "my merges, none": as("Admin", "/me/merges"),
  "merging a proposal of mine": as("Awa", () => `/proposals/${made().read.id}/merge`),
  "merging once the vote is open": as("Awa", own("/proposals/{}/merge")),
  "merging with nothing": async ({ page, t }) => {
    await as("Awa", () => `/proposals/${made().read.id}/merge`)({ page });
    await page.getByLabel(t("merge-number")).fill(`douze${"long".repeat(40)}`);
    return sendAnyway(page, press(page, t("merge-send")));
  },
  "leaving a group": as("Awa", () => `/proposals/${made().joined.id}/leave`),
  "leaving a group that is none": as("Awa", own("/proposals/{}/leave")),
  "mails that I get": as("Awa", "/me/mails"),
  "who looked at me": async ({ page, request }) => {
    const { me } = await ask(request, `{ me { account { id } } }`, "karim");
    const reason = `Réquisition : ${"long".repeat(30)}.`;
    await ask(request, `mutation { lookUpIdentity(account: "${me.account.id}", reason: "${reason}") { problems { code } } }`, "petit");
    return as("Karim", "/me/lookups")({ page });
  },
  "who looked at me, nobody": as("Admin", "/me/lookups"),
  "my links": as("Awa", "/me/links"),
  "my sessions": as("Awa", "/me/sessions"),
  "my settings": as("Awa", "/me/settings"),
  "a name that is refused": async ({ page, t }) => {
    await as("Awa", "/me/settings")({ page });
    await page.getByLabel(t("field-name"), { exact: true }).fill("A");
    return sendAnyway(page, press(page, t("revise-send")));
  },
  "an address of mine that is none": async ({ page, t }) => {
    await as("Awa", "/me/settings")({ page });
    await page.getByLabel(t("settings-email-new")).fill("nobody@here");
    return sendAnyway(page, press(page, t("sign-in-send")));
  },
  "a code to a new address": async ({ page, t }, info) => {
    await newCode(page, t, info);
    return page.reload();
  },
  "a code to a new address that is wrong": async ({ page, t }, info) => {
    await newCode(page, t, info);
    await page.getByLabel(t("field-code")).fill("12");
    return sendAnyway(page, press(page, t("settings-email-change")));
  },
  "erasing my account": as("Admin", "/me/erase"),
  "erasing my account without a choice": async ({ page, t }) => {
    await as("Admin", "/me/erase")({ page });
    return sendAnyway(page, press(page, t("erase-title")));
  },

  "drafts, none": ({ page }) => page.goto("/drafts"),
  "drafts of this browser": async ({ page, t }) => {
    await idea(page, t, PLAN);
    return page.goto("/drafts");
  },
  "an idea": ({ page }) => page.goto(`${PLAN}/propose`),
  "an idea, signed in": as("Awa", `${PLAN}/propose`),
  "an idea that says nothing": async ({ page, t }) => {
    await page.goto(`${PLAN}/propose`);
    await page.getByLabel(t("idea-title")).fill("Court");
    return sendAnyway(page, press(page, t("continue")));
  },
  "an idea with a photo": async ({ page, t }) => {
    await withPhoto(page, t);
    await page.waitForURL(/.*\/drafts\/[^/]+/);
    return page.goto(page.url().replace(/\/(place|check)$/, ""));
  },
  "an idea whose file is no photo": async ({ page, t }) => {
    await page.goto(`${PLAN}/propose`);
    await page.getByLabel(t("idea-title")).fill("Planter une haie qui sent bon");
    await page.getByLabel(t("idea-body"), { exact: true }).fill("Une haie basse de thym et de lavande.");
    await page.getByLabel(t("attach-file"), { exact: true }).setInputFiles(aPage);
    return sendAnyway(page, press(page, t("continue")));
  },
  "checking an idea with a photo": async ({ page, t }) => {
    await withPhoto(page, t);
    if (await page.getByRole("heading", { level: 1, name: t("place-heading") }).isVisible()) await press(page, t("continue")).click();
    await page.getByRole("heading", { level: 1, name: t("check-heading") }).waitFor();
    return page.reload();
  },
  "a comment whose file is no photo": async ({ page, t }) => {
    await be(page, "Awa");
    await page.goto(`${PLAN}/proposals/12`);
    await page.getByText(t("attach-legend"), { exact: true }).click();
    await page.getByLabel(t("comment-body")).fill("Regardez ce plan.");
    await page.getByLabel(t("attach-file"), { exact: true }).setInputFiles(aPage);
    return sendAnyway(page, press(page, t("comment-send")));
  },
  "describing a photo": as("Awa", () => `/attachments/${made().photos.open}/describe?back=/me`),
  "describing a photo in no word": async ({ page, t }) => {
    await be(page, "Awa");
    await page.goto(`/attachments/${made().photos.open}/describe?back=/me`);
    await page.getByLabel(t("attach-description")).fill("A");
    return sendAnyway(page, press(page, t("revise-send")));
  },
  "a photo that is hidden": ({ page }) => page.goto(`/comments/${made().withHidden}`),
  "a photo that is hidden, to whoever added it": as("Awa", () => `/comments/${made().withHidden}`),
  "an idea like others": async ({ page, t }) => {
    await page.goto(`${PLAN}/propose`);
    const found = page.waitForResponse((response) => response.url().endsWith("/similar"));
    await page.getByLabel(t("idea-title")).fill("Garder la barre B et la réhabiliter");
    await page.getByLabel(t("idea-body"), { exact: true }).fill("La barre B peut être isolée et gardée.");
    await found;
    await press(page, t("continue")).click();
    await page.waitForURL(/.*\/drafts\/[^/]+/);
    return page.goto(page.url().replace(/\/place$/, ""));
  },
  "a place": async ({ page, t }) => {
    await idea(page, t, PLAN);
    await page.waitForURL(/\/place$/);
    return page.reload();
  },
  "a place on the drawing": async ({ page, t }) => {
    await idea(page, t, PLAN);
    await page.getByLabel(t("point-column")).selectOption("C");
    await page.getByLabel(t("point-row")).selectOption("5");
    await press(page, t("point-put")).click();
    await page.getByText(t("point-in", { name: "C5" })).waitFor();
    return page.reload();
  },
  "a place outside of the drawing": async ({ page, t }) => {
    await idea(page, t, PLAN);
    await page.getByLabel(t("point-column")).selectOption("A");
    await page.getByLabel(t("point-row")).selectOption("1");
    return sendAnyway(page, press(page, t("point-put")));
  },
  "checking without an account": async ({ page, t }) => {
    await check(page, t, PLAN);
    return page.reload();
  },
  "checking, signed in": async ({ page, t }) => {
    await be(page, "Karim");
    await check(page, t, PLAN);
    return page.reload();
  },
  "checking where a link is asked": async ({ page, t }) => {
    await be(page, "Karim");
    await check(page, t, MILL);
    return page.reload();
  },
  "checking what shows a telephone number": async ({ page, t }) => {
    await be(page, "Karim");
    await check(page, t, PLAN, "Pour la haie, appelez le 06 00 00 00 00, c'est le numéro de l'association.");
    return sendAnyway(page, press(page, t("check-send")));
  },
  "a proposal that was sent": as("Awa", own("/proposals/{}/sent")),
  "a proposal that waits to be read": as("Awa", waits("/proposals/{}/sent")),
  "a proposal of mine": as("Awa", () => `${PLAN}/proposals/${made().own.number}`),
  "a proposal of a plan without votes": as("Awa", () => made().groundAt),
  "a plan whose texts are read first": ({ page }) => page.goto(MILL),
  "a plan in which nobody votes": ({ page }) => page.goto(STATION),
  revising: as("Awa", waits("/proposals/{}/revise")),
  "revising to nothing": async ({ page, t }) => {
    await as("Awa", waits("/proposals/{}/revise"))({ page });
    await page.getByLabel(t("idea-title")).fill("");
    return sendAnyway(page, press(page, t("revise-send")));
  },
  "revising what changed meanwhile": async ({ page, t }) => {
    await as("Awa", waits("/proposals/{}/revise"))({ page });
    await page.getByLabel(t("idea-title")).fill("Une autre proposition qui attend d'être lue");
    await page.evaluate(() => (document.querySelector("main [name=version]").value = "9"));
    return sendAnyway(page, press(page, t("revise-send")));
  },
  "adding a precision": as("Awa", own("/proposals/{}/precise")),
  "adding a precision that says nothing": async ({ page, t }) => {
    await as("Awa", own("/proposals/{}/precise"))({ page });
    return sendAnyway(page, press(page, t("precise")));
  },
  withdrawing: as("Awa", own("/proposals/{}/withdraw")),
  "a comment of mine": as("Awa", () => `/comments/${made().long}`),
  "changing my comment": as("Awa", () => `/comments/${made().long}/edit`),
  "changing my comment to nothing": async ({ page, t }) => {
    await as("Awa", () => `/comments/${made().long}/edit`)({ page });
    await page.getByLabel(t("comment-body")).fill("  ");
    return sendAnyway(page, press(page, t("revise-send")));
  },
  "deleting my comment": as("Awa", () => `/comments/${made().long}/delete`),
};

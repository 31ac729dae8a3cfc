// What the town has not and a page must show: made once, before any test, so that no list changes under one that reads it.
// Everything is asked of the API, as the people of the demo town. Workers read it from the environment (`made`).
import { expect, request } from "@playwright/test";
import { picture } from "./files.js";
import { OPEN, making, phase } from "./making.js";
import { BY_KEYS, JOURNEYS, MILL, PEOPLE, PLAN, STATION, ask, contestedBy, tokenOf } from "./site.js";

const LONG = "Un commentaire qui dure : " + "le banc, l'ombre, le bruit, la lumière, le chemin de l'école. ".repeat(24);
const UNBROKEN = "Incroyablement" + "long".repeat(40);
/** How many reports wait for the tours: ten for each. */
const TOURS = 20;

const text = JSON.stringify;
const SOON = new Date(Date.now() + 5 * 86_400_000).toISOString();

export default async function open(config) {
  const { baseURL } = config.projects[0].use;
  const town = await request.newContext({ baseURL });
  const { done, publish, submit, comment, decide, report: reported } = making(town);
  const report = (item, kind, explanation, by = "karim") => reported(item, kind, explanation, by);
  const { plan } = await ask(town, `{ plan(slug: "les-tilleuls") { id } }`);
  const { proposal } = await ask(town, `{ proposal(plan: "les-tilleuls", number: 33) { id } }`);

  /** Sends a photo, which a comment may have. */
  const photo = async (description) => {
    const headers = { authorization: `Bearer ${tokenOf("awa")}` };
    const sent = await town.post("/files", { headers, multipart: { description, file: picture(640, 480) } });
    expect(sent.status()).toBe(201);
    return (await sent.json()).id;
  };

  // A plan whose texts are read before they are published, for those who have a link with it, and that has no vote yet;
  // and one whose reports the tours clear.
  const mill = await publish({
    slug: "le-moulin",
    title: "Le Moulin change de visage",
    summary: "La rue du Moulin est refaite.",
    phases: [...OPEN(), phase("VOTE", "Voter", 31, 50)],
    more: `, propose: DECLARED_LINK, moderation: { mode: BEFORE, reason: "Une vague de publicité a couvert les débats.", until: ${text(SOON)} }`,
  });
  const station = await publish({
    slug: "la-gare", title: "Autour de la gare", summary: "La place de la gare est refaite.", zones: ["Le parvis"],
  });
  await done("awa", `declareLink(plan: ${text(mill)}, kind: LIVES) { problems { code } }`);
  const read = await submit(mill, "Une proposition lue avant d'être publiée");
  const { proposal: readHere } = await done("bachir", `publishProposal(proposal: ${text(read.id)}) { proposal { number } problems { code } }`);
  const waits = await submit(mill, "Une proposition qui attend d'être lue");

  const withdrawn = await submit(plan.id, "Une proposition retirée");
  await done("awa", `withdrawProposal(proposal: ${text(withdrawn.id)}) { problems { code } }`);
  const own = await submit(plan.id, "Une proposition que le vote a figée");

  // Cases in every stage.
  const long = await comment(proposal.id, LONG);
  const cases = {
    open: await report(long, "HOUSE_RULE", `Trop long, et ceci ne se coupe pas : ${UNBROKEN}.`),
    claimed: await report(await comment(proposal.id, UNBROKEN), "WRONG_PLACE", "Cela n'a rien à faire ici."),
    second: await report(await comment(proposal.id, "Un mot de trop, peut-être."), "HOUSE_RULE", "À voir à deux."),
    undo: await report(await comment(proposal.id, "Une phrase à relire."), "HOUSE_RULE", "À relire."),
    decide: {},
  };
  await done("bachir", `claimCase(case: ${text(cases.claimed.id)}) { problems { code } }`);
  await done(
    "bachir",
    `askSecondOpinion(case: ${text(cases.second.id)}, version: ${cases.second.version}, action: HIDE, note: "Je connais la famille.") { problems { code } }`,
  );
  const [decided, contested] = [[], []];
  for (const name of JOURNEYS) {
    cases.decide[name] = await report(
      await comment(proposal.id, `Demandez à Paul (${name}), au 06 00 00 00 00, il ment.`), "PERSONAL_DATA", "Un numéro de téléphone.",
    );
  }
  const contesting = [...JOURNEYS, ...BY_KEYS];
  for (const name of contesting) {
    contested.push(await comment(proposal.id, contestedBy(name)));
    decided.push(await report(contested.at(-1), "HOUSE_RULE", "C'est une insulte."));
  }
  const hidden = await comment(proposal.id, "Une parole qui fut masquée.");
  const about = await report(hidden, "HOUSE_RULE", "Une insulte.");
  await decide("bachir", [...decided, about], "HIDE", "Le commentaire traite quelqu'un de menteur.");
  cases.decided = about;
  // One that is contested, whose reviewer learns who reported it.
  const looked = await comment(proposal.id, "Une parole que quelqu'un relit.");
  cases.looked = await report(looked, "HOUSE_RULE", `Une insulte ${UNBROKEN}.`);
  await decide("bachir", [cases.looked], "HIDE", "Le commentaire insulte quelqu'un.");
  const photos = { open: await photo(`Une photo ${UNBROKEN}`), hidden: await photo("Une photo que personne ne voit plus"), sealed: await photo("Une photo transmise") };
  cases.photo = await report(await comment(proposal.id, "Un mot et sa photo.", [photos.open]), "PERSONAL_DATA", "On reconnaît quelqu'un.");
  const withHidden = await comment(proposal.id, "Un mot dont la photo est masquée.", [photos.hidden]);
  await decide("bachir", [await report(withHidden, "HOUSE_RULE", "Une photo qui insulte.")], "MASK", "La photo insulte quelqu'un.", [photos.hidden]);
  const passed = await report(await comment(proposal.id, "Une menace, transmise à une autorité.", [photos.sealed]), "HOUSE_RULE", "Une menace.");
  await done(
    "bachir",
    `transmitCase(case: ${text(passed.id)}, version: ${passed.version}, input: { authority: PROSECUTOR, ground: THREAT_TO_LIFE, tellAuthor: false, silence: ${text(`L'auteur la retrouverait : ${UNBROKEN}.`)} }) { problems { code } }`,
  );

  // What the tours clear, in a plan where nothing else is reported.
  const ground = await submit(station, "Un abri pour les vélos devant la gare");
  for (let number = 1; number <= TOURS; number += 1) {
    await report(await comment(ground.id, `Une remarque qui dérange, la ${number}e.`), "HOUSE_RULE", "", number % 2 ? "petit" : "admin");
  }
  // Two proposals of Awa's are read together.
  const joined = await submit(station, "Un abri qui ferme à clé");
  await done("awa", `proposeMerge(into: ${text(ground.id)}, proposals: [${text(joined.id)}]) { problems { code } }`);
  const sessions = {};
  for (const [persona, name] of PEOPLE.entries()) {
    const entering = await request.newContext({ baseURL, extraHTTPHeaders: { origin: baseURL } });
    await entering.post("/demo/enter", { form: { persona, back: "/legal" } });
    sessions[name] = (await entering.storageState()).cookies;
    await entering.dispose();
  }
  const made = {
    plan: plan.id, mill, station, read, waits, own, joined, long, cases, sessions, photos, withHidden,
    tombstone: `${PLAN}/proposals/${withdrawn.number}`,
    readAt: `${MILL}/proposals/${readHere.number}`,
    groundAt: `${STATION}/proposals/${ground.number}`,
  };

  // Ten seconds later those concerned are told: the decisions can be read and contested.
  await expect
    .poll(async () => (await ask(town, `{ myDecisions(first: 20) { edges { node { id } } } }`, "awa")).myDecisions.edges.length, { timeout: 60_000 })
    .toBeGreaterThanOrEqual(decided.length + 3);
  const { myDecisions } = await ask(town, `{ myDecisions(first: 20) { edges { node { id item { id } } } } }`, "awa");
  const decisions = new Map(myDecisions.edges.map(({ node }) => [node.item.id, node.id]));
  // One that nobody contests: who has contested is asked for no reasons again.
  made.contestable = decisions.get(hidden);
  await done("awa", `contestDecision(decision: ${text(decisions.get(looked))}, grounds: "C'est faux.") { problems { code } }`);
  made.contests = Object.fromEntries(contesting.map((name, at) => [name, decisions.get(contested[at])]));
  const passedOn = async () => (await ask(town, `{ transmissions { id } }`, "ines")).transmissions;
  await expect.poll(async () => (await passedOn()).length, { timeout: 60_000 }).toBeGreaterThan(0);
  made.transmission = (await passedOn())[0].id;
  await done(
    "ines",
    `askSealedCopy(transmission: ${text(made.transmission)}, reason: ${text(`Le parquet demande le texte : ${UNBROKEN}.`)}) { problems { code } }`,
  );
  process.env.FABRIQUE_BROWSER_MADE = text(made);
  await town.dispose();
}

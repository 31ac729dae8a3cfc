// What the town has not and a page must show: made once, before any test, so that no list changes under one that reads it.
// Everything is asked of the API, as the people of the demo town. Workers read it from the environment (`made`).
import { expect, request } from "@playwright/test";
import { picture } from "./files.js";
import { BY_KEYS, JOURNEYS, MILL, PEOPLE, PLAN, STATION, ask, contestedBy, tokenOf } from "./site.js";

const LONG = "Un commentaire qui dure : " + "le banc, l'ombre, le bruit, la lumière, le chemin de l'école. ".repeat(24);
const UNBROKEN = "Incroyablement" + "long".repeat(40);
/** How many reports wait for the tours: ten for each. */
const TOURS = 20;

const text = JSON.stringify;
const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString();

export default async function open(config) {
  const { baseURL } = config.projects[0].use;
  const town = await request.newContext({ baseURL });
  const as = (person) => (query) => ask(town, query, person);
  const [awa, karim, ines, bachir, petit, admin] = ["awa", "karim", "ines", "bachir", "petit", "admin"].map(as);
  const { plan } = await ask(town, `{ plan(slug: "les-tilleuls") { id } }`);
  const { proposal } = await ask(town, `{ proposal(plan: "les-tilleuls", number: 33) { id } }`);

  const submit = async (plan, title) => {
    const body = `${title}. Elle est là pour être lue, comparée et décidée.`;
    const { submitProposal } = await awa(
      `mutation { submitProposal(plan: ${text(plan)}, input: { title: ${text(title)}, body: ${text(body)} }) { proposal { id number } problems { code } } }`,
    );
    expect(submitProposal.problems).toEqual([]);
    return submitProposal.proposal;
  };
  const comment = async (proposal, body, photos = []) => {
    const { postComment } = await awa(
      `mutation { postComment(proposal: ${text(proposal)}, input: { body: ${text(body)}, attachments: ${text(photos)}, confirmPersonalData: true }) { comment { id } problems { code } } }`,
    );
    expect(postComment.problems).toEqual([]);
    return postComment.comment.id;
  };
  /** Sends a photo, which a comment may have. */
  const photo = async (description) => {
    const headers = { authorization: `Bearer ${tokenOf("awa")}` };
    const sent = await town.post("/files", { headers, multipart: { description, file: picture(640, 480) } });
    expect(sent.status()).toBe(201);
    return (await sent.json()).id;
  };
  /** Reports a text, and answers its case. */
  const report = async (item, kind, explanation, by = karim) => {
    const { reportContent } = await by(
      `mutation { reportContent(input: { item: ${text(item)}, kind: ${kind}, explanation: ${text(explanation)} }) { problems { code } } }`,
    );
    expect(reportContent.problems).toEqual([]);
    const { moderationQueue } = await ines(`{ moderationQueue(item: ${text(item)}, first: 1) { edges { node { id version } } } }`);
    return moderationQueue.edges[0].node;
  };
  const { moderationRules } = await ask(town, `{ moderationRules(first: 50) { edges { node { id code } } } }`);
  const rule = (code) => moderationRules.edges.map((edge) => edge.node).find((one) => one.code === code).id;
  const decide = async (by, cases, action, facts, photos = []) => {
    const these = cases.map(({ id, version }) => `{ case: ${text(id)}, version: ${version} }`).join(" ");
    const { decideCases } = await by(
      `mutation { decideCases(cases: [${these}], decision: { action: ${action}, attachments: ${text(photos)}, rule: ${text(rule("insult"))}, facts: ${text(facts)} }) { problems { code } decided { problems { code } } } }`,
    );
    expect([decideCases.problems, ...decideCases.decided.map((one) => one.problems)].flat()).toEqual([]);
  };

  // A plan whose texts are read before they are published, for those who have a link with it, and that has no vote yet;
  // and one whose reports the tours clear.
  const phase = (kind, title, from, to) => `{ kind: ${kind}, title: ${text(title)}, startsAt: ${text(day(from))}, endsAt: ${text(day(to))} }`;
  const publish = async (slug, title, summary, rules, phases) => {
    const { createPlan } = await petit(
      `mutation { createPlan(input: { slug: ${text(slug)}, title: ${text(title)}, summary: ${text(summary)}, rules: { voting: { rule: FOR_AGAINST }, effect: { kind: ADVISORY } ${rules} }, phases: [${phases}], zones: [${slug === "la-gare" ? text("Le parvis") : ""}] }) { plan { id } problems { code field } } }`,
    );
    expect(createPlan.problems).toEqual([]);
    const { publishPlan } = await petit(`mutation { publishPlan(plan: ${text(createPlan.plan.id)}) { problems { code } } }`);
    expect(publishPlan.problems).toEqual([]);
    return createPlan.plan.id;
  };
  const reading = `, propose: DECLARED_LINK, moderation: { mode: BEFORE, reason: "Une vague de publicité a couvert les débats.", until: ${text(day(5))} }`;
  const open = [phase("PROPOSE", "Proposer", -1, 30), phase("DEBATE", "Débattre", -1, 30)];
  const mill = await publish("le-moulin", "Le Moulin change de visage", "La rue du Moulin est refaite.", reading, [...open, phase("VOTE", "Voter", 31, 50)]);
  const station = await publish("la-gare", "Autour de la gare", "La place de la gare est refaite.", "", open);
  await awa(`mutation { declareLink(plan: ${text(mill)}, kind: LIVES) { problems { code } } }`);
  const read = await submit(mill, "Une proposition lue avant d'être publiée");
  const { publishProposal } = await bachir(`mutation { publishProposal(proposal: ${text(read.id)}) { proposal { number } problems { code } } }`);
  expect(publishProposal.problems).toEqual([]);
  const waits = await submit(mill, "Une proposition qui attend d'être lue");

  const withdrawn = await submit(plan.id, "Une proposition retirée");
  await awa(`mutation { withdrawProposal(proposal: ${text(withdrawn.id)}) { problems { code } } }`);
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
  await bachir(`mutation { claimCase(case: ${text(cases.claimed.id)}) { problems { code } } }`);
  await bachir(
    `mutation { askSecondOpinion(case: ${text(cases.second.id)}, version: ${cases.second.version}, action: HIDE, note: "Je connais la famille.") { problems { code } } }`,
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
  const about = await report(await comment(proposal.id, "Une parole qui fut masquée."), "HOUSE_RULE", "Une insulte.");
  await decide(bachir, [...decided, about], "HIDE", "Le commentaire traite quelqu'un de menteur.");
  cases.decided = about;
  const photos = { open: await photo(`Une photo ${UNBROKEN}`), hidden: await photo("Une photo que personne ne voit plus"), sealed: await photo("Une photo transmise") };
  cases.photo = await report(await comment(proposal.id, "Un mot et sa photo.", [photos.open]), "PERSONAL_DATA", "On reconnaît quelqu'un.");
  const withHidden = await comment(proposal.id, "Un mot dont la photo est masquée.", [photos.hidden]);
  await decide(bachir, [await report(withHidden, "HOUSE_RULE", "Une photo qui insulte.")], "MASK", "La photo insulte quelqu'un.", [photos.hidden]);
  const passed = await report(await comment(proposal.id, "Une menace, transmise à une autorité.", [photos.sealed]), "HOUSE_RULE", "Une menace.");
  const { transmitCase } = await bachir(
    `mutation { transmitCase(case: ${text(passed.id)}, version: ${passed.version}, input: { authority: PROSECUTOR, ground: THREAT_TO_LIFE, tellAuthor: false, silence: ${text(`L'auteur la retrouverait : ${UNBROKEN}.`)} }) { problems { code } } }`,
  );
  expect(transmitCase.problems).toEqual([]);

  // What the tours clear, in a plan where nothing else is reported.
  const ground = await submit(station, "Un abri pour les vélos devant la gare");
  for (let number = 1; number <= TOURS; number += 1) {
    await report(await comment(ground.id, `Une remarque qui dérange, la ${number}e.`), "HOUSE_RULE", "", number % 2 ? petit : admin);
  }
  const sessions = {};
  for (const [persona, name] of PEOPLE.entries()) {
    const entering = await request.newContext({ baseURL, extraHTTPHeaders: { origin: baseURL } });
    await entering.post("/demo/enter", { form: { persona, back: "/legal" } });
    sessions[name] = (await entering.storageState()).cookies;
    await entering.dispose();
  }
  const made = {
    plan: plan.id, mill, station, read, waits, own, long, cases, sessions, photos, withHidden,
    tombstone: `${PLAN}/proposals/${withdrawn.number}`,
    readAt: `${MILL}/proposals/${publishProposal.proposal.number}`,
    groundAt: `${STATION}/proposals/${ground.number}`,
  };

  // Ten seconds later those concerned are told: the decisions can be read and contested.
  await expect
    .poll(async () => (await awa(`{ myDecisions(first: 20) { edges { node { id } } } }`)).myDecisions.edges.length, { timeout: 60_000 })
    .toBeGreaterThanOrEqual(decided.length + 2);
  const { myDecisions } = await awa(`{ myDecisions(first: 20) { edges { node { id item { id } } } } }`);
  const decisions = new Map(myDecisions.edges.map(({ node }) => [node.item.id, node.id]));
  made.contests = Object.fromEntries(contesting.map((name, at) => [name, decisions.get(contested[at])]));
  const passedOn = async () => (await ines(`{ transmissions { id } }`)).transmissions;
  await expect.poll(async () => (await passedOn()).length, { timeout: 60_000 }).toBeGreaterThan(0);
  made.transmission = (await passedOn())[0].id;
  const { askSealedCopy } = await ines(
    `mutation { askSealedCopy(transmission: ${text(made.transmission)}, reason: ${text(`Le parquet demande le texte : ${UNBROKEN}.`)}) { problems { code } } }`,
  );
  expect(askSealedCopy.problems).toEqual([]);
  process.env.FABRIQUE_BROWSER_MADE = text(made);
  await town.dispose();
}

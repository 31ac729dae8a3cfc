// What tests make by the API, as people of the demo town, so that each has something of its own to work on.
import { expect } from "@playwright/test";
import { ask } from "./site.js";

const text = JSON.stringify;

/** Somebody without an account says what is wrong with a text. */
const NEIGHBOUR = `, name: "Une voisine", email: "voisine@example.org"`;

/** A phase of a plan, from so many days to so many days after today. */
export function phase(kind, title, from, to) {
  const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString();
  return `{ kind: ${kind}, title: ${text(title)}, startsAt: ${text(day(from))}, endsAt: ${text(day(to))} }`;
}

/** The phases of a plan in which one proposes and debates. */
export const OPEN = () => [phase("PROPOSE", "Proposer", -1, 30), phase("DEBATE", "Débattre", -1, 30)];

/** Makes things in a town that answers at the base address of these requests. */
export function making(town) {
  /** Asks for something that must succeed: one mutation, whose payload is answered. */
  const done = async (person, mutation) => {
    const [payload] = Object.values(await ask(town, `mutation { ${mutation} }`, person));
    expect(payload.problems).toEqual([]);
    return payload;
  };
  const rule = async (code) => {
    const { moderationRules } = await ask(town, `{ moderationRules(first: 50) { edges { node { id code } } } }`);
    return moderationRules.edges.map((edge) => edge.node).find((one) => one.code === code).id;
  };
  return {
    done,

    /** A plan that is published; `more` are its other rules. */
    async publish({ slug, title, summary, phases = OPEN(), more = "", zones = [] }) {
      const rules = `{ voting: { rule: FOR_AGAINST }, effect: { kind: ADVISORY } ${more} }`;
      const input = `{ slug: ${text(slug)}, title: ${text(title)}, summary: ${text(summary)}, rules: ${rules}, phases: [${phases}], zones: ${text(zones)} }`;
      const { plan } = await done("petit", `createPlan(input: ${input}) { plan { id } problems { code field } }`);
      await done("petit", `publishPlan(plan: ${text(plan.id)}) { problems { code } }`);
      return plan.id;
    },

    /** Takes a plan off the lists of what one takes part in: the town is left as it was found. */
    async archive(plan) {
      await done("petit", `closePlan(plan: ${text(plan)}) { problems { code } }`);
      await done("petit", `archivePlan(plan: ${text(plan)}) { problems { code } }`);
    },

    async submit(plan, title) {
      const body = `${title}. Elle est là pour être lue, comparée et décidée.`;
      const input = `{ title: ${text(title)}, body: ${text(body)} }`;
      return (await done("awa", `submitProposal(plan: ${text(plan)}, input: ${input}) { proposal { id number } problems { code } }`)).proposal;
    },

    async comment(proposal, body, photos = []) {
      const input = `{ body: ${text(body)}, attachments: ${text(photos)}, confirmPersonalData: true }`;
      return (await done("awa", `postComment(proposal: ${text(proposal)}, input: ${input}) { comment { id } problems { code } }`)).comment.id;
    },

    /** Reports a text, as somebody of the town or as nobody with an account, and answers its case. */
    async report(item, kind, explanation, by) {
      const input = `{ item: ${text(item)}, kind: ${kind}, explanation: ${text(explanation)}${by ? "" : NEIGHBOUR} }`;
      await done(by, `reportContent(input: ${input}) { problems { code } }`);
      const { moderationQueue } = await ask(town, `{ moderationQueue(item: ${text(item)}, first: 1) { edges { node { id version } } } }`, "ines");
      return moderationQueue.edges[0].node;
    },

    async decide(by, cases, action, facts, photos = []) {
      const these = cases.map(({ id, version }) => `{ case: ${text(id)}, version: ${version} }`).join(" ");
      const decision = `{ action: ${action}, attachments: ${text(photos)}, rule: ${text(await rule("insult"))}, facts: ${text(facts)} }`;
      const { decided } = await done(by, `decideCases(cases: [${these}], decision: ${decision}) { problems { code } decided { problems { code } } }`);
      expect(decided.flatMap((one) => one.problems)).toEqual([]);
    },
  };
}

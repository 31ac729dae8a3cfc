// What the town has not and a page must show: made once, before any test, so that no list changes under one that reads it.
import { request } from "@playwright/test";
import { PLAN, ask } from "./site.js";

export default async function open(config) {
  const visitor = await request.newContext({ baseURL: config.projects[0].use.baseURL });
  const { plan } = await ask(visitor, `{ plan(slug: "les-tilleuls") { id } }`);
  const { submitProposal } = await ask(
    visitor,
    `mutation { submitProposal(plan: "${plan.id}", input: { title: "Une proposition retirée", body: "Elle sera retirée." }) { proposal { id number } problems { code } } }`,
    "awa",
  );
  const { id, number } = submitProposal.proposal;
  await ask(visitor, `mutation { withdrawProposal(proposal: "${id}") { problems { code } } }`, "awa");
  process.env.FABRIQUE_BROWSER_TOMBSTONE = `${PLAN}/proposals/${number}`;
  await visitor.dispose();
}

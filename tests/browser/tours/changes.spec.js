// Somebody changes something on a page; a program that asks for changes reads the same. What `curl` would send is sent.
import { ask, be, expect, made, test, unique } from "../support/site.js";

test("a change on a page is the same change in the feed", async ({ page, t, request }, info) => {
  const { changes } = await ask(request, "{ changes(first: 1) { head } }");
  const said = `Dit sur une page, lu par un programme : ${unique(info)}.`;

  await be(page, "Karim");
  await page.goto(made().groundAt);
  await page.getByLabel(t("comment-body")).fill(said);
  await page.getByRole("button", { name: t("comment-send") }).click();
  await expect(page.getByText(t("done-commented"))).toBeVisible();

  const query = `query($after: String) { changes(after: $after, first: 100) { edges { node { kind subject plan { slug } node { ... on Comment { body author { ... on Account { displayName } } } } } } } }`;
  const answer = await request.post("/graphql", { data: { query, variables: { after: changes.head } } });
  const heard = (await answer.json()).data.changes.edges.map((edge) => edge.node);
  const ours = heard.filter((one) => one.node?.body === said);
  expect(ours).toMatchObject([{ kind: "COMMENT_POSTED", plan: { slug: "la-gare" }, node: { author: { displayName: "Karim" } } }]);
  // And back: what the feed names is at its address.
  await page.goto(`/comments/${ours[0].subject}`);
  await expect(page.getByText(said)).toBeVisible();
});

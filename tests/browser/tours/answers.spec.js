// One answer for a group of proposals: studied together, written by one person, read and published by another.
import { test } from "../support/site.js";
import { answered } from "../support/answering.js";

test("a group of proposals has one answer, which a second person reads before it is published", async ({ page, t }, info) => {
  test.setTimeout(120_000);
  await answered(page, t, info);
});

// The sentences of the interface as the server has them, so that a test breaks when a page says something else than its
// message, and not when a message is said better.
import { readFileSync, readdirSync } from "node:fs";

const root = new URL("../../../crates/messages/", import.meta.url);

/** Answers a function from a message's id, and what it is filled with, to its sentence. */
export function words(language) {
  const folder = new URL(`${language}/`, root);
  const known = new Map();
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".ftl"))) {
    for (const line of readFileSync(new URL(name, folder), "utf8").split("\n")) {
      const [, id, text] = line.match(/^([a-z][a-zA-Z0-9_-]*) = (.+)$/) ?? [];
      if (id) known.set(id, text);
    }
  }
  return (id, facts = {}) => {
    const text = known.get(id);
    if (text === undefined || text.includes("->")) throw new Error(`no plain message ${id} in ${language}`);
    return text.replace(/\{ \$(\w+) \}/g, (_, name) => facts[name]);
  };
}

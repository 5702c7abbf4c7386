// The coarse check: when the loader goes on to fetch the book, and when it does not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { mayAsk } from "./coarse.mjs";
import { prompt, table, written } from "./page.mjs";

const now = 1_760_000_000_000;
const day = 86_400_000;
const may = ({ one = {}, all = {}, shown = {}, closed = 0, step = "cart" }) =>
  mayAsk({ table: written(table({ prompts: [prompt("p", one)], ...all })), state: { id: "0190b5c2", shown, closed }, step, now });

const cases = [
  ["a prompt for this step is worth the book", true, { one: { steps: ["product", "cart"] } }],
  ["a prompt for another step is not", false, { one: { steps: ["checkout"] } }],
  ["a prompt for any step is worth it on a page without a step", true, { step: "" }],
  ["a prompt for the cart is not on a page without a step", false, { one: { steps: ["cart"] }, step: "" }],
  ["no prompt, no book", false, { all: { prompts: [] } }],
  ["nobody is sampled by a share of nothing", false, { one: { sampling: 0 } }],
  ["a cap of one is used up by one showing", false, { shown: { p: { n: 1, at: now - day } } }],
  ["a cap of two is not used up by one showing", true, { one: { times: 2 }, shown: { p: { n: 1, at: now - day } } }],
  ["a cap without a number is never used up", true, { one: { times: 0 }, shown: { p: { n: 99, at: now - day } } }],
  ["showings are forgotten after their days", true, { one: { every: 7 }, shown: { p: { n: 1, at: now - 7 * day } } }],
  ["showings are remembered until then", false, { one: { every: 7 }, shown: { p: { n: 1, at: now - 7 * day + 1 } } }],
  ["an answer ends it for good", false, { one: { every: 7, times: 9 }, shown: { p: { n: 1, at: now - 99 * day, answered: true } } }],
  ["an answer ends nothing where the prompt says so", true, { one: { once: false, times: 9 }, shown: { p: { n: 1, at: now - day, answered: true } } }],
  ["another prompt's showing is no matter", true, { shown: { q: { n: 1, at: now - 1 } } }],
  ["another prompt's showing keeps the quiet between prompts", false, { all: { between: day }, shown: { q: { n: 1, at: now - day + 1 } } }],
  ["the quiet between prompts ends", true, { all: { between: day }, shown: { q: { n: 1, at: now - day } } }],
  ["a close keeps the quiet after it", false, { all: { after_close: day }, closed: now - day + 1 }],
  ["the quiet after a close ends", true, { all: { after_close: day }, closed: now - day }],
  ["a close without a quiet period is no matter", true, { closed: now - 1 }],
];

for (const [name, expected, given] of cases) {
  test(name, () => assert.equal(may(given), expected));
}

test("a visitor of whom nothing is known may be asked", () => {
  assert.equal(mayAsk({ table: written(table()), state: null, step: "cart", now }), true);
});

test("a spoiled memory does not stop a page", () => {
  assert.equal(mayAsk({ table: written(table()), state: "spoiled", step: "cart", now }), true);
});

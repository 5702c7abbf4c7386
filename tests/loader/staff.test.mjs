// What people of the shop see who look why nothing is asked, or at a draft.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Page, prompt, storage, table } from "./page.mjs";

const sampled = table({ prompts: [prompt("p", { steps: ["checkout"], sampling: 0 })] });
const staff = async (more) => {
  const it = new Page({ step: "cart", table: sampled, ...more });
  it.modules["https://collector.example/assets/why.js"] = { default: (kit) => { it.kit = kit; } };
  it.load("staff");
  await it.pass(1_000);
  return it;
};

test("a page that somebody of the shop looks into gets another script in place of ours", async () => {
  for (const where of [{ search: "?tillside=why" }, { hash: "#tillside=preview:abc" }]) {
    const it = await new Page({ step: "cart", ...where }).run();
    assert.deepEqual(it.requests.map(({ url }) => url), ["https://collector.example/s/pk_test.staff.js"]);
    assert.deepEqual([it.window.tillside, it.window.dataLayer, it.listeners.length, it.errors], [undefined, undefined, 0, []]);
  }
});

test("whoever asks why gets the book of all steps, whatever the coarse check says, and the panel", async () => {
  const it = await staff({ search: "?tillside=why" });
  assert.match(it.books[0].url, /book\?step=&lang=en$/);
  assert.equal(it.started.length, 1);
  const [card, consent, prompts, bridge, live] = it.kit;
  assert.deepEqual([card, consent, prompts[0][0]], ["https://collector.example/assets/card.js", 2, "p"]);
  assert.equal(bridge.context().step, "cart");
  const [permitted, begun, step, , , scope, , would] = live();
  assert.deepEqual([permitted, begun, step, scope, !would], [2, true, "cart", "", true]);
});

test("why does not ask for consent in the visitor's place", async () => {
  const it = await staff({ search: "?tillside=why", table: table({ consent: "required" }) });
  assert.deepEqual([it.books.length, Array.from(it.kit[4]().slice(0, 2), Boolean)], [0, [false, false]]);
});

test("a draft is shown without consent, remembered nowhere and never sent", async () => {
  const before = JSON.stringify({ id: "v", shown: { p: { n: 1, at: 5 } } });
  const local = storage({ "tillside:pk_test": before });
  const it = await staff({ hash: "#tillside=preview:a.b-c_d", local, table: table({ consent: "required" }) });
  assert.match(it.books[0].url, /book\?step=\w*&preview=a\.b-c_d&lang=en$/);
  assert.equal(it.started.length, 1);
  it.bridge.record("p", "shown");
  it.bridge.send({ type: "answered", prompt: "p" });
  it.tell("consent", "denied");
  await it.hide();
  await it.pass(60_000);
  assert.deepEqual([it.posts.length, local["tillside:pk_test"], Object.keys(local).length], [0, before, 1]);
});

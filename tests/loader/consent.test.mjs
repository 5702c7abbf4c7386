// Consent: what is stored, fetched and sent in each mode, and when storage is denied.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Page, START, event, outbox, prompt, settle, storage, table } from "./page.mjs";

const ids = (it) => Object.keys(it.local).concat(Object.keys(it.session));

test("before consent nothing is stored, fetched or sent, not even what an earlier page left", async () => {
  const local = storage(outbox(event("a")));
  const it = await new Page({ table: table({ consent: "required" }), step: "cart", local }).run();
  it.tell("step", "cart");
  it.tell("event", "x");
  it.tell("ask", "cart-hesitation");
  it.window.history.pushState({}, "", "/other");
  await it.hide();
  await it.pass(5_000);
  assert.deepEqual([it.requests.length, ids(it)], [0, ["tillside:pk_test:o:a"]]);
});

test("consent lets everything begin, with what was said before", async () => {
  const it = await new Page({ table: table({ consent: "required" }) }).run();
  it.tell("step", "cart", { value: 5 });
  it.tell("consent", "granted");
  await it.pass(0);
  assert.equal(it.started.length, 1);
  assert.equal(it.sent[0].type, "step_reached");
  assert.equal(it.bridge.context().value, 5);
});

test("consent in the queue counts", async () => {
  const stub = function () { (stub.q = stub.q || []).push(arguments); };
  stub("consent", "granted");
  const it = await new Page({ table: table({ consent: "required" }), step: "cart", globals: { tillside: stub } }).run();
  assert.equal(it.started.length, 1);
});

test("a denial wipes what we stored for the shop, and only that, and ends the asking", async () => {
  const local = storage({ mine: "1", "tillside:pk_test2": "{}", ...outbox(event("a")) });
  const it = new Page({ step: "cart", local });
  it.reply = () => null;
  await it.run();
  let stopped = 0;
  it.bridge.stop = () => { stopped++; };
  it.tell("consent", "denied");
  assert.deepEqual([stopped, ids(it)], [1, ["mine", "tillside:pk_test2"]]);
  const requests = it.requests.length;
  it.bridge.send({ type: "answered" });
  it.bridge.record("cart-hesitation", "shown");
  it.tell("step", "checkout");
  it.tell("ask", "cart-hesitation");
  await it.pass(600_000);
  assert.deepEqual([it.requests.length, ids(it)], [requests, ["mine", "tillside:pk_test2"]]);
});

test("a denial in the queue comes before anything is sent", async () => {
  const stub = function () {};
  stub.q = [["consent", "denied"]];
  const it = await new Page({ step: "cart", local: storage(outbox(event("a"))), globals: { tillside: stub } }).run();
  assert.deepEqual([it.requests.length, ids(it)], [0, []]);
});

test("consent after a denial begins anew", async () => {
  const it = await new Page({ step: "cart" }).run();
  it.tell("consent", "denied");
  it.tell("consent", "granted");
  await it.pass(0);
  assert.equal(it.started.length, 2);
});

for (const [what, more] of [
  ["a shop that asks without an id", { table: table({ consent: "ask_without_id" }) }],
  ["a browser with Global Privacy Control", { navigator: { globalPrivacyControl: true } }],
]) {
  test(`${what} asks, keeps the caps alone and measures nothing`, async () => {
    const local = storage({ "tillside:pk_test": JSON.stringify({ id: "old", visits: 4, shown: { other: { n: 1, at: 5 } }, closed: 7 }) });
    const it = await new Page({ step: "cart", local, ...more }).run();
    assert.equal(it.started.length, 1);
    it.bridge.record("cart-hesitation", "shown");
    it.bridge.send({ type: "shown", prompt: "cart-hesitation" });
    await it.pass(0);
    assert.deepEqual(it.state, { id: "ld", shown: { other: { n: 1, at: 5 }, "cart-hesitation": { n: 1, at: START } }, closed: 7 });
    assert.deepEqual(Object.keys(it.session), []);
    assert.deepEqual(it.sent.map(({ type, visitor }) => [type, visitor]), [["shown", undefined]]);
    assert.ok(it.bridge.context().visitor);
  });
}

test("a shop that asks without an id keeps a visitor in or out of a sample, page after page", async () => {
  const sampled = table({ consent: "ask_without_id", prompts: [prompt("cart-hesitation", { sampling: 5_000 })] });
  let asked = 0;
  for (let visitor = 0; visitor < 60; visitor++) {
    const local = storage();
    const pages = [];
    for (let page = 0; page < 4; page++) {
      pages.push((await new Page({ step: "cart", local, table: sampled }).run()).started.length);
    }
    assert.equal(new Set(pages).size, 1, `${pages}`);
    assert.match(JSON.parse(local["tillside:pk_test"]).id, /^[0-9a-f]{2}$/);
    asked += pages[0];
  }
  // Half of 60, give or take five standard deviations.
  assert.ok(asked > 10 && asked < 50, `${asked}`);
});

test("whoever comes back after a denial is somebody new", async () => {
  const it = await new Page({ step: "cart" }).run();
  const before = it.state.id;
  it.tell("consent", "denied");
  it.tell("consent", "granted");
  await it.pass(0);
  assert.notEqual(it.state.id, before);
});

test("Global Privacy Control does not grant what the shop asks consent for", async () => {
  const it = await new Page({ step: "cart", table: table({ consent: "required" }), navigator: { globalPrivacyControl: true } }).run();
  assert.deepEqual([it.requests.length, ids(it)], [0, []]);
});

test("no cookie is touched", async () => {
  const it = new Page({ step: "cart" });
  Object.defineProperty(it.document, "cookie", { get() { throw new Error("read"); }, set() { it.errors.push("written"); } });
  await it.run();
  assert.deepEqual(it.errors, []);
  assert.equal(it.started.length, 1);
});

const denied = (realm, name) => Object.defineProperty(realm, name, { get() { throw new Error("SecurityError"); } });
const full = () => new Proxy(storage(), { set() { throw new Error("QuotaExceededError"); } });

for (const [what, make] of [
  ["is denied", () => { const it = new Page({ step: "cart" }); denied(it.window, "localStorage"); denied(it.window, "sessionStorage"); return it; }],
  ["is full", () => new Page({ step: "cart", local: full(), session: full() })],
  ["is absent", () => new Page({ step: "cart", globals: { localStorage: null, sessionStorage: null } })],
]) {
  test(`where storage ${what}, the page asks, remembers and sends all the same`, async () => {
    const it = await make().run();
    assert.deepEqual([it.started.length, it.sent.length, it.errors.length], [1, 1, 0]);
    it.reply = () => null;
    it.bridge.record("cart-hesitation", "shown");
    it.bridge.send({ type: "shown", prompt: "cart-hesitation" });
    await it.pass(0);
    assert.equal(it.bridge.history().shown["cart-hesitation"].n, 1);
    await it.pass(60_000);
    assert.equal(new Set(it.sent.map(({ id }) => id)).size, 2, "the same event each time");
  });
}

test("Save-Data and slow networks fetch no card", async () => {
  for (const connection of [{ saveData: true }, { effectiveType: "2g" }, { effectiveType: "slow-2g" }]) {
    const it = await new Page({ step: "cart", table: table({ measure: false }), navigator: { connection } }).run();
    assert.equal(it.requests.length, 0);
  }
  const it = await new Page({ step: "cart", navigator: { connection: { saveData: false, effectiveType: "4g" } } }).run();
  assert.equal(it.started.length, 1);
});

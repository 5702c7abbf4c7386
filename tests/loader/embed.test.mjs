// The tag on a page: the queue, two tags, odd ways of loading, and leaving without a trace.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Page, prompt, settle, table } from "./page.mjs";

const queue = () => {
  const stub = function () { (stub.q = stub.q || []).push(arguments); };
  return stub;
};
const any = table({ prompts: [prompt("p")], measure: false });

test("calls made before the loader came are replayed in their order", async () => {
  const stub = queue();
  stub("step", "cart");
  stub("set", { plan: "free" });
  stub("event", "first");
  stub("unknown", 1);
  stub("set", { plan: "pro" });
  stub("event", "second");
  const it = await new Page({ table: any, globals: { tillside: stub } }).run();
  const { step, attributes, events } = it.bridge.context();
  assert.deepEqual([step, { ...attributes }, Array.from(events, ([name]) => name)], ["cart", { plan: "pro" }, ["first", "second"]]);
});

test("a queue's steps are one step: the last one is reported", async () => {
  const stub = queue();
  stub("step", "product");
  stub("step", "cart");
  const it = await new Page({ globals: { tillside: stub, dataLayer: [{ event: "view_item" }] } }).run();
  assert.deepEqual(it.sent.map(({ context }) => context.step), ["cart"]);
});

test("the tag twice does everything once", async () => {
  const it = await new Page({ step: "cart" }).run();
  const requests = it.requests.length;
  const { tillside } = it.window;
  await it.run();
  it.window.dataLayer.push({ event: "x" });
  assert.equal(it.window.tillside, tillside);
  assert.equal(it.requests.length, requests);
  assert.deepEqual(Array.from(it.bridge.context().events, ([name]) => name), ["x"]);
});

test("no call throws into the page", async () => {
  const it = await new Page({ step: "cart" }).run();
  for (const call of [[], ["nonsense"], ["step"], ["set", null], ["event"], ["on"], ["on", "x", 7], ["constructor"], ["consent"], ["ask", { toString() { throw new Error("odd"); } }]]) {
    assert.doesNotThrow(() => it.tell(...call));
  }
});

for (const [what, base, more] of [
  ["the tag's origin", "https://cdn.example", { src: "https://cdn.example/s/pk_test.js" }],
  ["the path before the tag's own", "https://shop.example/tillside", { src: "https://shop.example/tillside/s/pk_test.js" }],
  ["the page's own origin where the script was inlined", "", { src: null }],
]) {
  test("without a public address, the collector is at " + what, async () => {
    const it = await new Page({ table: { ...any, base: "" }, ...more }).run();
    assert.equal(it.books[0].url, base + "/v1/shops/pk_test/book?step=&lang=en");
  });
}

test("the running script tells the address where its tag is gone from the page", async () => {
  const it = new Page({ table: { ...any, base: "" }, src: null });
  it.document.currentScript = { src: "https://cdn.example/s/pk_test.js" };
  await it.run();
  assert.match(it.books[0].url, /^https:\/\/cdn\.example\/v1/);
});

test("a frozen history and a strange dataLayer do not stop the loader", async () => {
  const it = new Page({ table: any, globals: { dataLayer: { length: 0, push: null } } });
  Object.freeze(it.window.history);
  await it.run();
  assert.deepEqual([it.errors, it.started.length], [[], 1]);
});

const snapshot = (it) => ({
  names: Object.keys(it.window).sort(),
  tillside: it.window.tillside,
  push: it.window.dataLayer?.push,
  ownPush: it.window.dataLayer && Object.hasOwn(it.window.dataLayer, "push"),
  pushState: it.window.history.pushState,
  replaceState: it.window.history.replaceState,
  own: Object.keys(it.window.history),
  listeners: it.listeners.length,
});

for (const [what, globals] of [
  ["bare", {}],
  ["with a dataLayer", { dataLayer: [] }],
  ["with a dataLayer whose push is somebody's", { dataLayer: Object.assign([], { push() { return 1; } }) }],
]) {
  test(`after remove, a page ${what} is as it was`, async () => {
    const it = new Page({ table: any, step: "cart", globals });
    const before = snapshot(it);
    await it.run();
    assert.notDeepEqual(snapshot(it), before);
    const removed = [];
    it.bridge.stop = () => removed.push("card");
    it.tell("on", "removed", (detail) => removed.push(detail));
    it.tell("remove");
    assert.deepEqual(snapshot(it), before);
    assert.equal(it.window.dataLayer, globals.dataLayer);
    assert.deepEqual(removed.map((one) => JSON.stringify(one)).sort(), ['"card"', "{}"]);
  });
}

test("a page that removes it at once is asked nothing and told of nothing", async () => {
  const it = new Page({ step: "cart" }).load();
  it.tell("remove");
  await it.pass(5_000);
  assert.deepEqual([it.requests, Object.keys(it.local), it.errors], [[], [], []]);
});

test("after remove, a queue stub is back, so that a later call of the page does no harm", async () => {
  for (const used of [true, false]) {
    const stub = queue();
    used && stub("step", "cart");
    const it = await new Page({ table: any, globals: { tillside: stub } }).run();
    it.tell("remove");
    assert.equal(it.window.tillside, stub);
  }
});

test("what is half written at remove waits for the next page that has the tag", async () => {
  const it = await new Page({ table: any, step: "cart" }).run();
  it.bridge.stop = () => it.bridge.send({ type: "answered" });
  it.tell("remove");
  await settle();
  assert.deepEqual(it.kept.map((item) => JSON.parse(it.local[item]).type), ["answered"]);
});

test("after remove, what a page had under our name comes back", async () => {
  const own = { theirs: true };
  const it = await new Page({ table: any, globals: { tillside: own } }).run();
  it.tell("remove");
  assert.equal(it.window.tillside, own);
});

test("after remove, a dataLayer that others filled stays", async () => {
  const it = await new Page({ table: any }).run();
  it.window.dataLayer.push({ event: "theirs" });
  it.tell("remove");
  assert.equal(it.window.dataLayer.length, 1);
});

test("a wrapper around ours stays in place and works on, without us", async () => {
  const it = await new Page({ table: any, globals: { dataLayer: [] } }).run();
  const { tillside, dataLayer, history } = it.window;
  const [push, pushState] = [dataLayer.push, history.pushState];
  const seen = [];
  dataLayer.push = function (...given) { seen.push("push"); return push.apply(this, given); };
  history.pushState = function (...given) { seen.push("state"); return pushState.apply(this, given); };
  const outer = dataLayer.push;
  const { bridge } = it;
  tillside("remove");
  const requests = it.requests.length;
  assert.equal(dataLayer.push, outer);
  assert.equal(dataLayer.push({ event: "view_cart" }), 1);
  history.pushState({}, "", "/new");
  await it.pass(2_000);
  assert.deepEqual([seen, it.window.location.pathname, it.requests.length], [["push", "state"], "/new", requests]);
  bridge.send({ type: "answered" });
  assert.deepEqual(it.kept, []);
});

test("a kept reference to our function does nothing after remove", async () => {
  const it = await new Page({ table: table({ consent: "required" }), step: "cart" }).run();
  const { tillside } = it.window;
  tillside("remove");
  tillside("consent", "granted");
  await it.pass(1_000);
  assert.deepEqual([it.requests.length, Object.keys(it.local)], [0, []]);
});

test("a card that fails to stop does not keep the rest in the page", async () => {
  const it = await new Page({ table: any }).run();
  it.bridge.stop = () => { throw new Error("stuck"); };
  it.tell("remove");
  assert.equal("tillside" in it.window, false);
  assert.equal(it.listeners.length, 0);
});

test("after remove, the tag can be put in again", async () => {
  const it = await new Page({ table: any }).run();
  it.tell("remove");
  await it.run();
  await settle();
  assert.equal(it.started.length, 2);
});

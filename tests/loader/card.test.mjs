// The card: when it is fetched, what it is handed and what it may ask of the loader.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Page, START, prompt, settle, storage, table } from "./page.mjs";

const two = table({ measure: false, prompts: [prompt("cart-hesitation", { steps: ["cart"] }), prompt("checkout-effort", { steps: ["checkout"] })] });
const urls = (it) => it.requests.map(({ url }) => url.replace("https://collector.example", ""));

test("book, glue and program are fetched from the collector, at the same time and without credentials", async () => {
  const it = new Page({ table: two, step: "cart" }).load();
  // A script that a page had to read does not also do all its work in that task.
  assert.deepEqual(urls(it), []);
  await it.turn();
  assert.deepEqual(urls(it).sort(), ["/assets/card.js", "/assets/card.wasm", "/v1/shops/pk_test/book?step=cart&lang=en"]);
  assert.ok(it.requests.every(({ url, credentials }) => url.endsWith(".js") || credentials == "omit"));
  await it.pass(0);
  assert.deepEqual([it.inits, it.started.length], [1, 1]);
});

test("the main thread is given back between compiling and mounting", async () => {
  const it = new Page({ table: two, step: "cart" }).load();
  await it.turn();
  assert.deepEqual([it.inits, it.started.length], [1, 0]);
  await it.pass(0);
  assert.equal(it.started.length, 1);
});

test("where nothing may be asked, nothing is fetched", async () => {
  assert.deepEqual(urls(await new Page({ table: two, step: "product" }).run()), []);
});

test("another step with its own prompts gets its own book, and nothing else is fetched twice", async () => {
  const it = await new Page({ table: two, step: "cart" }).run();
  const order = [];
  it.bridge.stop = () => order.push("stop");
  it.onstart = () => order.push("start");
  it.tell("step", "checkout");
  await it.pass(0);
  assert.deepEqual(urls(it).filter((url) => /book|wasm/.test(url)).sort(), ["/assets/card.wasm", "/v1/shops/pk_test/book?step=cart&lang=en", "/v1/shops/pk_test/book?step=checkout&lang=en"]);
  assert.deepEqual(order, ["stop", "start"]);
  assert.match(it.started[1].url, /step=checkout&/);
});

test("a step without prompts keeps the card and tells it", async () => {
  const it = await new Page({ table: two, step: "cart" }).run();
  let changes = 0;
  it.bridge.stop = () => assert.fail("stopped");
  it.bridge.changed = () => { changes++; };
  it.tell("step", "product");
  it.tell("event", "x");
  it.tell("set", { plan: "pro" });
  assert.equal(changes, 3);
  assert.equal(it.bridge.context().attributes.plan, "pro");
  assert.equal(it.books.length, 1);
});

test("a book that arrives after the step has changed is not used", async () => {
  const it = new Page({ table: two, step: "cart" });
  const answers = [];
  it.book = (url) => new Promise((go) => answers.push(() => go({ url })));
  await it.run();
  it.tell("step", "checkout");
  await settle();
  answers[1]();
  answers[0]();
  await it.pass(10);
  assert.deepEqual(it.started.map(({ url }) => url.match(/step=(\w+)/)[1]), ["checkout"]);
});

test("asking for a prompt by name fetches the whole book, whatever the step", async () => {
  const it = await new Page({ table: two, step: "product" }).run();
  it.tell("ask", "checkout-effort");
  await it.pass(0);
  assert.match(it.books[0].url, /book\?step=&lang=en$/);
  assert.deepEqual([...it.bridge.context().calls], ["checkout-effort"]);
});

test("a prompt that was asked for by name stays open when its cap is used up by being shown", async () => {
  const it = await new Page({ table: two, step: "cart" }).run();
  it.tell("ask", "checkout-effort");
  await it.pass(0);
  it.bridge.stop = () => assert.fail("stopped");
  it.bridge.record("checkout-effort", "shown");
  it.tell("event", "x");
  await it.pass(10);
  assert.equal(it.started.length, 2);
});

test("asking by name does not break a cap", async () => {
  const local = storage({ "tillside:pk_test": JSON.stringify({ id: "v", shown: { "checkout-effort": { n: 1, at: 5 } } }) });
  const it = await new Page({ table: two, step: "product", local }).run();
  it.tell("ask", "checkout-effort");
  await it.pass(0);
  assert.equal(it.requests.length, 0);
});

for (const [what, spoil] of [
  ["a blocked glue", (it) => { it.brokenGlue = true; }],
  ["a book that cannot be had", (it) => { it.book = () => null; }],
  ["a network that is away", (it) => { it.window.fetch = () => Promise.reject(new TypeError("Failed to fetch")); }],
  ["a fetch that throws", (it) => { it.window.fetch = () => { throw new Error("patched"); }; }],
]) {
  test(`${what} is met with silence`, async () => {
    const loud = [];
    const hear = (error) => loud.push(error);
    process.on("unhandledRejection", hear);
    const it = new Page({ step: "cart" });
    spoil(it);
    await it.run();
    await it.pass(10);
    process.off("unhandledRejection", hear);
    assert.deepEqual([it.started.length, it.errors, loud], [0, [], []]);
  });
}

for (const [what, spoil, mend] of [
  ["the book", (it) => { it.book = () => null; }, (it) => { it.book = (url) => ({ v: 1, url }); }],
  ["the glue", (it) => { it.brokenGlue = true; }, (it) => { it.brokenGlue = false; }],
]) {
  test(`after ${what} could not be had, it is tried again, each time after a longer while`, async () => {
    const it = new Page({ step: "cart" });
    spoil(it);
    await it.run();
    const tries = () => it.requests.filter(({ url }) => url.endsWith(".wasm")).length;
    await it.pass(29_000);
    assert.equal(tries(), 1);
    await it.pass(2_000);
    assert.equal(tries(), 2);
    await it.pass(58_000);
    assert.equal(tries(), 2);
    mend(it);
    await it.pass(2_000);
    assert.deepEqual([tries(), it.started.length], [3, 1]);
    await it.pass(600_000);
    assert.equal(tries(), 3);
  });
}

test("a call for a prompt of another step leaves the card alone that is being read", async () => {
  const it = await new Page({ step: "cart", table: table({ prompts: [prompt("cart-hesitation", { steps: ["cart"] }), prompt("order-nps", { steps: ["confirmation"] })] }) }).run();
  let stopped = 0;
  it.bridge.stop = () => stopped++;
  it.card = {};
  it.tell("ask", "order-nps");
  await it.pass(10);
  assert.deepEqual([stopped, it.books.length], [0, 1]);
  it.card = null;
  it.tell("event", "closed");
  await it.pass(10);
  assert.deepEqual([stopped, it.books.length], [1, 2]);
});

test("a record is written at once, with other tabs' records kept", async () => {
  const it = await new Page({ step: "cart" }).run();
  const other = { ...it.state, shown: { "order-nps": { n: 1, at: 4 } } };
  it.local["tillside:pk_test"] = JSON.stringify(other);
  it.bridge.record("cart-hesitation", "shown");
  it.bridge.record("cart-hesitation", "answered");
  assert.deepEqual(it.state.shown, { "order-nps": { n: 1, at: 4 }, "cart-hesitation": { n: 1, at: START, answered: true } });
  it.bridge.record("cart-hesitation", "dismissed");
  assert.equal(it.bridge.history().closed, START);
});

test("a prompt that another tab showed is in this tab's history", async () => {
  const it = await new Page({ step: "cart" }).run();
  it.local["tillside:pk_test"] = JSON.stringify({ ...it.state, shown: { "cart-hesitation": { n: 1, at: 9, answered: true } } });
  assert.equal(it.bridge.history().shown["cart-hesitation"].answered, true);
});

test("showings count from one again when the earlier ones are forgotten", async () => {
  const local = storage({ "tillside:pk_test": JSON.stringify({ id: "v", shown: { p: { n: 3, at: START - 8 * 86_400_000 } } }) });
  const it = await new Page({ table: table({ prompts: [prompt("p", { times: 3, every: 7 })] }), step: "cart", local }).run();
  it.bridge.record("p", "shown");
  assert.deepEqual(it.state.shown.p, { n: 1, at: START });
});

test("the book is read again past the browser's cache", async () => {
  const it = await new Page({ step: "cart" }).run();
  const book = await it.bridge.book();
  assert.match(book.url, /step=cart/);
  assert.equal(it.books[1].cache, "no-cache");
});

test("a book that takes more than two seconds is none, and so is one that fails", async () => {
  const it = await new Page({ step: "cart" }).run();
  it.book = () => new Promise(() => {});
  let answer;
  it.bridge.book().then((book) => { answer = book; });
  await it.pass(1_900);
  assert.equal(answer, undefined);
  await it.pass(200);
  assert.equal(answer, null);
  it.window.fetch = () => Promise.reject(new TypeError("Failed to fetch"));
  assert.equal(await it.bridge.book(), null);
});

test("the page hears what the card tells, and one listener's fault is not another's", async () => {
  const it = await new Page({ step: "cart" }).run();
  const heard = [];
  it.tell("on", "answered", () => { throw new Error("the page's own fault"); });
  it.tell("on", "answered", (detail) => heard.push(detail));
  it.tell("on", "dismissed", () => heard.push("wrong"));
  it.bridge.emit("answered", { prompt: "cart-hesitation" });
  assert.deepEqual(heard, [{ prompt: "cart-hesitation" }]);
});

// The bridge that comes with the card: customers, coupons, the page's analytics, erasure.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Page, START, accepted, settle, storage, table } from "./page.mjs";

const hash = "c".repeat(64);
const customer = (call = "set") => ({ tillside: { q: [[call, { customer: hash }]] } });
const standing = async (more = {}) => await new Page({ step: "cart", ...more }).run();

test("what a customer was asked on another device counts here, before anything is asked", async () => {
  const it = new Page({ step: "cart", globals: customer() });
  let answer;
  it.customer = () => new Promise((go) => { answer = go; });
  await it.run();
  assert.equal(it.started.length, 0);
  answer({ shown: { "cart-hesitation": { n: 2, at: START - 5, answered: true } }, closed: START - 7 });
  await it.pass(10);
  assert.equal(it.started.length, 1);
  const { shown, closed } = it.bridge.history();
  assert.deepEqual([JSON.stringify(shown["cart-hesitation"]), closed], [JSON.stringify({ n: 2, at: START - 5, answered: true }), START - 7]);
  assert.match(it.requests.find(({ url }) => url.includes("/customers/")).url, new RegExp(`/customers/${hash}$`));
});

test("a customer of whom nothing can be heard in time is not asked", async () => {
  const it = new Page({ step: "cart", globals: customer() });
  it.customer = () => new Promise(() => {});
  await it.run();
  await it.pass(2_500);
  assert.deepEqual([it.started.length, it.errors], [0, []]);
});

test("a customer who signs in later is met before the next prompt, and named in events", async () => {
  const it = await standing();
  it.bridge.send({ type: "shown", prompt: "p" });
  it.tell("set", { customer: hash });
  let stopped = 0;
  it.bridge.stop = () => { stopped++; };
  it.bridge.context();
  await it.pass(10);
  assert.deepEqual([it.started.length, stopped], [2, 1]);
  it.bridge.send({ type: "shown", prompt: "p" });
  await it.pass(0);
  assert.deepEqual(it.sent.filter(({ type }) => type == "shown").map((event) => event.customer), [undefined, hash]);
});

test("who is not to be recognised is no customer", async () => {
  const it = await standing({ globals: customer(), table: table({ consent: "ask_without_id" }) });
  assert.equal(it.started.length, 1);
  it.bridge.send({ type: "shown", prompt: "p" });
  await it.pass(0);
  assert.ok(it.sent.every((event) => event.customer === undefined));
  assert.ok(!it.requests.some(({ url }) => url.includes("/customers/")));
});

const withCoupon = () => ({ v: 1, lang: "en", prompts: [{ id: "p", question: { kind: "thumbs" }, follow_ups: [{}], replies: [{ coupon: "spring" }] }] });
const answered = { type: "answered", prompt: "p", answer: "a1", values: { question: { thumb: "up" }, follow_up: { text: "secret" } } };
const hands = (code) => ({ events }) => ({ body: { results: events.map(({ id, type }) => ({ id, status: "accepted", ...(type == "answered" ? { coupon: code } : {}) })) } });
const earn = async (it) => {
  it.bridge.record("p", "answered");
  it.bridge.record("p", "promised");
  it.bridge.send(answered);
  await it.pass(0);
};

test("a coupon comes with the reply to the answer, and the card hears of it", async () => {
  const it = new Page({ step: "cart" });
  it.book = withCoupon;
  it.reply = hands("A-1");
  await it.run();
  let changes = 0;
  it.bridge.changed = () => { changes++; };
  await earn(it);
  assert.deepEqual([it.bridge.context().gift.coupon, changes], ["A-1", 1]);
  const { prompt, event } = it.state.gift;
  assert.deepEqual([prompt.follow_ups, event], [[], { answer: "a1", values: { question: { thumb: "up" } } }]);
});

test("a coupon that did not come is asked for again by the same answer on the next page, which fetches the card", async () => {
  const local = storage();
  const it = new Page({ step: "cart", local });
  it.book = withCoupon;
  it.reply = () => null;
  await it.run();
  await earn(it);
  await it.hide();
  Object.keys(local).filter((item) => item.includes(":o:")).forEach((item) => delete local[item]);
  const next = new Page({ step: "product", local });
  next.reply = hands("A-2");
  await next.run();
  assert.equal(next.started.length, 1);
  assert.deepEqual(next.sent.filter(({ type }) => type == "answered").map(({ answer }) => answer), ["a1"]);
  assert.equal(next.bridge.context().gift.coupon, "A-2");
});

test("a coupon that was taken, or was the last one, is forgotten", async () => {
  const it = new Page({ step: "cart" });
  it.book = withCoupon;
  it.reply = hands("A-3");
  await it.run();
  await earn(it);
  it.bridge.record("p", "taken");
  assert.equal(it.state.gift, undefined);
  it.reply = hands(null);
  await earn(it);
  assert.equal(it.bridge.context().gift.coupon, false);
  const next = await new Page({ step: "cart", local: it.local }).run();
  assert.equal(next.state.gift, undefined);
});

test("another answer's reply brings no coupon to this one", async () => {
  const it = new Page({ step: "cart" });
  it.book = withCoupon;
  await it.run();
  await earn(it);
  it.reply = hands("B-1");
  it.bridge.send({ ...answered, prompt: "q", answer: "a2" });
  await it.pass(0);
  assert.equal(it.bridge.context().gift.coupon, undefined);
});

test("the page's analytics hear what was chosen, and nothing that was written", async () => {
  const told = async (more) => {
    const it = new Page({ step: "cart" });
    it.book = () => ({ v: 1, lang: "en", prompts: [], ...more });
    await it.run();
    it.bridge.emit("answered", { prompt: "p", values: { question: { score: 9, text: "no" }, follow_up: { choice: "price", other: "secret" } } });
    return Array.from(it.window.dataLayer, (entry) => JSON.stringify(entry));
  };
  assert.deepEqual(await told({}), []);
  assert.deepEqual(await told({ data_layer: true, preview: true }), []);
  assert.deepEqual(await told({ data_layer: true }), [JSON.stringify({ event: "tillside_answered", tillside_prompt: "p", tillside_score: 9, tillside_follow_up_choice: "price" })]);
});

test("an amount is written as it is in the language of the book", async () => {
  const it = new Page({ step: "cart", globals: { dataLayer: [{ event: "view_cart", value: "49.9", currency: "EUR", items: [{}] }] } });
  let text = "Thanks.";
  it.book = () => ({ v: 1, lang: "de", prompts: [{ replies: [{ text }] }] });
  await it.run();
  // A phone that has never written an amount takes long over the first.
  assert.equal(it.bridge.context().cart_value, undefined);
  text = "{cart_value}!";
  await it.bridge.book();
  assert.equal(it.bridge.context().cart_value, "49,90\u00a0€");
  it.tell("step", "cart", { value: 5, currency: "no currency" });
  assert.equal(it.bridge.context().cart_value, undefined);
});

test("of the shop's attributes those are told that its book keeps, as short texts", async () => {
  const it = new Page({ step: "cart" });
  const book = { v: 1, lang: "en", prompts: [] };
  it.book = () => book;
  await it.run();
  it.tell("set", { plan: "pro", orders: 3, long: "x".repeat(99), secret: "no", odd: Object.create(null) });
  const kept = () => JSON.stringify(it.bridge.context().told.kept);
  assert.equal(kept(), "{}");
  book.kept = ["plan", "orders", "long", "unset", "odd"];
  await it.bridge.book();
  // What can be no text breaks nothing.
  assert.equal(kept(), JSON.stringify({ plan: "pro", orders: "3", long: "x".repeat(64), unset: "" }));
  assert.deepEqual(it.errors, []);
});

test("who wants to be forgotten is gone here at once, and the collector is told until it has heard", async () => {
  const it = await standing({ globals: customer() });
  const { id } = it.state;
  let tries = 0;
  it.erase = () => ++tries < 3 ? null : { ok: true, status: 202 };
  it.tell("forget");
  assert.deepEqual(Object.keys(it.local).concat(Object.keys(it.session)), []);
  await it.pass(10_000);
  const posts = it.requests.filter(({ url }) => url.endsWith("/forget"));
  assert.deepEqual(posts.map(({ body }) => JSON.parse(body)), Array(3).fill({ v: 1, visitor: id, customer: hash }));
  assert.ok(posts.every(({ keepalive }) => keepalive));
  assert.deepEqual([it.errors, Object.keys(it.local)], [[], []]);
});

test("a page that forbids WebAssembly is told of once, and a lost network is not", async () => {
  const blocked = (it) => it.requests.filter(({ url }) => url.includes("/blocked?by=wasm&page=%2F")).length;
  const it = new Page({ step: "cart" });
  it.spoiled = new WebAssembly.CompileError("refused");
  it.window.WebAssembly = WebAssembly;
  await it.run();
  await it.pass(120_000);
  assert.deepEqual([blocked(it), it.inits > 1, it.started.length, it.errors], [1, true, 0, []]);
  const other = new Page({ step: "cart" });
  other.spoiled = new TypeError("Failed to fetch");
  await other.run();
  assert.equal(blocked(other), 0);
});

test("the events of an answer without a coupon are accepted as ever", async () => {
  const it = await standing();
  it.reply = accepted;
  it.bridge.send({ ...answered });
  await it.pass(0);
  assert.deepEqual([it.kept, it.state.gift], [[], undefined]);
});

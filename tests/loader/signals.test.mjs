// By which signs of a page a step is known that nobody names, and how consent is heard of.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Page, prompt, storage, table } from "./page.mjs";

const any = { prompts: [prompt("p")], measure: false };
const rules = [
  ["confirmation", "/order-received/", ".woocommerce-order-received"],
  ["checkout", "/(checkout|kasse)/", ".woocommerce-checkout"],
  ["cart", "/(cart|warenkorb)/", ".woocommerce-cart"],
];
/** A page whose elements are those of these selectors. */
const shop = async ({ path = "/", classes = [], ...more } = {}) => {
  const it = new Page({ table: table({ ...any, rules }), path, ...more });
  const find = it.document.querySelector;
  it.document.querySelector = (selector) => classes.includes(selector) ? {} : find(selector);
  return await it.run();
};
const step = (it) => it.bridge.context().step;

test("a page of the shop's platform tells its step by its classes or its address", async () => {
  assert.equal(step(await shop({ classes: [".woocommerce-cart"] })), "cart");
  assert.equal(step(await shop({ path: "/de/Warenkorb/" })), "cart");
  assert.equal(step(await shop({ path: "/kasse/order-received/81/" })), "confirmation");
  assert.equal(step(await shop({ path: "/blog/" })), "");
});

test("what the page itself says wins over its classes", async () => {
  const dataLayer = [{ event: "begin_checkout" }];
  assert.equal(step(await shop({ classes: [".woocommerce-cart"], globals: { dataLayer } })), "checkout");
  assert.equal(step(await shop({ classes: [".woocommerce-cart"], step: "gift-wrap" })), "gift-wrap");
});

test("a route after the hash is a page of its own, an anchor and a query are not", async () => {
  const it = await shop({ path: "/app", hash: "#/warenkorb/" });
  assert.equal(step(it), "cart");
  it.tell("step", "gift-wrap");
  it.go("#/warenkorb/?sort=price");
  await it.dispatch("popstate");
  assert.equal(step(it), "gift-wrap");
  it.go("#/home");
  await it.dispatch("popstate");
  await it.pass(1_000);
  assert.equal(step(it), "");
  it.go("?a=1#top");
  await it.dispatch("popstate");
  it.tell("step", "gift-wrap");
  it.go("?a=2#bottom");
  await it.dispatch("popstate");
  assert.equal(step(it), "gift-wrap");
});

const gtag = function () { return arguments; };
const asking = ({ shop, ...more }) => new Page({ table: table({ ...any, consent: "required", ...shop }), step: "cart", ...more }).run();

test("Google's consent mode is heard, before the loader came and after", async () => {
  const granted = { analytics_storage: "granted" };
  const early = await asking({ globals: { dataLayer: [gtag("consent", "default", { analytics_storage: "denied" }), gtag("consent", "update", granted)] } });
  assert.equal(early.started.length, 1);
  const late = await asking({});
  assert.equal(late.requests.length, 0);
  late.window.dataLayer.push(gtag("consent", "update", granted));
  await late.pass(10);
  assert.equal(late.started.length, 1);
});

test("a denial by default wipes nothing, an update to one does", async () => {
  const local = storage({ "tillside:pk_test": JSON.stringify({ id: "v", shown: { p: { n: 1, at: 5 } } }) });
  const it = await asking({ local, globals: { dataLayer: [gtag("consent", "default", { analytics_storage: "denied" })] } });
  assert.equal(it.state.id, "v");
  it.window.dataLayer.push(gtag("consent", "update", { ad_storage: "granted" }));
  assert.equal(it.state.id, "v");
  it.window.dataLayer.push(gtag("consent", "update", { analytics_storage: "denied" }));
  assert.deepEqual([it.state, it.requests.length], [null, 0]);
});

test("a shop that does not wait for consent is not stopped by what others wait for", async () => {
  const it = await asking({ shop: { consent: "full" }, globals: { dataLayer: [gtag("consent", "update", { analytics_storage: "denied" })] } });
  assert.equal(it.started.length, 1);
});

test("the consent tool of the platform is asked, and asked again", async () => {
  let answer = false;
  const asked = [];
  const globals = { wp: { has_consent: (about) => { asked.push(about); return answer; } } };
  const it = await asking({ globals, shop: { agreed: ["wp.has_consent", "statistics"] } });
  assert.equal(it.started.length, 0);
  answer = true;
  await it.dispatch("visibilitychange");
  await it.pass(10);
  assert.equal(it.started.length, 1);
  answer = false;
  await it.dispatch("visibilitychange");
  assert.equal(it.state, null);
  assert.ok(asked.every((about) => about == "statistics"));
});

test("where the consent tool is not there, the shop's own word counts", async () => {
  const it = await asking({ shop: { agreed: ["wp_has_consent", "statistics"] } });
  it.tell("consent", "granted");
  await it.dispatch("visibilitychange");
  await it.pass(10);
  assert.equal(it.started.length, 1);
});

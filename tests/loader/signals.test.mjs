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
const asking = ({ shop, ...more }) => new Page({ table: table({ ...any, consent: "required", adapters: ["gcm"], ...shop }), step: "cart", ...more }).run();

test("Google's consent mode is heard, before the loader came and after", async () => {
  const granted = { analytics_storage: "granted" };
  const early = await asking({ globals: { dataLayer: [gtag("consent", "default", { analytics_storage: "denied" }), gtag("consent", "update", granted)] } });
  assert.equal(early.started.length, 1);
  const late = await asking({});
  assert.deepEqual(late.asked, []);
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
  assert.deepEqual([it.state, it.asked], [null, []]);
});

test("a shop that does not wait for consent is not stopped by what others wait for", async () => {
  const it = await asking({ shop: { consent: "full", adapters: [] }, globals: { dataLayer: [gtag("consent", "update", { analytics_storage: "denied" })] } });
  assert.equal(it.started.length, 1);
});

test("what others put into the dataLayer does no harm, and remove gives its push back", async () => {
  const dataLayer = [null, 7, "consent", ["consent"], gtag("consent", "update"), gtag("consent", "update", null)];
  const it = await asking({ globals: { dataLayer } });
  const { length } = it.listeners;
  assert.ok(length);
  assert.notEqual(dataLayer.push, Array.prototype.push);
  it.tell("remove");
  assert.equal(Object.hasOwn(dataLayer, "push"), false);
  assert.deepEqual([it.listeners, it.errors], [[], []]);
});

const withTool = (globals, more) => asking({ globals, shop: { adapters: ["gcm", "tool"] }, ...more });

for (const [what, moment, globalsOf] of [
  ["WordPress", "wp_listen_for_consent_change", (ask) => ({ wp_has_consent: (about) => about == "statistics" && ask() })],
  ["WordPress, when someone comes back,", "visibilitychange", (ask) => ({ wp_has_consent: ask })],
  ["Shopify", "visitorConsentCollected", (ask) => ({ Shopify: { customerPrivacy: { analyticsProcessingAllowed: ask } } })],
]) {
  test(`the consent tool of ${what} is asked, and asked again`, async () => {
    let answer = false;
    const it = await withTool(globalsOf(() => answer));
    assert.equal(it.started.length, 0);
    answer = true;
    await it.dispatch(moment);
    await it.pass(10);
    assert.equal(it.started.length, 1);
    assert.ok(it.state.id);
    answer = false;
    await it.dispatch(moment);
    assert.equal(it.state, null);
    it.tell("remove");
    assert.deepEqual([it.listeners, it.errors], [[], []]);
  });
}

test("WordPress is not believed before it knows which law holds", async () => {
  const globals = { wp_has_consent: () => true, waitfor_consent_hook: true };
  const it = await withTool(globals);
  assert.deepEqual(it.asked, []);
  it.window.wp_consent_type = "optout";
  await it.dispatch("wp_consent_type_defined");
  await it.pass(10);
  assert.equal(it.started.length, 1);
  const early = await withTool({ wp_has_consent: () => true }, { ready: "loading" });
  assert.deepEqual(early.asked, []);
  early.ready = "complete";
  await early.dispatch("load");
  await early.pass(10);
  assert.equal(early.started.length, 1);
});

test("where the consent tool is not there, or fails, the shop's own word counts", async () => {
  for (const globals of [{}, { wp_has_consent() { throw new Error("broken"); } }, { Shopify: {} }]) {
    const it = await withTool(globals);
    it.tell("consent", "granted");
    await it.dispatch("visibilitychange");
    await it.pass(10);
    assert.deepEqual([it.started.length, it.errors], [1, []]);
  }
});

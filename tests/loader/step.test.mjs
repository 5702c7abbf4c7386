// Where the shopper stands: calls, attributes, shop events and navigation.
import assert from "node:assert/strict";
import { test } from "node:test";
import { START, Page, prompt, storage, table } from "./page.mjs";

// A prompt for any step, so that the card is there and the context can be read.
const any = table({ prompts: [prompt("p")], measure: false });
const standing = async (more = {}) => await new Page({ table: any, ...more }).run();
const gtag = function () { return arguments; };

test("an attribute tells the step", async () => {
  const it = await standing({ step: "checkout" });
  assert.equal(it.bridge.context().step, "checkout");
});

test("a call wins over an attribute, and an attribute over shop events", async () => {
  const it = await standing({ step: "cart", globals: { dataLayer: [{ event: "purchase" }] } });
  assert.equal(it.bridge.context().step, "cart");
  it.tell("step", "gift-wrap", { value: 12, currency: "EUR", items: 3 });
  const { step, value, currency, items } = it.bridge.context();
  assert.deepEqual([step, value, currency, items], ["gift-wrap", 12, "EUR", 3]);
});

const steps = { view_item: "product", view_cart: "cart", begin_checkout: "checkout", add_payment_info: "checkout", add_shipping_info: "checkout", purchase: "confirmation" };
for (const [event, step] of Object.entries(steps)) {
  test(`${event}, pushed as an object before the loader came, means ${step}`, async () => {
    assert.equal((await standing({ globals: { dataLayer: [{ event: "gtm.js" }, { event }] } })).bridge.context().step, step);
  });
  test(`${event}, pushed by gtag after the loader came, means ${step}`, async () => {
    const it = await standing();
    it.window.dataLayer.push(gtag("event", event, {}));
    assert.equal(it.bridge.context().step, step);
    assert.deepEqual(Array.from(it.bridge.context().events, ([name]) => name), [event]);
  });
}

const facts = { value: "49.90", currency: "EUR", items: [{ quantity: 2 }, { quantity: "3" }, {}] };
for (const [form, entry] of [
  ["inside ecommerce", { event: "view_cart", ecommerce: facts }],
  ["beside the event", { event: "view_cart", ...facts }],
  ["in gtag arguments", gtag("event", "view_cart", facts)],
]) {
  test(`value, currency and the number of items are read ${form}`, async () => {
    const { value, currency, items } = (await standing({ globals: { dataLayer: [entry] } })).bridge.context();
    assert.deepEqual([value, currency, items], [49.9, "EUR", 6]);
  });
}

test("a product's price is not taken for the cart's value", async () => {
  const it = await standing({ globals: { dataLayer: [{ event: "view_item", ecommerce: facts }] } });
  assert.equal(it.bridge.context().value, undefined);
});

test("a price that is none is no value, and pieces of an item are rounded", async () => {
  const it = await standing({ globals: { dataLayer: [{ event: "view_cart", value: "1,299.00", currency: "€", items: [{ quantity: 1.6 }] }] } });
  const { value, currency, items } = it.bridge.context();
  assert.deepEqual([value, currency, items], [undefined, "€", 2]);
});

test("adding to the cart is remembered, whether it came before the loader or after", async () => {
  for (const late of [false, true]) {
    const it = await standing({ globals: { dataLayer: late ? [] : [gtag("event", "add_to_cart", {})] } });
    late && it.window.dataLayer.push({ event: "add_to_cart" });
    assert.equal(it.bridge.context().added, true);
    assert.equal(it.state.added, true);
  }
});

test("odd entries of the dataLayer do no harm and reach their owner", async () => {
  const it = await standing({ globals: { dataLayer: [null, undefined, 7, "x", () => {}, { ecommerce: null }, gtag("js", new Date())] } });
  assert.equal(it.window.dataLayer.push(null, { event: "custom" }), 9);
  assert.deepEqual(Array.from(it.bridge.context().events, ([name]) => name), ["custom"]);
  assert.deepEqual(it.errors, []);
});

test("events keep their order and start anew with a new step", async () => {
  const it = await standing({ step: "cart" });
  it.tell("event", "coupon_failed");
  it.window.dataLayer.push({ event: "form_error" });
  assert.deepEqual(Array.from(it.bridge.context().events, ([name]) => name), ["coupon_failed", "form_error"]);
  it.tell("step", "checkout");
  assert.deepEqual(Array.from(it.bridge.context().events, ([name]) => name), []);
});

test("a new path forgets the step that was called and looks again", async () => {
  const it = await standing({ step: "cart" });
  it.tell("step", "gift-wrap");
  it.tell("event", "seen");
  it.window.history.pushState({}, "", "/product/7");
  it.step = "product";
  await it.pass(10);
  const { step, events, page, url } = it.bridge.context();
  assert.deepEqual([step, [...events], page, url], ["product", [], "/product/7", "https://shop.example/product/7"]);
});

test("a page that is drawn late is seen late", async () => {
  const it = await standing({ step: "cart" });
  it.window.history.replaceState({}, "", "/product/7");
  await it.pass(500);
  it.step = "product";
  await it.pass(1_000);
  assert.equal(it.bridge.context().step, "product");
});

test("a query or an anchor is not a new page", async () => {
  const it = await standing();
  it.tell("step", "cart");
  it.window.history.replaceState({}, "", "?filter=red#reviews");
  await it.dispatch("hashchange");
  await it.pass(2_000);
  assert.equal(it.bridge.context().step, "cart");
});

test("going back is a new page", async () => {
  const it = await standing();
  it.tell("step", "cart");
  it.go("/product/7");
  await it.dispatch("popstate");
  await it.pass(10);
  assert.equal(it.bridge.context().step, "");
});

test("a document that still arrives is looked at again when it is there, and the card lets it arrive first", async () => {
  const it = await standing({ ready: "loading", table: table({ measure: true }) });
  assert.equal(it.requests.length, 0);
  it.ready = "interactive";
  it.step = "cart";
  await it.dispatch("DOMContentLoaded");
  await it.pass(10);
  assert.equal(it.books.length, 0);
  it.ready = "complete";
  await it.dispatch("load");
  await it.pass(10);
  assert.equal(it.books.length, 1);
  assert.deepEqual(it.sent.map(({ context }) => context.step), ["cart"]);
});

test("what can be asked at once does not wait for the document, but for pictures that are on their way", async () => {
  const atOnce = table({ prompts: [prompt("p", { immediate: true })] });
  const arriving = (images) => new Page({ step: "cart", table: atOnce, ready: "interactive", images }).run();
  const there = { complete: true, loading: "eager" };
  const later = { complete: false, loading: "lazy" };
  assert.equal((await arriving([there, later])).books.length, 1);
  for (const loading of ["eager", "auto"]) {
    const it = await arriving([there, { complete: false, loading }]);
    await it.pass(2_000);
    assert.equal(it.books.length, 0);
    it.ready = "complete";
    await it.dispatch("load");
    await it.pass(10);
    assert.equal(it.books.length, 1);
  }
});

test("seconds on a step go on across pages of one session", async () => {
  const session = storage();
  const first = await standing({ step: "cart", session });
  await first.pass(20_000);
  const second = new Page({ table: any, step: "cart", session });
  second.now = first.now;
  await second.run();
  assert.equal(second.bridge.context().seconds, 20);
});

test("seconds on a step begin anew when the shopper comes back to it", async () => {
  const session = storage();
  const visit = async (step, now, seconds) => {
    const it = new Page({ table: any, step, session });
    it.now = now;
    await it.run();
    await it.pass(seconds * 1_000);
    return [it.now, it.bridge.context().seconds];
  };
  const [left] = await visit("cart", START, 5);
  const [back] = await visit("product", left, 600);
  assert.deepEqual((await visit("cart", back, 3))[1], 3);
});

test("a step is text, whatever the page calls it", async () => {
  const it = await standing();
  it.tell("step", 2);
  assert.equal(it.bridge.context().step, "2");
});

test("a reached step is reported once in a session, with what is known", async () => {
  const session = storage();
  const local = storage();
  const measured = table({ prompts: [] });
  const load = (more) => new Page({ table: measured, session, local, ...more }).run();
  const first = await load({ globals: { dataLayer: [{ event: "view_cart", value: 10, currency: "EUR", items: [{}] }] }, html: { lang: "ar-EG" } });
  assert.deepEqual(first.sent.map(({ type, token, visitor, context }) => ({ type, token, visitor, context })), [{
    type: "step_reached", token: "k1.1.1.sig", visitor: first.state.id,
    context: { step: "cart", device: "desktop", lang: "ar-EG", returning: false, value: 10, currency: "EUR", items: 1, page: "/cart" },
  }]);
  assert.equal((await load({ step: "cart" })).sent.length, 0);
  assert.equal((await load({ step: "checkout" })).sent.length, 1);
  assert.deepEqual(first.errors, []);
  const later = await load({ step: "cart", session: storage() });
  assert.equal(later.sent.length, 1);
});

test("a page without a step reports nothing", async () => {
  assert.equal((await new Page({ table: table({ prompts: [] }) }).run()).requests.length, 0);
});

test("nothing is measured where the shop does not measure", async () => {
  assert.equal((await new Page({ table: table({ prompts: [], measure: false }), step: "cart" }).run()).requests.length, 0);
});

test("the book is wanted in the page's language, else in the browser's, and says in which it is", async () => {
  for (const [lang, wanted] of [["pt-BR", "pt-BR"], ["", "ar"]]) {
    const it = new Page({ table: any, html: { lang }, navigator: { language: "ar" } });
    it.book = () => ({ v: 1, lang: "pt", prompts: [] });
    await it.run();
    assert.match(it.books[0].url, new RegExp(`&lang=${wanted}$`));
    const { lang: read, language } = it.bridge.context();
    assert.deepEqual([read, language], ["pt", wanted]);
  }
});

for (const [device, screen, coarse] of [["phone", [390, 844], true], ["tablet", [820, 1180], true], ["desktop", [1920, 1080], false]]) {
  test(`a screen of ${screen.join(" by ")} is a ${device}`, async () => {
    const it = await standing({ globals: { screen: { width: screen[0], height: screen[1] }, matchMedia: () => ({ matches: coarse }) } });
    assert.equal(it.bridge.context().device, device);
  });
}

test("campaign parameters stay for the session", async () => {
  const session = storage();
  await standing({ session, search: "?utm_source=mail&utm_campaign=a%26b&q=shoes" });
  const it = await standing({ session });
  assert.deepEqual({ ...it.bridge.context().utm }, { source: "mail", campaign: "a&b" });
});

test("a second visit begins half an hour after the last trace", async () => {
  const local = storage();
  const first = await standing({ local });
  assert.deepEqual([first.bridge.context().visits, first.bridge.context().returning], [1, false]);
  const visits = async (after) => {
    const it = new Page({ table: any, local });
    it.now = first.state.last + after;
    await it.run();
    return it.bridge.context();
  };
  assert.equal((await visits(29 * 60_000)).visits, 1);
  const { visits: count, returning, added } = await visits(90 * 60_000);
  assert.deepEqual([count, returning, added], [2, true, false]);
});

test("a path that is longer than the collector takes is cut, so that no answer is refused for it", async () => {
  const it = await standing({ path: "/" + "%E0%B8%81".repeat(200) });
  assert.equal(it.bridge.context().page.length, 999);
});

test("a shop event with nothing beside it, or with spoiled items, still tells the step", async () => {
  for (const entry of [gtag("event", "view_cart"), { event: "view_cart", items: [null] }]) {
    const it = await standing({ globals: { dataLayer: [entry] } });
    assert.equal(it.bridge.context().step, "cart");
  }
  const it = await standing();
  it.tell("event", "view_cart");
  assert.equal(it.bridge.context().step, "cart");
});

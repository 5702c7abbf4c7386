// Whom the card asks, and when: by what came with the page's events, by errors in its
// forms, by what is in the cart, by the hour in the shop's zone, by the browser's country.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setUp, shopForPages } from "./bench.mjs";
import { page, tag } from "./pages.mjs";
import { until } from "./waiting.mjs";

// Monday night in London; ten past five in the morning of Tuesday in the shop's zone.
const MOMENT = Date.parse("2026-01-05T23:40:00Z");

const FORM = `<form id="address"><label>Zip <input id="zip" required></label><button>Go on</button></form>
  <form id="own" novalidate><label>Town <input id="town"></label></form>`;

const shop = shopForPages((shop) => {
  shop.zone = "Asia/Kolkata";
  const change = (id, changes) => Object.assign(shop.prompts.find((one) => one.id == id), changes);
  const where = [{ property: "search.form.error.code", is: "E1" }, { property: "value", min: 50 }];
  change("why-not", { steps: ["search"], trigger: { event: { name: "no_result", where } } });
  change("what-else", { steps: ["cart"], trigger: { time: 0 }, targeting: [{ cart_category: ["kitchen"] }, { not: { payment: ["Invoice"] } }] });
  change("how-easy", { steps: ["address"], trigger: { form_error: true } });
  change("found-it", { steps: ["night"], trigger: { time: 0 }, schedule: { days: ["mon"], hours: [22, 6] } });
  change("say-more", { steps: ["country"], trigger: { time: 0 }, targeting: [{ country: ["AT"] }] });
});

let bench;
before(async () => {
  const step = (server, step, body) => page({ head: tag(server), step, body });
  bench = await setUp({ shop, pages: (server) => ({
    "/search": step(server, "search"), "/cart": step(server, "cart"), "/night": step(server, "night"),
    "/address": step(server, "address", FORM), "/country": step(server, "country"),
  }) });
});
after(() => bench?.tearDown());

/** A visitor on a page whose card is at work. */
async function visitor({ time, ...how }) {
  let program;
  const visitor = await bench.visitor({
    ...how,
    before: async ({ page }) => {
      program = page.waitForResponse(/\.wasm$/);
      await page.clock.install({ time });
    },
  });
  await (await program).finished();
  await visitor.page.waitForLoadState("networkidle");
  return visitor;
}

/** The card looks at the page every second; it gets five of them and does not ask. */
async function isNotAsked({ page, card }) {
  for (let second = 0; second < 5; second++) {
    await page.clock.runFor(1_000);
  }
  assert.equal(await card.count(), 0);
}

async function end({ shopper }) {
  assert.deepEqual(shopper.faults, []);
  await shopper.end();
}

test("an event asks by what came with it, and another event of its name does not", async () => {
  const one = await visitor({ path: "/search" });
  const push = (told) => one.page.evaluate((told) => window.dataLayer.push({ event: "no_result", ...told }), told);
  const found = (code) => ({ form: { error: { code } } });
  await push({ search: found("E2"), value: 80 });
  await push({ search: found("E1"), value: 20 });
  await isNotAsked(one);
  await push({ search: found("E1"), value: 80 });
  await one.card.asks(bench.question("why-not"));
  await end(one);
});

test("a form that was sent with an error asks, once its fields are left", async () => {
  const one = await visitor({ path: "/address" });
  // Pages let the browser check in silence to know whether a button may be pressed.
  await one.page.evaluate(() => document.querySelector("#address").checkValidity());
  await isNotAsked(one);
  await one.page.click("#address button");
  // The browser has put the focus into the field that is wrong.
  assert.equal(await one.page.evaluate(() => document.activeElement.id), "zip");
  await isNotAsked(one);
  await one.page.evaluate(() => document.activeElement.blur());
  await one.card.asks(bench.question("how-easy"));
  await end(one);
});

test("a field that the page itself calls wrong asks, but not one that it called so from the start", async () => {
  const call = ({ page }, wrong) => page.evaluate((wrong) => document.querySelector("#town").setAttribute("aria-invalid", wrong), wrong);
  const one = await visitor({ path: "/address" });
  await call(one, "true");
  await isNotAsked(one);
  await call(one, "false");
  await one.page.fill("#town", "Atlantis");
  await one.page.locator("#town").blur();
  await isNotAsked(one);
  await call(one, "true");
  await one.card.asks(bench.question("how-easy"));
  await end(one);
});

test("a category asks only when the cart has it", async () => {
  const one = await visitor({ path: "/cart" });
  const push = (event, told) => one.page.evaluate(([event, ecommerce]) => window.dataLayer.push({ event, ecommerce }), [event, told]);
  const items = (...categories) => ({ items: categories.map((category, at) => ({ item_id: at, item_category2: category })) });
  await push("view_item", items("Kitchen"));
  await push("view_cart", items("Bath", "Garden"));
  await isNotAsked(one);
  await push("view_cart", items("Bath", "Kitchen"));
  await one.card.asks(bench.question("what-else"));
  await end(one);
});

test("the way of paying is known beside the items of an earlier event", async () => {
  const one = await visitor({ path: "/cart" });
  const push = (event, ecommerce) => one.page.evaluate((told) => window.dataLayer.push(told), { event, ecommerce });
  await push("add_payment_info", { payment_type: "Invoice" });
  await push("view_cart", { items: [{ item_name: "Kettle", item_category: "Kitchen" }] });
  await isNotAsked(one);
  await push("add_payment_info", { payment_type: "Card" });
  await one.card.asks(bench.question("what-else"));
  await end(one);
});

test("days and hours are the shop's, wherever the visitor is", async () => {
  for (const timezoneId of ["America/Los_Angeles", "Pacific/Auckland"]) {
    const night = await visitor({ path: "/night", timezoneId, time: MOMENT });
    await night.card.asks(bench.question("found-it"));
    await end(night);
    // Fifty minutes later it is six there.
    const morning = await visitor({ path: "/night", timezoneId, time: MOMENT + 3_000_000 });
    await isNotAsked(morning);
    await end(morning);
  }
});

test("in a zone that no browser knows, nothing is asked by day or hour", async () => {
  await bench.server.import({ ...shop, zone: "Europe/Atlantis" });
  await until("the zone in the book", async () => (await bench.server.book("en")).zone == "Europe/Atlantis");
  const one = await visitor({ path: "/night", time: MOMENT });
  await isNotAsked(one);
  await end(one);
});

test("a country is the region of the browser's language", async () => {
  const austrian = await visitor({ path: "/country", locale: "de-AT" });
  await austrian.card.asks(bench.question("say-more"));
  await end(austrian);
  const german = await visitor({ path: "/country", locale: "de-DE" });
  await isNotAsked(german);
  await end(german);
});

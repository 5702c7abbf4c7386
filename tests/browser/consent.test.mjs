// Shops that ask before they keep anything: until the visitor agrees nothing is stored or sent,
// nothing fetched but what listens for that, and a later no takes everything back.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ask, setUp, shopForPages } from "./bench.mjs";
import { page, tag } from "./pages.mjs";

const traces = (page) => page.evaluate(async () => ({
  local: { ...localStorage }, session: { ...sessionStorage }, cookie: document.cookie,
  databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
}));
const NONE = { local: {}, session: {}, cookie: "", databases: 0, caches: 0 };

/** Notes every request to the collector but the loader itself. */
function notes(shopper, server) {
  const requests = [];
  shopper.page.on("request", (request) => {
    if (request.url().startsWith(server.base) && !request.url().endsWith("/s/pk_tests.js")) {
      requests.push(request.url());
    }
  });
  return requests;
}

describe("consent required", () => {
  let bench;
  before(async () => {
    bench = await setUp({
      shop: shopForPages((shop) => (shop.consent = "required")),
      pages: (server) => ({ "/cart": page({ head: tag(server), step: "cart" }) }),
    });
  });
  after(() => bench?.tearDown());

  test("before consent nothing is stored or sent, and fetched only what listens for it", async () => {
    let requests;
    const { shopper, page, card } = await bench.visitor({ path: "/cart", before: (one) => (requests = notes(one, bench.server)) });
    await ask(page, "why-not");
    await page.evaluate(() => {
      window.tillside("event", "anything");
      window.tillside("set", { plan: "pro" });
      window.dispatchEvent(new Event("pagehide"));
    });
    await page.waitForLoadState("networkidle");
    assert.deepEqual(await traces(page), NONE);
    const adapter = requests.shift();
    assert.match(adapter, /\/assets\/gcm-[0-9a-f]{10}\.js$/);
    assert.deepEqual(requests, []);
    assert.equal(await card.count(), 0);

    await page.evaluate(() => window.tillside("consent", "granted"));
    await ask(page, "why-not");
    await card.asks(bench.question("why-not"));
    await card.choose("The price");
    await bench.server.until("why-not", (one) => one.answered == 1);

    await page.evaluate(() => window.tillside("consent", "denied"));
    await card.isGone();
    assert.deepEqual(await traces(page), NONE);
    const sent = requests.length;
    await ask(page, "found-it");
    await page.waitForLoadState("networkidle");
    assert.equal(requests.length, sent);
    assert.deepEqual(shopper.faults, []);
    await shopper.end();
  });
});

describe("asking without an id", () => {
  let bench;
  before(async () => {
    bench = await setUp({
      shop: shopForPages((shop) => (shop.consent = "ask_without_id")),
      pages: (server) => ({ "/cart": page({ head: tag(server), step: "cart" }) }),
    });
  });
  after(() => bench?.tearDown());

  test("the answer arrives, and no id is stored or sent", async () => {
    const sent = [];
    const { shopper, page, card } = await bench.visitor({
      path: "/cart",
      before: ({ page }) => page.on("request", (request) => request.url().endsWith("/events") && sent.push(...JSON.parse(request.postData()).events)),
    });
    await ask(page, "why-not");
    await card.asks(bench.question("why-not"));
    await card.choose("The price");
    await bench.server.until("why-not", (one) => one.answered == 1);
    assert.ok(sent.length >= 2);
    assert.ok(sent.every((event) => event.visitor === undefined && event.type != "step_reached"), JSON.stringify(sent));
    await card.outboxIsEmpty();
    const { local, session } = await traces(page);
    assert.deepEqual(session, {});
    assert.deepEqual(Object.keys(local), ["tillside:pk_tests"]);
    assert.deepEqual(Object.keys(JSON.parse(local["tillside:pk_tests"])).sort(), ["closed", "id", "shown"]);
    assert.match(JSON.parse(local["tillside:pk_tests"]).id, /^[0-9a-f]{2}$/, "one of 256 groups, for sampling");
    await page.reload();
    await ask(page, "why-not");
    await page.waitForLoadState("networkidle");
    assert.equal(await card.count(), 0, "it was answered, so it is not asked again");
    await shopper.end();
  });
});

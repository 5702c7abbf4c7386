// Pages of shops that need an adapter: a consent tool of the platform or of the IAB's framework
// tells of consent, and WooCommerce of what was put into the cart.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setUp, shopForPages } from "./bench.mjs";
import { page, tag } from "./pages.mjs";
import { startServer } from "./server.mjs";
import { until } from "./waiting.mjs";

// One server for each setting; the browser and the pages are the first one's.
let bench, others;
const required = (more) => shopForPages((shop) => {
  Object.assign(shop, { consent: "required", ...more });
  shop.prompts.find((one) => one.id == "why-not").trigger = { event: "add_to_cart" };
});

/** A consent tool in a few lines, with the framework's stub before it. */
const iab = `<script>
  var queue = [], listeners = {}, last = 0;
  window.__tcfapi = (...call) => queue.push(call);
  window.ready = () => {
    window.__tcfapi = (command, version, tell, id) => {
      if (command == "addEventListener") { listeners[++last] = tell; say(tell, last, "cmpuishown", {}); }
      if (command == "removeEventListener") { delete listeners[id]; tell(true); }
    };
    queue.forEach((call) => window.__tcfapi(...call));
  };
  const say = (tell, listenerId, eventStatus, consents) => tell({ gdprApplies: true, eventStatus, listenerId, purpose: { consents } }, true);
  window.agree = (consents) => Object.entries(listeners).forEach(([id, tell]) => say(tell, +id, "useractioncomplete", consents));
</script>`;

/** What WordPress' consent plugins share, and jQuery as far as a body's events go. */
const wordpress = `<script>
  window.waitfor_consent_hook = true;
  window.wp_has_consent = (about) => !window.wp_consent_type || sessionStorage["consent-of-" + about] == "allow";
  window.decide = (value) => {
    sessionStorage["consent-of-statistics"] = value;
    document.dispatchEvent(new CustomEvent("wp_listen_for_consent_change", { detail: { statistics: value } }));
  };
  const ears = [];
  const body = { on: (type, ear) => ears.push([type, ear]), off: (type, ear) => ears.splice(ears.findIndex((one) => one[1] == ear), 1) };
  window.bring = () => { window.jQuery = () => body; };
  window.ears = ears;
  window.addOne = () => {
    const button = document.createElement("a");
    Object.assign(button.dataset, { product_id: "41", product_sku: "MUG-1" });
    ears.forEach(([type, ear]) => type == "added_to_cart" && ear({ type }, {}, "hash", [button]));
    document.body.dispatchEvent(new CustomEvent("wc-blocks_added_to_cart", { bubbles: true }));
  };
</script>`;

const policy = (server) => `default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' ${server.base}; connect-src ${server.base}; img-src data:; require-trusted-types-for 'script'`;

before(async () => {
  others = {
    tcf: await startServer({ shop: required({ consent_signal: "tcf" }) }),
    woo: await startServer({ shop: required({ platform: "woocommerce" }) }),
  };
  const strict = (head, server) => ({ html: page({ head: head + tag(server) }), headers: { "content-security-policy": policy(server) } });
  bench = await setUp({
    pages: () => ({ "/tcf": strict(iab, others.tcf), "/woo": strict(wordpress, others.woo) }),
  });
});
after(async () => {
  await bench?.tearDown();
  await Promise.all(Object.values(others ?? {}).map((one) => one.stop()));
});

/** A visitor, with all that the page asked the shop's collector for. */
async function open(path, server) {
  const requests = [];
  const visitor = await bench.visitor({
    path,
    before: ({ page }) => page.on("request", (request) => request.url().startsWith(server.base) && requests.push(request.url().slice(server.base.length))),
  });
  const arrived = (name) => until(name, () => requests.some((url) => url.startsWith(`/assets/${name}-`)));
  return { ...visitor, requests, arrived };
}
const kept = (page) => page.evaluate(() => Object.keys(localStorage));
const addToCart = (page) => page.evaluate(() => window.tillside("event", "add_to_cart"));

test("a tool of the IAB's framework is heard, and nothing is kept or asked for before", async () => {
  const { shopper, page, card, requests, arrived } = await open("/tcf", others.tcf);
  await arrived("tcf");
  await page.evaluate(() => window.ready());
  await page.evaluate(() => window.agree({ 1: true, 7: true }));
  await addToCart(page);
  await page.waitForLoadState("networkidle");
  assert.deepEqual(await kept(page), []);
  assert.equal(requests.length, 2, requests.join());
  await page.evaluate(() => window.agree({ 1: true, 8: true }));
  await card.asks(bench.question("why-not"));
  await page.evaluate(() => window.agree({}));
  await card.isGone();
  assert.deepEqual(await kept(page), []);
  await page.evaluate(() => window.tillside("remove"));
  assert.equal(await page.evaluate(() => Object.keys(listeners).length), 0);
  assert.deepEqual(shopper.faults, []);
  await shopper.end();
});

test("WordPress tells of consent, and WooCommerce of what was added", async () => {
  const { shopper, page, card, requests, arrived } = await open("/woo", others.woo);
  await arrived("gcm-tool-woo");
  await page.evaluate(() => window.bring());
  await page.waitForFunction(() => window.ears.length == 1);
  // Until the law is known, the plugins' yes is none.
  assert.deepEqual([await kept(page), requests.length], [[], 2]);
  await page.evaluate(() => {
    window.wp_consent_type = "optin";
    document.dispatchEvent(new CustomEvent("wp_consent_type_defined"));
    window.decide("allow");
  });
  await page.waitForFunction(() => localStorage["tillside:pk_tests"]);
  await page.evaluate(() => window.addOne());
  await card.asks(bench.question("why-not"));
  assert.equal(JSON.parse(await page.evaluate(() => localStorage["tillside:pk_tests"])).added, true);
  await page.evaluate(() => window.decide("deny"));
  await card.isGone();
  assert.deepEqual(await kept(page), []);
  await page.evaluate(() => window.tillside("remove"));
  assert.deepEqual(await page.evaluate(() => [window.ears.length, Object.hasOwn(window, "dataLayer"), Object.hasOwn(history, "pushState")]), [0, false, false]);
  assert.deepEqual(shopper.faults, []);
  await shopper.end();
});

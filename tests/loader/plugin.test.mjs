// What the plugin for WooCommerce says on a page that a cache has kept for everybody: the step
// and the cart, beside the real loader.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";
import { Page, settle } from "./page.mjs";

const php = readFileSync(new URL("../../server/src/console_api/woocommerce/tillside.php", import.meta.url), "utf8");
const [, queue] = /\$queue = '(.*)';/.exec(php);
const [, cart] = /<<<'JS'\n(.*?)\nJS;/s.exec(php);
const ADDRESS = "https://shop.example/wp-json/wc/store/v1/cart";
const FULL = "a=1; woocommerce_items_in_cart=1; b=2";

/** A cart as WooCommerce tells it, its money in the smallest unit. */
const holding = (items, discount, more = {}) => ({
  items_count: 3,
  totals: { total_items: items, total_discount: discount, currency_minor_unit: 2, currency_code: "EUR", ...more },
});

/** A cart page of somebody with these cookies, whose cart the shop tells as `reply`. */
async function open(cookie, reply) {
  const ears = [];
  const jQuery = () => ({ on: (types, ear) => ears.push([types, ear]) });
  const it = new Page({ globals: { jQuery } });
  Object.assign(it, { asks: 0, jQuery: ears, holds: reply });
  Object.assign(it.document, { cookie, body: {} });
  const others = it.fetch.bind(it);
  it.fetch = async (url, options) => {
    if (url != ADDRESS) return others(url, options);
    it.asks++;
    return it.holds();
  };
  vm.runInContext(`${queue}\n(${cart})("cart", "${ADDRESS}");`, it.window);
  await it.run();
  await settle();
  return it;
}

const told = (reply) => async () => ({ ok: true, json: async () => reply });
const facts = ({ bridge }) => {
  const [{ step, value, currency, items }] = bridge.facts();
  return [step, value, currency, items];
};
const happens = async (it, wanted) => {
  it.listeners.filter(([type]) => type == wanted).forEach(([type, ear]) => ear({ type }));
  await settle();
};

test("the cart is told in whole money, after discounts", async () => {
  const it = await open(FULL, told(holding("4990", "490")));
  assert.deepEqual([facts(it), it.errors], [["cart", 45, "EUR", 3], []]);
  const yen = await open(FULL, told(holding("1200", "0", { currency_minor_unit: 0, currency_code: "JPY" })));
  assert.deepEqual(facts(yen), ["cart", 1200, "JPY", 3]);
});

test("without a cart the shop is asked nothing", async () => {
  for (const cookie of ["", "woocommerce_items_in_cart=0", "not_woocommerce_items_in_cart=1"]) {
    assert.equal((await open(cookie, told(holding("100", "0")))).asks, 0, cookie);
  }
});

test("what is added or taken out is told too", async () => {
  const it = await open(FULL, told(holding("1000", "0")));
  it.holds = told(holding("2500", "0"));
  await happens(it, "wc-blocks_added_to_cart");
  assert.deepEqual(facts(it), ["cart", 25, "EUR", 3]);
  await happens(it, "load");
  const [[types, ear]] = it.jQuery;
  assert.match(types, /\bupdated_cart_totals\b/);
  it.document.cookie = "a=1";
  ear();
  await settle();
  assert.deepEqual([facts(it), it.asks], [["cart", undefined, undefined, 0], 2]);
});

test("a shop that does not answer as it should leaves the page as it is", async () => {
  for (const reply of [async () => ({ ok: false }), told({}), told(null), async () => { throw new Error("offline"); }]) {
    const it = await open(FULL, reply);
    assert.deepEqual([it.errors, it.window.tillside.live], [[], 1]);
  }
});

// How the loader hears of what a WooCommerce page puts into the cart, once for every click.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Page, prompt, storage, table } from "./page.mjs";

const gtag = function () { return arguments; };

/** jQuery, as far as one element and its events go. */
function jQuery() {
  const ears = [];
  const body = {
    on: (type, ear) => ears.push([type, ear]),
    off: (type, ear) => ears.splice(ears.findIndex(([t, e]) => t == type && e == ear), 1),
  };
  return Object.assign(() => body, {
    ears,
    /** What the shop's own script triggers once the server has the product. */
    added: (dataset) => ears.forEach(([type, ear]) => type == "added_to_cart" && ear({ type }, {}, "hash", dataset && [{ dataset }])),
  });
}

const shop = (more) => table({ prompts: [prompt("p")], measure: false, adapters: ["woo"], ...more });

/** A page of the shop with what the card was told. */
async function open({ globals, ...more } = {}) {
  const it = new Page({ table: shop(), step: "product", ...more, globals: { jQuery: jQuery(), dataLayer: [], ...globals } });
  it.document.body = {};
  await it.run();
  await it.pass(2_000);
  return it;
}
// Across realms, objects with the same members have different prototypes.
const plain = (value) => JSON.parse(JSON.stringify(value));
const adds = (it) => plain(it.bridge.facts()[5]).filter(([name]) => name == "add_to_cart").map(([, told]) => told ?? null);

test("jQuery's event counts, with what its button says", async () => {
  const it = await open();
  it.window.jQuery.added({ product_id: "41", product_sku: "MUG-1", quantity: "2" });
  await it.pass(1_000);
  assert.deepEqual(adds(it), [{ product_id: "41", product_sku: "MUG-1", quantity: "2" }]);
  assert.equal(it.state.added, true);
  it.window.jQuery.added();
  await it.pass(1_000);
  assert.equal(adds(it).length, 2);
});

test("the event of the blocks counts, and counts once where jQuery's comes with it", async () => {
  const it = await open();
  await it.dispatch("wc-blocks_added_to_cart");
  await it.pass(1_000);
  assert.deepEqual(adds(it), [{}]);
  it.window.jQuery.added({ product_id: "41" });
  await it.dispatch("wc-blocks_added_to_cart");
  await it.pass(1_000);
  assert.deepEqual(adds(it), [{}, { product_id: "41" }]);
});

for (const [what, entry] of [["an object", { event: "add_to_cart", ecommerce: { value: 5 } }], ["gtag", gtag("event", "add_to_cart", { value: 5 })]]) {
  test(`a click that the shop pushes by ${what} itself counts once, before or after`, async () => {
    const it = await open();
    const push = () => it.window.dataLayer.push(entry);
    push();
    await it.pass(3_000);
    it.window.jQuery.added({ product_id: "41" });
    await it.pass(1_000);
    assert.equal(adds(it).length, 1);
    it.window.jQuery.added({ product_id: "41" });
    push();
    await it.pass(1_000);
    assert.equal(adds(it).length, 2);
    it.window.jQuery.added({ product_id: "41" });
    it.window.jQuery.added({ product_id: "42" });
    push();
    await it.pass(1_000);
    assert.equal(adds(it).length, 4, "two clicks, one of them pushed");
    assert.ok(adds(it).every((told) => told));
  });
}

test("what was pushed before this page's clicks is none of them", async () => {
  const it = await open({ globals: { dataLayer: [null, { event: "add_to_cart" }] } });
  it.window.jQuery.added({ product_id: "41" });
  await it.pass(1_000);
  assert.equal(adds(it).length, 2);
});

test("jQuery may come later, and a page that is left at once still tells", async () => {
  const it = await open({ globals: { jQuery: undefined } });
  const late = jQuery();
  it.window.jQuery = late;
  await it.pass(8_000);
  late.added({ product_id: "41" });
  await it.hide();
  assert.equal(it.state.added, true);
  assert.equal(adds(it).length, 1);
  await it.pass(1_000);
  assert.equal(adds(it).length, 1);
});

test("before consent nothing is kept, and what was added is known after it", async () => {
  const local = storage();
  const it = await open({ table: shop({ consent: "required" }), local });
  it.window.jQuery.added({ product_id: "41" });
  await it.pass(1_000);
  assert.deepEqual([it.asked, Object.keys(local)], [[], []]);
  it.tell("consent", "granted");
  await it.pass(10);
  assert.equal(it.state.added, true);
});

test("remove takes every ear away", async () => {
  const it = await open();
  const { jQuery: early } = it.window;
  early.added({ product_id: "41" });
  it.tell("remove");
  await it.pass(1_000);
  assert.deepEqual([early.ears, it.listeners, it.errors], [[], [], []]);

  const soon = await open({ globals: { jQuery: undefined } });
  soon.tell("remove");
  const late = jQuery();
  soon.window.jQuery = late;
  await soon.pass(200_000);
  assert.deepEqual(late.ears, []);
});

test("a shop's own jQuery that fails breaks nothing", async () => {
  const it = await open({ globals: { jQuery: () => { throw new Error("broken"); } } });
  await it.dispatch("wc-blocks_added_to_cart");
  await it.pass(1_000);
  assert.deepEqual([adds(it).length, it.errors], [1, []]);
});

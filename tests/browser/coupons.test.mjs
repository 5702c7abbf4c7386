// A coupon on the thank-you card: it comes with the answer, can be copied, is another one for
// everybody, and is still there on the next page until the shopper closes it. And what else
// the shop's last word may hold: facts of the cart.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, setUp, shopForPages } from "./bench.mjs";
import { Card } from "./card.mjs";
import { page, tag } from "./pages.mjs";
import { until } from "./waiting.mjs";

const CODES = ["SPRING-1", "SPRING-2", "SPRING-3", "SPRING-4"];
const cart = (more) => `window.dataLayer = [{ event: "view_cart", ecommerce: { value: 49.9, currency: "EUR", items: [{ quantity: 2 }, {}], ...${JSON.stringify(more ?? {})} } }];`;

let bench;
before(async () => {
  const shop = shopForPages((shop) => {
    const { replies } = Object.assign(shop.prompts.find((one) => one.id == "why-not"), { replies: [] });
    const to = (choice) => ({ choice: [choice] });
    replies.push(
      { when: to("price"), text: { en: "Here is something for you.", ar: "هذا لك." }, coupon: "spring" },
      { when: to("shipping"), text: { en: "With {cart_items} things for {cart_value} it is free.", ar: "الشحن مجاني." } },
      { when: to("shipping"), text: { en: "It is free from €50.", ar: "مجاني." } },
    );
  });
  bench = await setUp({
    shop,
    pages: (server) => ({
      "/cart": page({ head: `<script>${cart()}</script>` + tag(server), step: "cart" }),
      "/no-cart": page({ head: tag(server), step: "cart" }),
      "/product": page({ head: tag(server), step: "product" }),
      "/ar": page({ head: tag(server), step: "cart", lang: "ar", dir: "rtl" }),
    }),
  });
  await bench.server.addCoupons("spring", CODES);
});
after(() => bench?.tearDown());

const code = (card) => card.host.locator("output");
/** Answers so that a coupon is due, and waits for the code. */
async function earn({ page, card }, lang = "en", choice = "The price") {
  await ask(page, "why-not");
  await card.asks(bench.question("why-not", lang));
  await card.choose(choice);
  await until("a code", async () => CODES.includes(await code(card).textContent()));
  return code(card).textContent();
}

test("a coupon comes with the answer, is another one for everybody, and can be copied", async () => {
  const first = await bench.visitor({ path: "/cart", phone: true });
  const mine = await earn(first);
  await first.card.replies("Here is something for you.");
  await first.shopper.screenshot("coupon-phone");
  await first.shopper.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await first.shopper.press(first.card.button("copy"));
  await first.card.button("copied").waitFor();
  assert.equal(await first.page.evaluate(() => navigator.clipboard.readText()), mine);

  const second = await bench.visitor({ path: "/ar", lang: "ar" });
  const other = await earn(second, "ar", "السعر");
  assert.notEqual(other, mine);
  await second.shopper.screenshot("coupon-ar");
  assert.deepEqual([first.shopper.faults, second.shopper.faults], [[], []]);
  await first.shopper.end();
  await second.shopper.end();
});

test("a coupon is there on the next page and in a new tab, until it is closed", async () => {
  const { shopper, page: first, card } = await bench.visitor({ path: "/cart" });
  const mine = await earn({ page: first, card });
  await first.goto(bench.site.base + "/product");
  await until("the code on the next page", async () => await code(card).count() && await code(card).textContent() == mine);
  await card.replies("Here is something for you.");
  assert.equal(await card.button("change").count(), 0, "there is nothing more to say");

  const tab = await shopper.newTab();
  await tab.goto(bench.site.base + "/product");
  const there = new Card(shopper, card.strings, tab);
  await until("the code in another tab", async () => await code(there).count() && await code(there).textContent() == mine);
  await there.close();
  await there.isGone();
  await tab.reload();
  await tab.waitForLoadState("networkidle");
  assert.equal(await there.count(), 0);
  // It was one answer and one showing, whatever was shown again.
  const why = await bench.server.until("why-not", (one) => one.answered >= 3);
  assert.deepEqual([why.shown, why.answered, why.dismissed], [3, 3, 0]);
  assert.deepEqual(shopper.faults, []);
  await shopper.end();
});

test("an answer given without a network gets its coupon when the network is back, on another page", async () => {
  const { shopper, page: first, card } = await bench.visitor({ path: "/cart" });
  await ask(first, "why-not");
  await card.asks(bench.question("why-not"));
  await first.route("**/events", (route) => route.abort("internetdisconnected"));
  await card.choose("The price");
  await card.replies("Here is something for you.");
  assert.equal(await code(card).textContent(), "…");
  await first.unroute("**/events");
  await first.goto(bench.site.base + "/product");
  await until("the code", async () => await code(card).count() && CODES.includes(await code(card).textContent()));
  await shopper.end();
});

test("when all codes are given out the card says so, and the answer counts", async () => {
  const last = await bench.visitor({ path: "/cart" });
  const before = (await bench.server.prompt("why-not")).answered;
  await ask(last.page, "why-not");
  await last.card.asks(bench.question("why-not"));
  await last.card.choose("The price");
  await last.card.replies(last.card.strings.coupon_gone);
  await bench.server.until("why-not", (one) => one.answered == before + 1);
  await last.page.goto(bench.site.base + "/product");
  await last.page.waitForLoadState("networkidle");
  assert.equal(await last.card.count(), 0);
  await last.shopper.end();
});

test("a reply speaks of the cart where it is known, and otherwise another one is taken", async () => {
  for (const [path, words] of [["/cart", "With 3 things for €49.90 it is free."], ["/no-cart", "It is free from €50."]]) {
    const { shopper, page, card } = await bench.visitor({ path });
    await ask(page, "why-not");
    await card.asks(bench.question("why-not"));
    await card.choose("Delivery costs");
    await card.replies(words);
    assert.deepEqual(shopper.faults, []);
    await shopper.end();
  }
});

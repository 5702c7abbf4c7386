// The two walks of a shopper through the demo shop, from the product to the confirmation: on
// a desktop in English and on a phone in Arabic; and what the console must then say. They
// know neither the browser nor the queue.
import assert from "node:assert/strict";
import { Card } from "./card.mjs";
import { ADDRESS, DemoShop } from "./shop.mjs";
import { counts, demoShop } from "./server.mjs";
import { shiftsSinceCard, visit } from "./visit.mjs";

const shopFile = demoShop();
const prompt = (id) => shopFile.prompts.find((one) => one.id == id);

/** What is asked and said in one language. */
function script(lang) {
  const choice = (id, option) => {
    const { question, replies } = prompt(id);
    return {
      asks: question.text[lang],
      option: question.choices.find((one) => one.id == option).text[lang],
      reply: replies.find((one) => one.when.choice.includes(option)).text[lang],
    };
  };
  return { cart: (option) => choice("cart-hesitation", option), checkout: (option) => choice("checkout-trouble", option), nps: prompt("order-nps") };
}

/**
 * Nothing has moved since the card came, but what the shop's own complaint moved in its form,
 * and the words in a field that is being typed into, which are no node that a page can see.
 */
async function noShift(page, where) {
  const own = ({ moved, byInput }) => moved.every((name) => name.endsWith(" in #checkout-form") || byInput && name == "undefined.");
  const shifts = (await shiftsSinceCard(page)).filter((shift) => !own(shift));
  assert.deepEqual(shifts, [], `${where}: the card moved the page`);
}

/** A mouse and English: exit intent, a field gone wrong, a promoter. */
export async function walkOnADesktop(browser, server) {
  const shopper = await visit(browser, { lang: "en-GB" });
  const shop = new DemoShop(shopper, server, "en");
  const card = new Card(shopper, (await server.book("en")).strings);
  const says = script("en");

  await shop.open("product");
  await shop.addToCart();
  assert.equal(await card.count(), 0, "nothing is asked on the product page");
  await shop.toCart();

  const cart = says.cart("shipping");
  await card.asksAfter(() => shop.reachForTheTabs(), cart.asks);
  await noShift(shop.page, "cart");
  await shopper.screenshot("desktop-en-cart");
  await card.choose(cart.option);
  await card.replies(cart.reply);
  await shopper.screenshot("desktop-en-cart-reply");
  await noShift(shop.page, "cart, reply");

  await shop.toCheckout();
  const checkout = says.checkout("address");
  await shop.mistypeEmail();
  await card.asks(checkout.asks);
  await noShift(shop.page, "checkout");
  await shopper.screenshot("desktop-en-checkout");
  await card.choose(checkout.option);
  await card.replies(checkout.reply);

  await shop.order();
  await card.asks(says.nps.question.text.en);
  await noShift(shop.page, "confirmation");
  await shopper.screenshot("desktop-en-confirmation");
  await card.choose("9");
  const followUp = says.nps.follow_ups.find((one) => one.when.score[1] == 10).question;
  await card.asks(followUp.text.en);
  await shopper.screenshot("desktop-en-follow-up");
  await card.choose(followUp.choices.find((one) => one.id == "checkout").text.en);
  await card.replies(says.nps.replies.at(-1).text.en);
  await noShift(shop.page, "confirmation, reply");
  await card.outboxIsEmpty();
  await finish(shopper);
}

/** A finger and Arabic: a rest on the cart, words beside "other", a detractor who says why. */
export async function walkOnAPhone(browser, server) {
  const shopper = await visit(browser, { phone: true, lang: "ar-EG" });
  const shop = new DemoShop(shopper, server, "ar");
  const card = new Card(shopper, (await server.book("ar")).strings);
  const says = script("ar");

  await shop.open("product");
  await shop.addToCart();
  // From here on time passes when the test says so.
  await shop.page.clock.install();
  await shop.toCart();
  const cart = says.cart("other");
  await card.asksAfter(() => shop.page.clock.fastForward(21_000), cart.asks);
  assert.equal(await card.surface.evaluate((card) => getComputedStyle(card).direction), "rtl");
  await noShift(shop.page, "cart");
  await shopper.screenshot("phone-ar-cart");
  await card.choose(cart.option);
  await card.type("أقارن الأسعار، بريدي jane@mail.example");
  await shopper.screenshot("phone-ar-cart-other");
  await card.send();
  await card.replies(cart.reply);
  await shopper.screenshot("phone-ar-cart-reply");
  await card.close();
  await card.isGone();

  await shop.toCheckout();
  const checkout = says.checkout("payment");
  await shop.mistypeEmail();
  await card.asks(checkout.asks);
  await noShift(shop.page, "checkout");
  await card.host.scrollIntoViewIfNeeded();
  await shopper.screenshot("phone-ar-checkout");
  await card.choose(checkout.option);
  await card.replies(checkout.reply);

  await shop.order();
  await card.asks(says.nps.question.text.ar);
  await noShift(shop.page, "confirmation");
  await shopper.screenshot("phone-ar-confirmation");
  await card.choose(new Intl.NumberFormat((await server.book("ar")).lang).format(3));
  const followUp = says.nps.follow_ups.find((one) => one.when.score[0] == 0).question;
  await card.asks(followUp.text.ar);
  await card.type("التوصيل بطيء");
  await shopper.screenshot("phone-ar-follow-up");
  await card.send();
  await card.replies(says.nps.replies[0].text.ar);
  await shopper.screenshot("phone-ar-reply");
  await noShift(shop.page, "confirmation, reply");
  await card.outboxIsEmpty();
  await finish(shopper);
}

async function finish(shopper) {
  assert.deepEqual(shopper.faults, []);
  const kept = await shopper.page.evaluate(() => JSON.stringify({ ...localStorage }));
  for (const secret of [ADDRESS.email, ADDRESS["card-number"], ADDRESS.street]) {
    assert.ok(!kept.replace(/"demo-[^}]*/g, "").includes(secret), "an address is in the browser's storage");
  }
  await shopper.end();
}

/** Exactly what both walks have said is in the results. */
export async function bothAreInTheResults(server) {

  const cart = await server.until("cart-hesitation", (one) => one.answered == 2);
  assert.deepEqual(counts(cart), { shipping: 1, other: 1 });
  assert.deepEqual([cart.shown, cart.dismissed, cart.withheld], [2, 0, 0]);
  const words = cart.verbatims.map(({ text, from, lang, device, step }) => ({ text, from, lang, device, step }));
  assert.deepEqual(words, [
    { text: "أقارن الأسعار، بريدي [email]", from: "other", lang: "ar", device: "phone", step: "cart" },
  ]);

  const checkout = await server.until("checkout-trouble", (one) => one.answered == 2);
  assert.deepEqual(counts(checkout), { address: 1, payment: 1 });
  assert.deepEqual([checkout.shown, checkout.dismissed], [2, 0]);

  const nps = await server.until("order-nps", (one) => one.answered == 2 && one.verbatims.length == 1);
  assert.deepEqual(counts(nps), { 3: 1, 9: 1 });
  assert.deepEqual([nps.shown, nps.dismissed, nps.score.value, nps.score.n], [2, 0, 0, 2]);
  assert.equal(nps.verbatims[0].text, "التوصيل بطيء");
  const liked = nps.follow_ups.find((one) => one.kind == "choice");
  assert.deepEqual(counts(liked), { checkout: 1 });
  assert.deepEqual(nps.follow_ups.map((one) => one.answered), [1, 0, 1]);

  const { steps } = await server.results();
  const reached = Object.fromEntries(steps.map((one) => [one.step, one.visitors]));
  assert.deepEqual(reached, { product: 2, cart: 2, checkout: 2, confirmation: 2 });
}

// Screens that are small, that change, or that show less than they say: the browsers inside
// of other apps, page zoom, a phone that is turned. The card and its close button stay where
// they can be reached.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, setUp, shopForPages } from "./bench.mjs";
import { fits } from "./fits.mjs";
import { page, tag } from "./pages.mjs";
import { counts } from "./server.mjs";
import { until } from "./waiting.mjs";

const KINDS = ["why-not", "what-else", "found-it", "how-easy", "how-happy", "how-likely", "say-more", "call-me"];

/** A shop made for one phone and one year: full height, bars above and below, no thought of notches. */
const BARS = `<style>
  html, body { height: 100vh; margin: 0 } main { min-height: 100vh }
  .top, .bottom { position: fixed; inset-inline: 0; height: 48px; background: #ddd; z-index: 99999 } .top { top: 0 } .bottom { bottom: 0 }
</style>`;
const APP = `<div class="top">Shop</div><div class="bottom"><a href="#">Home</a></div>`;

let bench;
before(async () => {
  bench = await setUp({
    shop: shopForPages(),
    pages: (server) => ({
      "/app": page({ head: BARS + tag(server), body: APP }).replace(/<meta name="viewport"[^>]*>/, `<meta name="viewport" content="width=device-width">`),
      "/app-ar": page({ head: BARS + tag(server), body: APP, lang: "ar", dir: "rtl" }),
      // An old shop: laid out for desktops, shrunk by the phone.
      "/old": page({ head: tag(server) }).replace(/<meta name="viewport"[^>]*>/, ""),
    }),
  });
});
after(() => bench?.tearDown());

/** What a finger meets in the middle of the close button. */
const closes = (card) => card.button("close").evaluate((button) => {
  const { left, top, width, height } = button.getBoundingClientRect();
  const { offsetLeft, offsetTop, width: wide, height: high } = visualViewport;
  const [x, y] = [left + width / 2, top + height / 2];
  const seen = x > offsetLeft && x < offsetLeft + wide && y > offsetTop && y < offsetTop + high;
  return seen && document.elementFromPoint(x, y)?.localName == "tillside-prompt" && button.getRootNode().elementFromPoint(x, y) === button;
});

for (const [what, how, path] of [
  ["the smallest phone, in the browser of an app", { phone: true, viewport: { width: 320, height: 480 } }, "/app"],
  ["the same in Arabic", { phone: true, viewport: { width: 320, height: 480 }, lang: "ar" }, "/app-ar"],
  ["a phone held across", { phone: true, viewport: { width: 667, height: 320 } }, "/app"],
  ["a desktop at 200 percent", { viewport: { width: 640, height: 430 }, deviceScaleFactor: 2 }, "/"],
  ["a desktop at 400 percent", { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 }, "/"],
]) {
  test(`${what} shows every kind, clear of the page's bars, and can close it`, async () => {
    const { shopper, page, card } = await bench.visitor({ path, reducedMotion: "reduce", ...how });
    // On a low screen there is only room where the button that pays is not to be seen.
    await page.evaluate(() => scrollTo(0, 500));
    for (const kind of KINDS) {
      await ask(page, kind);
      await card.asks(bench.question(kind, how.lang));
      await fits(card, kind);
      assert.ok(await closes(card), `${kind}: the close button cannot be reached`);
      const over = await page.evaluate(() => {
        const card = document.querySelector("tillside-prompt").getBoundingClientRect();
        return [...document.querySelectorAll(".bottom")].filter((bar) => bar.getBoundingClientRect().top < card.bottom).length;
      });
      assert.equal(over, 0, `${kind} lies on the bar at the bottom`);
      if (kind == "how-likely") {
        await shopper.screenshot(`viewport-${what.replaceAll(/\W+/g, "-")}`);
      }
      await card.close();
      await card.isGone();
    }
    assert.deepEqual(shopper.faults, []);
    await shopper.end();
  });
}

test("a phone that is turned keeps the card, what is typed in it, and counts it once", async () => {
  const { shopper, page, card } = await bench.visitor({ phone: true, path: "/app" });
  await page.evaluate(() => scrollTo(0, 500));
  await ask(page, "how-likely");
  await card.asks(bench.question("how-likely"));
  await card.choose("2");
  await card.type("half a thought");
  const turned = async (width, height) => {
    await page.setViewportSize({ width, height });
    await until(`the card to fit into ${width} x ${height}`, () => fits(card, "turned").then(() => true, () => false));
    assert.equal(await card.count(), 1);
    assert.equal(await card.host.getByRole("textbox").inputValue(), "half a thought");
    assert.equal(await card.option("2").getAttribute("aria-checked"), "true");
    assert.ok(await closes(card));
  };
  await turned(844, 390);
  await shopper.screenshot("turned");
  await turned(390, 844);
  await card.send();
  await bench.server.until("how-likely", (one) => counts(one)[2] == 1 && one.verbatims.length == 1);
  assert.deepEqual(shopper.faults, []);
  await shopper.end();
});

test("a page that a phone has shrunk shows a card that can be read and closed", async () => {
  const { shopper, page, card } = await bench.visitor({ phone: true, path: "/old" });
  await ask(page, "found-it");
  await card.asks(bench.question("found-it"));
  await shopper.screenshot("viewport-shrunk");
  const { width, wide } = await card.surface.evaluate((card) => ({ width: card.getBoundingClientRect().width, wide: innerWidth }));
  assert.ok(await closes(card), `the card has ${width} of ${wide} px`);
  await shopper.end();
});

test("a keyboard that comes over the page raises the card, and lets it down when it goes", async () => {
  const { shopper, page, card } = await bench.visitor({ phone: true });
  // Headless browsers have no keyboard: the viewport says what it would say with one.
  const keyboard = (height) => page.evaluate((height) => {
    Object.defineProperty(visualViewport, "height", { get: () => innerHeight - height, configurable: true });
    visualViewport.dispatchEvent(new Event("resize"));
  }, height);
  await page.evaluate(() => scrollTo(0, 500));
  await ask(page, "say-more");
  await card.asks(bench.question("say-more"));
  const bottom = () => card.button("send").evaluate((button) => innerHeight - button.getBoundingClientRect().bottom);
  const before = await bottom();
  await card.type("half a thought");
  await keyboard(300);
  await until("the card to stand above the keyboard", async () => await bottom() > 300);
  await shopper.screenshot("keyboard");
  await keyboard(0);
  await until("the card to stand where it stood", async () => Math.abs(await bottom() - before) < 2);
  await shopper.end();
});

// Every kind of question where a shop may put it, in the light and in the dark: axe finds
// nothing, nothing is cut off, nothing of the page moves. One visitor sees them all, one
// after the other.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findings } from "./axe.mjs";
import { ask, setUp, shopForPages } from "./bench.mjs";
import { page, tag } from "./pages.mjs";
import { shiftsSinceCard, startBrowser } from "./visit.mjs";

const KINDS = ["why-not", "what-else", "found-it", "how-easy", "how-happy", "how-likely", "say-more", "call-me"];
const SLOT = `<section id="slot" style="min-height: 34rem"></section>`;

let bench;
before(async () => {
  const shop = shopForPages((shop) => {
    shop.theme.scheme = "auto";
    const inline = shop.prompts.map((prompt) => ({ ...prompt, id: `${prompt.id}-inline`, placement: { inline: "#slot" } }));
    shop.prompts.push(...inline);
  });
  const slot = (more) => (server) => page({ head: tag(server), body: SLOT, ...more });
  bench = await setUp({ shop, pages: (server) => ({ "/en": slot({})(server), "/ar": slot({ lang: "ar", dir: "rtl" })(server) }) });
});
after(() => bench?.tearDown());

for (const [what, suffix, colorScheme] of [["a card in the dark", "", "dark"], ["in the page by day", "-inline", "light"], ["in the page in the dark", "-inline", "dark"]]) {
  for (const lang of ["en", "ar"]) {
    for (const phone of [false, true]) {
      test(`${what}, ${lang}, ${phone ? "phone" : "desktop"}: every kind is as it should be`, async () => {
        const { shopper, page, card } = await bench.visitor({ path: `/${lang}`, lang, phone, colorScheme });
        for (const kind of KINDS) {
          await ask(page, kind + suffix);
          await card.asks(bench.question(kind, lang));
          assert.deepEqual(await findings(page, "tillside-prompt"), [], kind);
          await card.host.scrollIntoViewIfNeeded();
          const wide = await card.surface.evaluate((surface) => surface.scrollWidth - surface.clientWidth);
          assert.ok(wide <= 1, `${kind} is ${wide} px wider than its card`);
          await shopper.screenshot(`placed${suffix}-${kind}-${lang}-${phone ? "phone" : "desktop"}-${colorScheme}`);
          await card.close();
          await card.isGone();
        }
        assert.deepEqual(await shiftsSinceCard(page), [], "something of the page moved");
        assert.deepEqual(shopper.faults, []);
        await shopper.end();
      });
    }
  }
}

test("for people who read twice as large everything is still there, and nothing is cut off", async () => {
  const browser = await startBrowser({ settings: ["--blink-settings=defaultFontSize=32"] });
  try {
    for (const phone of [false, true]) {
      const { shopper, page, card } = await bench.visitor({ path: "/en", phone, browser });
      for (const kind of KINDS) {
        await ask(page, kind);
        await card.asks(bench.question(kind));
        const [size, cut] = await card.surface.evaluate((surface) => [getComputedStyle(surface).fontSize, surface.scrollWidth - surface.clientWidth]);
        assert.equal(size, "32px");
        assert.ok(cut <= 1, `${kind}: ${cut} px`);
        await shopper.screenshot(`large-text-${kind}-${phone ? "phone" : "desktop"}`);
        await card.close();
        await card.isGone();
      }
      await shopper.end();
    }
  } finally {
    await browser.close();
  }
});

test("in forced colours a chosen answer and the focus can be told from the rest", async () => {
  const { shopper, page, card } = await bench.visitor({ path: "/en", forcedColors: "active" });
  await ask(page, "what-else");
  await card.asks(bench.question("what-else"));
  const [first, second] = await card.host.getByRole("checkbox").all();
  await first.click();
  const ground = (option) => option.evaluate((one) => getComputedStyle(one).backgroundColor);
  assert.notEqual(await ground(first), await ground(second));
  await shopper.screenshot("forced-colours");
  await shopper.end();
});

test("who wants less motion gets a card that stands still", async () => {
  const { shopper, page, card } = await bench.visitor({ path: "/en", reducedMotion: "reduce" });
  await ask(page, "found-it");
  await card.asks(bench.question("found-it"));
  const { animation, transition } = await card.surface.evaluate((surface) => {
    const { animationName, transitionDuration } = getComputedStyle(surface);
    return { animation: animationName, transition: transitionDuration };
  });
  assert.deepEqual([animation, transition], ["none", "0s"]);
  await shopper.end();
});

test("a tap that went astray can be changed after the last word, and counts as what it became", async () => {
  const { shopper, page, card } = await bench.visitor({ path: "/en" });
  await ask(page, "found-it");
  await card.asks(bench.question("found-it"));
  await card.choose("No");
  await card.replies(card.strings.thanks);
  await shopper.screenshot("reply-with-change");
  await card.button("change").click();
  await card.asks(bench.question("found-it"));
  assert.equal(await card.option("No").getAttribute("aria-checked"), "true");
  await card.choose("Yes");
  await card.replies(card.strings.thanks);
  await card.outboxIsEmpty();
  const results = await bench.server.until("found-it", (one) => one.distribution.find(({ option }) => option == "up").count == 1);
  assert.equal(results.distribution.find(({ option }) => option == "down").count, 0);
  await shopper.end();
});

// The main path in Firefox: the walks through the demo shop, with the same numbers in the
// results as in Chromium, and a card that moves nothing of a page.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ask, setUp, shopForPages, startBoth } from "./bench.mjs";
import { fits } from "./fits.mjs";
import { page, tag } from "./pages.mjs";
import { startFirefox } from "./visit.mjs";
import { bothAreInTheResults, walkOnADesktop, walkOnAPhone } from "./walks.mjs";

describe("the walk in Firefox", () => {
  let server, browser;
  before(async () => {
    [server, browser] = await startBoth({ start: startFirefox });
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  test("a desktop in English answers all three prompts", () => walkOnADesktop(browser, server));
  test("a screen of a phone in Arabic answers all three prompts", () => walkOnAPhone(browser, server));
  test("exactly these answers are in the results", () => bothAreInTheResults(server));
});

describe("every kind of question in Firefox", () => {
  const KINDS = ["why-not", "what-else", "found-it", "how-easy", "how-happy", "how-likely", "say-more", "call-me"];
  let bench;
  before(async () => {
    const shop = shopForPages((shop) => {
      shop.prompts.push(...shop.prompts.map((prompt) => ({ ...prompt, id: `${prompt.id}-inline`, placement: { inline: "#slot" } })));
    });
    const body = `<section id="slot" style="min-height: 34rem"></section><footer>About us</footer>`;
    bench = await setUp({
      shop, start: startFirefox,
      pages: (server) => ({ "/en": page({ head: tag(server), body }), "/ar": page({ head: tag(server), body, lang: "ar", dir: "rtl" }) }),
    });
  });
  after(() => bench?.tearDown());

  /** Where every element of the page stands, as the browser lays it out. */
  const places = (page) => page.evaluate(() => [...document.body.querySelectorAll(":not(tillside-prompt)")].map((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return `${one.localName} ${[x + scrollX, y + scrollY, width, height].map((length) => length.toFixed(1))}`;
  }));

  for (const [where, suffix, lang, phone] of [["as a card on a desktop", "", "en", false], ["in the page, in Arabic, on a phone's screen", "-inline", "ar", true]]) {
    test(`${where} fits, and nothing else moves`, async () => {
      const { shopper, page, card } = await bench.visitor({ path: `/${lang}`, lang, phone });
      const before = await places(page);
      for (const kind of KINDS) {
        await ask(page, kind + suffix);
        await card.asks(bench.question(kind, lang));
        await card.host.scrollIntoViewIfNeeded();
        await fits(card, kind);
        assert.deepEqual(await places(page), before, `${kind} moved something`);
        await shopper.screenshot(`firefox-${kind}${suffix}-${lang}`);
        await card.close();
        await card.isGone();
      }
      assert.deepEqual(shopper.faults, []);
      await shopper.end();
    });
  }
});

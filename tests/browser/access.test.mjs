// For everybody: axe finds nothing on the card, kind by kind and in both directions of
// writing, nor on the demo shop. What a screen reader is told is compared word by word.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findings } from "./axe.mjs";
import { ask, setUp } from "./bench.mjs";
import { fits } from "./fits.mjs";
import { page, tag } from "./pages.mjs";
import { startServer } from "./server.mjs";
import { visit } from "./visit.mjs";

const KINDS = ["why-not", "what-else", "found-it", "how-easy", "how-happy", "how-likely", "say-more", "call-me"];

let bench, demo;
before(async () => {
  bench = await setUp({
    pages: (server) => ({ "/ar": page({ head: tag(server), lang: "ar", dir: "rtl" }) }),
  });
  demo = await startServer();
});
after(async () => {
  await demo?.stop();
  await bench?.tearDown();
});

for (const [lang, path] of [["en", "/"], ["ar", "/ar"]]) {
  for (const phone of [false, true]) {
    test(`axe finds nothing on any kind of question, ${lang}, ${phone ? "phone" : "desktop"}`, async () => {
      for (const kind of KINDS) {
        const { shopper, page, card } = await bench.visitor({ path, lang, phone });
        await ask(page, kind);
        await card.asks(bench.question(kind, lang));
        assert.deepEqual(await findings(page, "tillside-prompt"), [], kind);
        await fits(card, `${kind} ${lang}`);
        await shopper.screenshot(`kind-${kind}-${lang}-${phone ? "phone" : "desktop"}`);
        assert.deepEqual(shopper.faults, [], kind);
        await shopper.end();
      }
    });
  }
}

test("a phone of 320 px shows every kind without scrolling sideways", async () => {
  for (const [lang, path] of [["en", "/"], ["ar", "/ar"]]) {
    for (const kind of KINDS) {
      const { shopper, page, card } = await bench.visitor({ path, lang, phone: true, viewport: { width: 320, height: 640 } });
      await ask(page, kind);
      await card.asks(bench.question(kind, lang));
      await fits(card, `${kind} ${lang}`);
      const small = await card.host.locator("[role=radio], [role=checkbox], button").evaluateAll((all) => all
        .filter((one) => one.checkVisibility())
        .map((one) => [one.getAttribute("aria-label") || one.textContent, one.getBoundingClientRect()])
        .filter(([, box]) => box.width < 24 || box.height < 24).map(([name, box]) => `${name} ${box.width}x${box.height}`));
      assert.deepEqual(small, [], `${kind}: targets smaller than 24 px (WCAG 2.5.8)`);
      await shopper.screenshot(`small-${kind}-${lang}`);
      await shopper.end();
    }
  }
});

test("axe finds nothing on the pages of the demo shop", async () => {
  for (const lang of ["en", "ar", "th", "ru"]) {
    for (const name of ["product", "cart", "checkout", "confirmation"]) {
      const shopper = await visit(bench.browser, { lang });
      await shopper.page.goto(`${demo.base}/demo/${lang}/${name}.html`);
      assert.deepEqual(await findings(shopper.page), [], `${lang} ${name}`);
      await shopper.end();
    }
  }
});

test("a screen reader is told the question, its choices and how to get away", async () => {
  const { shopper, page, card } = await bench.visitor();
  await ask(page, "found-it");
  await card.asks(bench.question("found-it"));
  await card.status.getByText(card.strings.prompt_label).waitFor();
  const expected = `- dialog "Did you find it?":
  - button "Close"
  - heading "Did you find it?" [level=2]
  - radiogroup "Did you find it?":
    - radio "Yes"
    - radio "No"
  - status:
    - paragraph: A question from the shop`;
  assert.equal(await card.surface.ariaSnapshot(), expected);
  await shopper.end();
});

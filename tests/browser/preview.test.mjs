// Somebody of the shop looks at a draft on the shop's own page: it is asked at once in the
// page's language, may be answered, and nothing of it is sent or remembered.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setUp, shopForPages } from "./bench.mjs";
import { page, tag } from "./pages.mjs";

const DRAFT = {
  state: "draft", id: "only-a-draft", steps: ["confirmation"], sampling: 0, trigger: { scroll: 100 }, targeting: [{ added_to_cart: true }],
  question: { kind: "choice", text: { en: "Is this a draft?", ar: "هل هذه مسودة؟" }, choices: [{ id: "yes", text: { en: "Yes", ar: "نعم" } }, { id: "no", text: { en: "No", ar: "لا" } }] },
  replies: [{ text: { en: "So it is.", ar: "نعم هي." } }],
};

let bench;
before(async () => {
  // Consent is required and was never given: a draft is shown to those who ask for it.
  const shop = shopForPages((shop) => (shop.consent = "required"));
  bench = await setUp({ shop, pages: (server) => ({ "/ar": page({ head: tag(server), lang: "ar", dir: "rtl", step: "" }) }) });
});
after(() => bench?.tearDown());

for (const [lang, path] of [["en", "/"], ["ar", "/ar"]]) {
  test(`a draft is asked at once where its address leads, and never counts, ${lang}`, async () => {
    const { url } = await bench.server.preview({ ...DRAFT, url: bench.site.base + path });
    const sent = [];
    const { shopper, page, card } = await bench.visitor({
      path: url.replace(bench.site.base, ""), lang,
      before: ({ page }) => page.on("request", (request) => request.method() == "POST" && sent.push(request.url())),
    });
    await card.asks(DRAFT.question.text[lang]);
    await card.choose(DRAFT.question.choices[0].text[lang]);
    await card.replies(DRAFT.replies[0].text[lang]);
    await shopper.screenshot(`preview-${lang}`);
    assert.deepEqual(sent, []);
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), [], "something is remembered");
    // Whoever looks again is asked again.
    await page.reload();
    await card.asks(DRAFT.question.text[lang]);
    assert.equal(await bench.server.metric("tillside_events_total"), 0);
    assert.deepEqual(shopper.faults, []);
    await shopper.end();
  });
}

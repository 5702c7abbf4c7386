// The walks of a shopper through the demo shop, on the embedded queue and on Redis. Exactly
// the answers given there are found in the console's results.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ADDRESS } from "./shop.mjs";
import { startBoth } from "./bench.mjs";
import { shiftsSinceCard, visit } from "./visit.mjs";
import { bothAreInTheResults, walkOnADesktop, walkOnAPhone } from "./walks.mjs";

test("a page that moves after a card came is noticed, whatever the page's clock says", async () => {
  const [server, browser] = await startBoth();
  const shopper = await visit(browser, { phone: true, lang: "ar-EG" });
  const { page } = shopper;
  try {
    await page.goto(`${server.base}/demo/ar/product.html`);
    await page.clock.install();
    await page.clock.fastForward(21_000);
    await page.evaluate(() => document.body.append(document.createElement("tillside-prompt")));
    assert.deepEqual(await shiftsSinceCard(page), []);
    await page.evaluate(() => {
      const box = document.createElement("div");
      box.style.height = "200px";
      document.body.prepend(box);
    });
    assert.notDeepEqual(await shiftsSinceCard(page), []);
  } finally {
    await browser.close();
    await server.stop();
  }
});

for (const redis of [false, true]) {
  describe(redis ? "the walk, on Redis" : "the walk, on the embedded queue", () => {
    let server, browser;
    before(async () => {
      [server, browser] = await startBoth({ redis });
    });
    after(async () => {
      await browser?.close();
      await server?.stop();
    });

    test("a desktop in English answers all three prompts", () => walkOnADesktop(browser, server));
    test("a phone in Arabic answers all three prompts", () => walkOnAPhone(browser, server));

    test("exactly these answers are in the results", () => bothAreInTheResults(server));

    test("every event that was accepted has its fate, and none was refused", async () => {
      const accepted = await server.metric('tillside_events_total{code="",fate="accepted"}');
      assert.equal(await server.metric("tillside_events_total"), accepted, "some were refused");
      assert.ok(accepted >= 14, `${accepted} events`);
      assert.equal(await server.metric("tillside_fates_total"), accepted);
      assert.equal(await server.metric("tillside_queue_depth"), 0);
      assert.ok(!server.log.includes("mail.example") && !server.log.includes(ADDRESS["card-number"]), "typed text is in the log");
    });
  });
}

// Going on to the next page and back, where the browser keeps the page that was left: one
// card, shown once, and what is answered on it counts once.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, setUp } from "./bench.mjs";
import { page, tag } from "./pages.mjs";
import { counts } from "./server.mjs";
import { startBrowser } from "./visit.mjs";

let bench;
before(async () => {
  const kept = (html) => ({ html, headers: { "cache-control": "no-cache" } });
  bench = await setUp({
    start: () => startBrowser({ without: ["--disable-back-forward-cache"] }),
    pages: (server) => ({
      "/cart": kept(page({ head: tag(server) })),
      "/next": kept(page({ head: tag(server), step: "checkout" })),
    }),
  });
});
after(() => bench?.tearDown());

test("a page that comes back as it was has the one card that it had, and its answer counts once", async () => {
  const { shopper, page, card } = await bench.visitor({ path: "/cart" });
  await page.evaluate(() => addEventListener("pageshow", ({ persisted }) => (window.__persisted = persisted)));
  await ask(page, "why-not");
  await card.asks(bench.question("why-not"));
  await page.goto(`${bench.site.base}/next`);
  // A page that was kept begins no new document, so there is no load to wait for.
  await page.goBack({ waitUntil: "commit" });
  await page.waitForFunction(() => window.__persisted !== undefined);
  assert.equal(await page.evaluate(() => window.__persisted), true, "the browser kept the page");
  assert.equal(await card.count(), 1);
  await card.choose("The price");
  await card.replies(card.strings.thanks);
  await bench.server.until("why-not", (one) => one.answered == 1);
  assert.deepEqual(counts(await bench.server.prompt("why-not")), { price: 1 });
  assert.equal((await bench.server.prompt("why-not")).shown, 1);
  assert.equal(await card.count(), 1);
  assert.deepEqual(shopper.faults, []);
  await shopper.end();
});

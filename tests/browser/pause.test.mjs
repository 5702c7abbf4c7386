// A marketer pauses a prompt: pages that have it loaded already do not ask it any more.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setUp, shopForPages } from "./bench.mjs";
import { page, tag } from "./pages.mjs";
import { until } from "./waiting.mjs";

let bench;
const shop = shopForPages((shop) => (shop.prompts[0].trigger = { event: "go" }));
before(async () => {
  bench = await setUp({ shop, pages: (server) => ({ "/cart": page({ head: tag(server), step: "cart" }) }) });
});
after(() => bench?.tearDown());

/** A page that has had the book for half a minute, by its own clock. */
async function waitingPage() {
  let program;
  const visitor = await bench.visitor({
    path: "/cart",
    before: async ({ page }) => {
      await page.clock.install();
      program = page.waitForResponse(/\.wasm$/);
    },
  });
  await program;
  await visitor.page.waitForLoadState("networkidle");
  return visitor;
}

async function trigger({ page }) {
  await page.clock.fastForward(30_000);
  const asked = page.waitForResponse(/\/book\?/);
  await page.evaluate(() => window.tillside("event", "go"));
  // The book is looked at again before anything is shown.
  return (await asked).status();
}

test("a prompt that was paused is not asked by a page that has it loaded", async () => {
  const [live, paused] = [await waitingPage(), await waitingPage()];
  // The same page asks as long as nothing is paused.
  await trigger(live);
  await live.card.asks(bench.question("why-not"));
  await live.shopper.end();

  const began = Date.now();
  await bench.server.import({ ...shop, prompts: shop.prompts.map((one) => ({ ...one, state: one.id == "why-not" ? "paused" : one.state })) });
  await until("the pause in the book", async () => !(await bench.server.book("en")).prompts.some((one) => one.id == "why-not"));
  assert.equal(await trigger(paused), 200, "a changed book is sent in full");
  await paused.page.waitForLoadState("networkidle");
  // Longer than the card would take to come: the page's time runs on.
  await paused.page.clock.fastForward(5_000);
  assert.equal(await paused.card.count(), 0);
  assert.ok(Date.now() - began < 60_000);
  const { shown } = await bench.server.prompt("why-not");
  assert.equal(shown, 1, "only the page from before the pause has shown it");
  assert.deepEqual(paused.shopper.faults, []);
  await paused.shopper.end();
});

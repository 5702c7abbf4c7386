// The console comes in pieces: the first page with what it needs, the rest while the browser is
// idle, and all of it again from the browser's cache.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBoth } from "./bench.mjs";
import { demoShop } from "./server.mjs";
import { visit } from "./visit.mjs";
import { until } from "./waiting.mjs";

const shop = demoShop();
const results = `/console/shops/${shop.key}/results`;
/** The piece that the results need, and pieces that pages share. */
const PIECES = "**/console-{split,chunk}_*.wasm";
let server, browser, marketer;

before(async () => {
  [server, browser] = await startBoth({ shop });
  marketer = await visit(browser, {});
  await marketer.page.goto(server.signInLink);
  await marketer.page.getByRole("button", { name: "Later" }).click();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Files of the console's program that a page has loaded: name and bytes from the network. */
const loaded = (page) => page.evaluate(() => performance.getEntriesByType("resource")
  .filter(({ name }) => /\/console\/console-/.test(name))
  .map(({ name, transferSize }) => ({ name: name.split("/").pop(), transferSize })));

test("all pieces come while the browser is idle, and later from its cache", async () => {
  const { page } = marketer;
  const pieces = async () => (await loaded(page)).filter(({ name }) => /-split_/.test(name)).length;
  await until("four pieces besides the first", async () => await pieces() == 4);
  await page.goto(server.base + results);
  await page.getByRole("heading", { level: 1 }).waitFor();
  const again = await loaded(page);
  assert.ok(again.length > 4, JSON.stringify(again));
  for (const { name, transferSize } of again) {
    assert.equal(transferSize, 0, `${name} came from the network again`);
  }
  assert.deepEqual(marketer.faults, []);
});

test("a page whose piece does not come says so, and comes when it is asked for again", async () => {
  const page = await marketer.newTab();
  await page.route(PIECES, (route) => route.abort());
  await page.goto(server.base + results);
  const failed = page.locator("main[data-stage=failed]");
  await failed.getByRole("alert").waitFor();
  assert.equal(await page.locator("#broken:visible").count(), 0, "the console says that it has stopped");
  await page.unroute(PIECES);
  await failed.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { name: shop.prompts[0].question.text.en }).first().waitFor();
  assert.equal(new URL(page.url()).pathname, results);
});

// A customer on two devices, and one who wants to be forgotten.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, setUp } from "./bench.mjs";
import { page, tag } from "./pages.mjs";

const HASH = "3f".repeat(16);
const signedIn = (hash) => `<script>window.tillside = function () { (tillside.q = tillside.q || []).push(arguments); }; tillside("set", { customer: "${hash}" });</script>`;

let bench;
before(async () => {
  bench = await setUp({
    pages: (server) => ({
      "/cart": page({ head: signedIn(HASH) + tag(server), step: "cart" }),
      "/stranger": page({ head: signedIn("5a".repeat(16)) + tag(server), step: "cart" }),
    }),
  });
});
after(() => bench?.tearDown());

test("who was asked on one device is not asked again on another", async () => {
  const desktop = await bench.visitor({ path: "/cart" });
  await ask(desktop.page, "why-not");
  await desktop.card.asks(bench.question("why-not"));
  await desktop.card.choose("The price");
  await desktop.card.outboxIsEmpty();

  const phone = await bench.visitor({ path: "/cart", phone: true });
  await ask(phone.page, "why-not");
  await phone.page.waitForLoadState("networkidle");
  await phone.page.waitForFunction((key) => JSON.parse(localStorage[key]).shown["why-not"]?.answered, "tillside:pk_tests");
  assert.equal(await phone.card.count(), 0);

  const stranger = await bench.visitor({ path: "/stranger", phone: true });
  await ask(stranger.page, "why-not");
  await stranger.card.asks(bench.question("why-not"));
  for (const { shopper } of [desktop, phone, stranger]) {
    assert.deepEqual(shopper.faults, []);
    await shopper.end();
  }
});

test("who wants to be forgotten leaves neither a trace in the browser nor an answer on the server", async () => {
  const { shopper, page: at, card } = await bench.visitor();
  await ask(at, "found-it");
  await card.asks(bench.question("found-it"));
  await card.host.getByRole("radio").first().click();
  await card.outboxIsEmpty();
  await bench.server.until("found-it", (one) => one.answered == 1);
  await at.evaluate(() => window.tillside("forget"));
  await card.isGone();
  assert.deepEqual(await at.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage)]), [[], []]);
  await bench.server.until("found-it", (one) => one.answered == 0 && one.shown == 0);
  assert.deepEqual(shopper.faults, []);
  await shopper.end();
});

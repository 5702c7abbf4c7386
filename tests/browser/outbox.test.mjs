// The way of an answer out of the browser: without a network, through a reload, with
// replies that get lost, from two tabs. It arrives, and it counts once.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setUp, shopForPages } from "./bench.mjs";
import { Card } from "./card.mjs";
import { page, tag } from "./pages.mjs";
import { counts } from "./server.mjs";
import { until } from "./waiting.mjs";

let bench;

// Each test has a prompt of its own, so that each counts from zero.
const TESTS = ["offline", "reload", "lost-reply", "busy", "two-tabs", "second-tab", "double-click", "other", "unsent", "closed-tab"];

before(async () => {
  const shop = shopForPages((shop) => {
    const go = (like, id) => ({ ...like, id, trigger: { event: "go" }, steps: [id] });
    const [choice] = shop.prompts;
    const score = shop.prompts.find((one) => one.id == "how-likely");
    shop.prompts = [...TESTS.map((id) => go(choice, id)), go(score, "changed")];
  });
  const pages = (server) => Object.fromEntries([...TESTS, "changed"].map((id) => [`/${id}`, page({ head: tag(server), step: id })]));
  bench = await setUp({ shop, pages });
});
after(() => bench?.tearDown());

const go = async (page) => {
  await page.waitForFunction(() => window.tillside);
  await page.evaluate(() => window.tillside("event", "go"));
};

/** A visitor in front of the card of one test. */
async function asked(id) {
  const visitor = await bench.visitor({ path: `/${id}` });
  await go(visitor.page);
  await visitor.card.asks(bench.question(id));
  return visitor;
}

/** Exactly one asking with exactly one answer. */
async function countsOnce(id, option = "price") {
  await bench.server.until(id, (one) => one.answered >= 1 && one.shown >= 1);
  await until("the queue to be empty", async () => (await bench.server.metric("tillside_queue_depth")) == 0);
  const results = await bench.server.prompt(id);
  assert.deepEqual(counts(results), { [option]: 1 });
  assert.deepEqual([results.shown, results.answered, results.dismissed], [1, 1, 0]);
}

test("an answer given without a network is sent when there is one again", async () => {
  const { shopper, page, card } = await asked("offline");
  await shopper.context.setOffline(true);
  await card.choose("The price");
  await card.status.getByText(card.strings.thanks).waitFor();
  await until("the answer in the outbox", () => page.evaluate(() => Object.keys(localStorage).some((key) => key.includes(":o:"))));
  assert.equal((await bench.server.prompt("offline")).answered, 0);
  await shopper.context.setOffline(false);
  await countsOnce("offline");
  await card.outboxIsEmpty();
  await shopper.end();
});

test("an answer given just before a reload counts once", async () => {
  const { shopper, page, card } = await asked("reload");
  await Promise.all([card.choose("The price").then(() => page.reload())]);
  await countsOnce("reload");
  await card.outboxIsEmpty();
  assert.equal(await card.count(), 0, "it is not asked again");
  await shopper.end();
});

test("an answer given just before the tab is closed counts once", async () => {
  const { shopper, page, card } = await asked("closed-tab");
  await card.choose("The price");
  await page.close({ runBeforeUnload: false });
  // If the browser did not get it out in time, the next visit does.
  await (await shopper.newTab()).goto(bench.site.base);
  await countsOnce("closed-tab");
  await shopper.end();
});

test("an answer whose reply gets lost is sent again and counts once", async () => {
  const { shopper, page, card } = await asked("lost-reply");
  let lost = 0;
  await page.route("**/events", async (route) => {
    if (lost++ > 1) {
      return route.continue();
    }
    await route.fetch();
    return route.abort();
  });
  await card.choose("The price");
  await until("the same event to be sent again", () => lost > 2);
  await countsOnce("lost-reply");
  await card.outboxIsEmpty();
  assert.ok((await bench.server.metric('tillside_fates_total{fate="duplicate"}')) >= 1);
  await shopper.end();
});

test("a collector that is busy is given the time it asks for", async () => {
  const { shopper, page, card } = await asked("busy");
  const sent = [];
  await page.route("**/events", (route) => {
    sent.push(Date.now());
    return sent.length > 1 ? route.continue() : route.fulfill({
      status: 503, contentType: "application/problem+json",
      headers: { "access-control-allow-origin": "*", "access-control-expose-headers": "Retry-After", "retry-after": "2" },
      body: JSON.stringify({ code: "queue_unavailable", retryable: true, status: 503 }),
    });
  });
  await card.choose("The price");
  await until("a second attempt", () => sent.length > 1);
  assert.ok(sent[1] - sent[0] >= 1_900, `${sent[1] - sent[0]} ms`);
  await countsOnce("busy");
  await shopper.end();
});

test("a second tab does not ask what the first one is asking", async () => {
  const { shopper, card } = await asked("second-tab");
  const second = await shopper.newTab();
  await second.goto(`${bench.site.base}/second-tab`);
  await go(second);
  await second.waitForLoadState("networkidle");
  assert.equal(await new Card(shopper, card.strings, second).count(), 0);
  await card.page.bringToFront();
  assert.equal(await card.count(), 1, "the first tab still asks");
  await card.choose("The price");
  await countsOnce("second-tab");
  await shopper.end();
});

test("two tabs that come to it at the same moment ask once", async () => {
  const { shopper, page, card } = await bench.visitor({ path: "/two-tabs" });
  const second = await shopper.newTab();
  await second.goto(`${bench.site.base}/two-tabs`);
  const twin = new Card(shopper, card.strings, second);
  await Promise.all([go(page), go(second)]);
  await until("one card", async () => (await card.count()) + (await twin.count()) == 1);
  const [asking, other] = (await card.count()) ? [card, twin] : [twin, card];
  await asking.asks(bench.question("two-tabs"));
  await asking.page.bringToFront();
  await asking.choose("The price");
  await countsOnce("two-tabs");
  assert.equal(await other.count(), 0);
  await shopper.end();
});

test("a double click is one answer", async () => {
  const { shopper, card } = await asked("double-click");
  await card.option("The price").dblclick();
  await countsOnce("double-click");
  await card.outboxIsEmpty();
  await shopper.end();
});

test("words beside a choice count with it", async () => {
  const { shopper, card } = await asked("other");
  await card.choose("Something else");
  await card.type("first words");
  await card.send();
  await countsOnce("other", "other");
  const [words] = (await bench.server.prompt("other")).verbatims;
  assert.equal(words.text, "first words");
  await shopper.end();
});

test("a choice that was made and not sent counts when the shopper goes, with its words", async () => {
  const { shopper, page, card } = await asked("unsent");
  await card.choose("Something else");
  await card.type("half a sent");
  await page.goto("about:blank");
  await (await shopper.newTab()).goto(bench.site.base);
  await countsOnce("unsent", "other");
  assert.equal((await bench.server.prompt("unsent")).verbatims[0].text, "half a sent");
  await shopper.end();
});

test("a score that is changed counts as what it became, and so do the words about it", async () => {
  const { shopper, card } = await asked("changed");
  await card.choose("2");
  const [low, high] = bench.followUps("changed");
  await card.asks(low);
  await card.type("about a two");
  await card.choose("10");
  await card.asks(high);
  assert.equal(await card.host.getByRole("heading", { name: low, exact: true }).count(), 0);
  await countsOnce("changed", "10");
  await card.close();
  await card.isGone();
  await card.outboxIsEmpty();
  const { verbatims, distribution } = await bench.server.prompt("changed");
  assert.deepEqual([verbatims, distribution.find(({ option }) => option == "10").count], [[], 1]);
  await shopper.end();
});

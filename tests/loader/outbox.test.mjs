// The outbox: what is sent, when it is sent again, and when it may be forgotten.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Page, START, accepted, event, outbox, problem, settle, storage, table } from "./page.mjs";

const quiet = table({ prompts: [], measure: false });
const page = (events, more = {}) => new Page({ table: quiet, local: storage(outbox(...events)), ...more });
const refused = (id, code, retryable) => ({ id, status: "refused", code, retryable });

test("what an earlier page left behind is sent at once, as plain text and without credentials", async () => {
  const it = await page([event("a"), event("b")]).run();
  assert.deepEqual(it.sent.map(({ id }) => id).sort(), ["a", "b"]);
  const [{ url, method, keepalive, credentials, headers, body }] = it.posts;
  assert.deepEqual([url, method, keepalive, credentials, headers], ["https://collector.example/v1/shops/pk_test/events", "POST", true, "omit", undefined]);
  assert.deepEqual([JSON.parse(body).v, JSON.parse(body).sent_at], [1, START]);
  assert.deepEqual(it.kept, []);
});

test("a lost reply keeps the event, and it is sent again with the same id", async () => {
  const it = page([event("a")]);
  it.reply = () => null;
  await it.load().pass(0);
  assert.equal(it.kept.length, 1);
  it.reply = accepted;
  await it.pass(5_000);
  assert.deepEqual(it.sent.map(({ id }) => id), ["a", "a"]);
  assert.deepEqual(it.posts[0].batch.events, it.posts[1].batch.events);
  assert.notEqual(it.posts[0].batch.sent_at, it.posts[1].batch.sent_at);
  assert.deepEqual(it.kept, []);
});

test("a reply that cannot be read keeps the event", async () => {
  const it = page([event("a")]);
  it.reply = () => ({ status: 502, body: "<html>" });
  await it.run();
  assert.equal(it.kept.length, 1);
});

test("an event that the collector refuses for good is forgotten, its neighbours are not lost", async () => {
  const it = page([event("a"), event("b"), event("c")]);
  it.reply = ({ events }) => ({ body: { results: events.map(({ id }) => id == "b" ? refused(id, "unknown_prompt", false) : id == "c" ? refused(id, "queue_unavailable", true) : { id, status: "accepted" }) } });
  await it.run();
  assert.deepEqual(it.kept, ["tillside:pk_test:o:c"]);
});

test("a retryable refusal is tried again later, and only it", async () => {
  const it = page([event("a"), event("b")]);
  it.reply = ({ events }) => ({ body: { results: events.map(({ id }) => id == "b" ? refused(id, "queue_unavailable", true) : { id, status: "accepted" }) } });
  await it.load().pass(0);
  assert.equal(it.posts.length, 1);
  it.reply = accepted;
  await it.pass(5_000);
  assert.deepEqual(it.posts[1].batch.events.map(({ id }) => id), ["b"]);
  assert.deepEqual(it.kept, []);
});

for (const status of [429, 503]) {
  test(`a ${status} is followed by the pause that Retry-After asks for, whatever else happens`, async () => {
    const it = page([event("a")]);
    it.reply = () => problem(status, "rate_limited", true, { "retry-after": "60" });
    await it.run();
    it.reply = accepted;
    await it.hide();
    await it.pass(59_000);
    assert.equal(it.posts.length, 1);
    await it.pass(120_000);
    assert.equal(it.posts.length, 2);
    assert.deepEqual(it.kept, []);
  });
}

test("without a network the pauses grow, and stay within five minutes", async () => {
  const it = page([event("a")]);
  const times = [];
  it.reply = () => { times.push(it.now); return null; };
  await it.run();
  await it.pass(3_600_000);
  const pauses = times.slice(1).map((time, index) => time - times[index]);
  assert.ok(pauses[0] <= 1_000, "the first pause is short: " + pauses[0]);
  assert.ok(pauses.at(-1) > 100_000, "the last pause is long: " + pauses.at(-1));
  assert.ok(Math.max(...pauses) <= 300_000);
  assert.ok(times.length < 60);
});

test("the network's return ends the waiting", async () => {
  const it = page([event("a")]);
  it.reply = () => null;
  await it.run();
  await it.pass(600_000);
  const before = it.posts.length;
  it.reply = accepted;
  await it.dispatch("online");
  assert.equal(it.posts.length, before + 1);
  assert.deepEqual(it.kept, []);
});

test("a batch that is refused as a whole is sent one by one, so that one event does not lose the others", async () => {
  const it = page([event("a"), event("poison"), event("c")]);
  it.reply = ({ events }) => events.some(({ id }) => id == "poison") ? problem(400, "invalid_batch", false) : accepted({ events });
  await it.run();
  assert.deepEqual(it.posts.slice(1).map(({ batch }) => batch.events.length), [1, 1, 1]);
  assert.deepEqual(it.sent.slice(3).map(({ id }) => id).sort(), ["a", "c", "poison"]);
  assert.deepEqual(it.kept, []);
});

test("a batch that may be retried as a whole is kept as a whole", async () => {
  const it = page([event("a"), event("b")]);
  it.reply = () => problem(500, "internal", true);
  await it.run();
  assert.equal(it.kept.length, 2);
});

test("an error page that is not ours forgets nothing", async () => {
  const it = page([event("a")]);
  it.reply = () => ({ status: 403, body: { message: "blocked by a proxy" } });
  await it.run();
  assert.equal(it.kept.length, 1);
});

test("events older than seven days are forgotten unsent, and so is what nobody can read", async () => {
  const old = event("old", { occurred_at: START - 7 * 86_400_000 - 1 });
  const young = event("young", { occurred_at: START - 7 * 86_400_000 + 1_000 });
  const it = page([old, young]);
  it.local["tillside:pk_test:o:junk"] = "{";
  await it.run();
  assert.deepEqual(it.sent.map(({ id }) => id), ["young"]);
  assert.deepEqual(it.kept, []);
});

test("a batch holds at most fifty events and less than 60 KB, and everything goes out", async () => {
  const many = Array.from({ length: 130 }, (_, index) => event("e" + index));
  const long = Array.from({ length: 40 }, (_, index) => event("l" + index, { values: { question: { text: "ไทย".repeat(600) } } }));
  const it = await page([...many, ...long]).run();
  assert.equal(new Set(it.sent.map(({ id }) => id)).size, 170);
  assert.equal(it.sent.length, 170);
  for (const { batch, body } of it.posts) {
    assert.ok(batch.events.length <= 50);
    assert.ok(Buffer.byteLength(body) < 60_000);
  }
});

test("one long event goes out alone", async () => {
  const it = await page([event("a", { values: { question: { text: "ๆ".repeat(19_000) } } })]).run();
  assert.deepEqual(it.kept, []);
});

test("another shop's outbox is left alone", async () => {
  const it = page([]);
  it.local["tillside:pk_test2:o:a"] = JSON.stringify(event("a"));
  await it.run();
  assert.equal(it.posts.length, 0);
  assert.ok(it.local["tillside:pk_test2:o:a"]);
});

test("while another tab sends, this one waits its turn and finds nothing left", async () => {
  const it = page([event("a")]);
  let release;
  it.window.navigator.locks.request("tillside:pk_test", {}, () => new Promise((go) => { release = go; }));
  await it.run();
  assert.equal(it.posts.length, 0);
  delete it.local["tillside:pk_test:o:a"];
  release();
  await settle();
  assert.equal(it.posts.length, 0);
});

test("a page that is going away does not wait for the lock", async () => {
  const it = page([event("a")]);
  it.window.navigator.locks.request("tillside:pk_test", {}, () => new Promise(() => {}));
  await it.run();
  await it.hide();
  assert.deepEqual(it.sent.map(({ id }) => id), ["a"]);
});

for (const [what, navigator] of [["without locks", { locks: undefined }], ["where locks are refused", { locks: { request: () => Promise.reject(new Error("denied")) } }]]) {
  test("events are sent " + what, async () => {
    const it = await page([event("a")], { navigator }).run();
    assert.deepEqual(it.kept, []);
  });
}

test("an event in flight is not sent a second time by the same page", async () => {
  const it = page([event("a")]);
  let answer;
  it.reply = (batch) => new Promise((go) => { answer = () => go(accepted(batch)); });
  await it.run();
  await it.hide();
  assert.equal(it.posts.length, 1);
  answer();
  await settle();
  assert.deepEqual(it.kept, []);
});

test("an event gets its id, its time and its visitor in the outbox before it is sent", async () => {
  const it = new Page({ table: table({ measure: false }), step: "cart" });
  it.reply = () => null;
  await it.run();
  it.bridge.send({ type: "shown", prompt: "cart-hesitation", token: "t" });
  const [item] = it.kept;
  const stored = JSON.parse(it.local[item]);
  assert.match(stored.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(parseInt(stored.id.replace("-", "").slice(0, 12), 16), START);
  assert.deepEqual([item, stored.occurred_at, stored.visitor], ["tillside:pk_test:o:" + stored.id, START, it.state.id]);
});

test("ids do not repeat", async () => {
  const it = await new Page({ table: table({ measure: false }), step: "cart" }).run();
  assert.equal(new Set(Array.from({ length: 5_000 }, () => it.bridge.uuid())).size, 5_000);
});

test("the lock is held until everything is sent", async () => {
  const it = page(Array.from({ length: 90 }, (_, index) => event("e" + index)));
  let free = false;
  const replies = [];
  it.reply = (batch) => { replies.push(free); return accepted(batch); };
  it.load();
  it.turn();
  it.window.navigator.locks.request("tillside:pk_test", {}, () => { free = true; });
  await it.pass(0);
  assert.ok(replies.length > 1);
  assert.ok(replies.every((late) => !late));
});

test("an item of somebody else's in the outbox is dropped, not sent for ever", async () => {
  const it = page([]);
  it.local["tillside:pk_test:o:x"] = JSON.stringify({ occurred_at: START });
  await it.run();
  assert.deepEqual([it.posts.length, it.kept], [0, []]);
});

test("a clock set back during a pause neither ends the pause nor makes it last a year", async () => {
  const it = page([event("a")]);
  it.reply = () => problem(503, "queue_unavailable", true, { "retry-after": "60" });
  await it.run();
  it.now -= 30 * 86_400_000;
  for (const timer of it.timers) {
    timer.at -= 30 * 86_400_000;
  }
  it.reply = accepted;
  await it.dispatch("visibilitychange");
  assert.equal(it.posts.length, 1);
  assert.ok(it.timers.every(({ at }) => at - it.now <= 300_000));
});

// How the loader hears of consent from tools that follow the IAB's Transparency and Consent
// Framework. The tool here is a stand-in with the framework's own commands.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Page, prompt, storage, table } from "./page.mjs";

/** A tool in which `say` tells all that listen what it knows. */
class Tool {
  listeners = new Map();
  #last = 0;
  call = (command, version, listener, id) => {
    assert.equal(version, 2);
    if (command == "addEventListener") {
      this.listeners.set(++this.#last, listener);
      this.first && listener({ ...this.first, listenerId: this.#last }, true);
    } else if (command == "removeEventListener") {
      listener(this.listeners.delete(id));
    }
  };

  async say(told, it) {
    this.listeners.forEach((listener, listenerId) => listener({ ...told, listenerId }, true));
    await it.pass(10);
  }
}

/** What a tool tells when a visitor agreed to these purposes and to no others. */
const agreed = (purposes, eventStatus = "useractioncomplete") => ({
  gdprApplies: true, eventStatus, purpose: { consents: Object.fromEntries(purposes.map((purpose) => [purpose, true])) },
});
const shop = { prompts: [prompt("p")], measure: false, consent: "required", adapters: ["tcf"] };
const open = ({ tool, globals = tool && { __tcfapi: tool.call }, ...more } = {}) =>
  new Page({ table: table(shop), step: "cart", globals, ...more }).run();

test("storing and measuring content must both be agreed to, and may be taken back", async () => {
  const tool = new Tool();
  const it = await open({ tool });
  for (const purposes of [[], [1], [8], [1, 2, 3, 4, 5, 6, 7, 9, 10]]) {
    await tool.say(agreed(purposes), it);
    assert.deepEqual([it.asked, it.state], [[], null], purposes.join());
  }
  await tool.say(agreed([1, 8]), it);
  assert.equal(it.started.length, 1);
  assert.ok(it.state.id);
  await tool.say(agreed([1]), it);
  assert.equal(it.state, null);
  assert.deepEqual(it.errors, []);
});

test("an earlier choice counts at once, a banner that is only shown says nothing", async () => {
  const tool = new Tool();
  tool.first = agreed([1, 8], "tcloaded");
  assert.equal((await open({ tool })).started.length, 1);
  const local = storage({ "tillside:pk_test": JSON.stringify({ id: "v", shown: { p: { n: 1, at: 5 } } }) });
  tool.first = agreed([], "cmpuishown");
  const shown = await open({ tool, local });
  assert.deepEqual([shown.asked, shown.state.id], [[], "v"]);
});

test("where the law does not apply nothing stands in the way", async () => {
  const tool = new Tool();
  tool.first = { gdprApplies: false, eventStatus: "tcloaded", purpose: { consents: {} } };
  assert.equal((await open({ tool })).started.length, 1);
});

test("a legitimate interest is no consent", async () => {
  const tool = new Tool();
  tool.first = { ...agreed([1]), purpose: { consents: { 1: true }, legitimateInterests: { 8: true } } };
  assert.deepEqual((await open({ tool })).asked, []);
});

test("a tool that comes later is found, and one that never comes is given up", async () => {
  const tool = new Tool();
  const it = await open();
  await it.pass(9_000);
  it.window.__tcfapi = tool.call;
  await it.pass(16_000);
  await tool.say(agreed([1, 8]), it);
  assert.equal(it.started.length, 1);

  const never = await open();
  await never.pass(200_000);
  const { length } = never.timers.filter(({ done }) => !done);
  assert.equal(length, 0);
  assert.ok(never.timers.length < 30, "looked for more and more seldom");
});

test("remove takes the ear away, also one that the tool has still in its queue", async () => {
  const tool = new Tool();
  const it = await open({ tool });
  assert.equal(tool.listeners.size, 1);
  await tool.say(agreed([]), it);
  it.tell("remove");
  assert.equal(tool.listeners.size, 0);

  const queue = [];
  const late = await open({ globals: { __tcfapi: (...call) => queue.push(call) } });
  late.tell("remove");
  late.window.__tcfapi = tool.call;
  queue.forEach((call) => tool.call(...call));
  await tool.say(agreed([1, 8]), late);
  assert.equal(tool.listeners.size, 0);
  assert.deepEqual([late.asked, late.errors], [[], []]);

  const alone = await open();
  alone.tell("remove");
  alone.window.__tcfapi = tool.call;
  await alone.pass(200_000);
  assert.equal(tool.listeners.size, 0);
});

test("a tool that is broken breaks nothing else", async () => {
  const broken = () => { throw new Error("broken"); };
  const it = await open({ globals: { __tcfapi: broken } });
  it.tell("remove");
  assert.deepEqual(it.errors, []);
  for (const told of [[null, false], [{}, true], [{ eventStatus: "tcloaded" }, true], [undefined, true]]) {
    const odd = await open({ globals: { __tcfapi: (command, version, listener) => command == "addEventListener" && listener(...told) } });
    assert.deepEqual([odd.asked, odd.errors], [[], []]);
  }
});

// Pages whose own scripts have changed the ground under everybody: frozen or extended
// built-ins, replaced promises and listeners, dialogs that keep the focus, addresses that
// lead elsewhere, quirks mode. One page for each; asked and answered on all.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, setUp, shopForPages } from "./bench.mjs";
import { page, tag } from "./pages.mjs";
import { counts } from "./server.mjs";

const FROZEN = `<script>
  for (const one of [Object, Array, Function, String, Number, Promise, Map, Set, Date, RegExp, Element, Event, EventTarget, Node]) {
    Object.freeze(one);
    Object.freeze(one.prototype);
  }
  Object.freeze(JSON);
  Object.freeze(Math);
</script>`;

/** What Prototype.js 1.7 and its extensions leave behind. */
const PROTOTYPE = `<script>
  Object.prototype.extend = function () { return this; };
  Object.prototype.each = Object.prototype.extend;
  Array.prototype.each = function (tell) { this.forEach(tell); return this; };
  Array.prototype.toJSON = function () { return this.slice(); };
  Array.prototype.reduce = function (combine, first) { let at = 0; let sum = arguments.length > 1 ? first : this[at++]; for (; at < this.length; at++) { sum = combine(sum, this[at], at, this); } return sum; };
  Array.from = function (all) { const list = []; for (let at = 0; at < (all.length ?? 0); at++) { list.push(all[at]); } return list.concat(all.length === undefined ? [...all] : []); };
  Element.prototype.remove = function () { this.parentNode && this.parentNode.removeChild(this); return this; };
  window.$ = (id) => document.getElementById(id);
</script>`;

/** What MooTools 1.2 leaves behind. */
const MOOTOOLS = `<script>
  Function.prototype.bind = function (self, given) { const work = this; return function () { return work.apply(self, given === undefined ? arguments : [].concat(given)); }; };
  Function.prototype.delay = function (time) { return setTimeout(this, time); };
  String.prototype.contains = function (part) { return this.indexOf(part) > -1; };
  Array.prototype.flatten = function () { return [].concat(...this); };
  window.Event = Object.assign(class extends Event {}, { Keys: {} });
</script>`;

/** What zone.js does: promises of its own, and a wrapper around all that calls back. */
const ZONE = `<script>
  const Native = Promise;
  window.Promise = class ZoneAwarePromise {
    #real;
    constructor(work) { this.#real = work instanceof Native ? work : new Native(work); }
    then(done, failed) { return new ZoneAwarePromise(this.#real.then(done, failed)); }
    catch(failed) { return this.then(undefined, failed); }
    finally(work) { return new ZoneAwarePromise(this.#real.finally(work)); }
    static resolve(value) { return new ZoneAwarePromise(Native.resolve(value)); }
    static reject(reason) { return new ZoneAwarePromise(Native.reject(reason)); }
    static all(all) { return new ZoneAwarePromise(Native.all([...all])); }
    static race(all) { return new ZoneAwarePromise(Native.race([...all])); }
    get [Symbol.toStringTag]() { return "Promise"; }
  };
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  const wrapped = new WeakMap();
  EventTarget.prototype.addEventListener = function (type, listener, how) {
    const ours = typeof listener == "function" ? function (event) { return listener.call(this, event); } : listener;
    listener && wrapped.set(listener, ours);
    return addEventListener.call(this ?? window, type, ours, how);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, how) {
    return removeEventListener.call(this ?? window, type, wrapped.get(listener) ?? listener, how);
  };
  for (const name of ["setTimeout", "setInterval", "requestAnimationFrame", "queueMicrotask"]) {
    const real = window[name];
    window[name] = function (work, ...more) { return real(function () { work.apply(this, arguments); }, ...more); };
  }
  const { fetch } = window;
  window.fetch = (...given) => new window.Promise((done, failed) => fetch(...given).then(done, failed));
</script>`;

/** Scripts for watching errors and requests that wrap the network and the console. */
const WATCHED = `<script>
  const { fetch } = window;
  window.fetch = async function (resource, how) { const reply = await fetch.call(this, new Request(resource, how)); reply.clone().text(); return reply; };
  for (const name of ["pushState", "replaceState"]) {
    const real = history[name];
    Object.defineProperty(history, name, { configurable: false, writable: false, value: function () { return real.apply(this, arguments); } });
  }
  window.dataLayer = new Proxy([], {});
  Object.freeze(window.dataLayer.push);
  window.onerror = () => true;
</script>`;

const STEALS_FOCUS = `<div id="drawer" tabindex="-1"><button id="inside">Inside</button></div><script>
  document.addEventListener("focusin", ({ target }) => { window.__trap && !drawer.contains(target) && inside.focus(); });
</script>`;

const DIALOG = `<dialog id="terms">Our terms <button onclick="terms.close()">Agree</button></dialog>`;

const PAGES = {
  "frozen built-ins": { head: FROZEN },
  "built-ins as Prototype.js extends them": { head: PROTOTYPE },
  "built-ins as MooTools extends them": { head: MOOTOOLS },
  "promises, listeners and timers as zone.js wraps them": { head: ZONE },
  "a wrapped network and history that nobody may change": { head: WATCHED },
  "a base address that leads to another shop": { head: `<base href="https://elsewhere.example/shop/">` },
  "quirks mode": { quirks: true },
  "a root that is 62.5 percent": { head: `<style>html { font-size: 62.5% } body { font-size: 1.4rem }</style>` },
};

let bench;
before(async () => {
  bench = await setUp({
    pages: (server) => ({
      ...Object.fromEntries(Object.values(PAGES).map(({ head = "", quirks }, at) => {
        const html = page({ head: head + tag(server) });
        return [`/${at}`, quirks ? html.replace(/^<!doctype html>\s*/, "") : html];
      })),
      "/dialog": page({ head: tag(server), body: DIALOG }),
      "/trap": page({ head: tag(server), body: STEALS_FOCUS }),
    }),
    shop: shopForPages((shop) => {
      shop.prompts[0].question.shuffle = false;
    }),
  });
});
after(() => bench?.tearDown());

const listen = ({ page }) => page.addInitScript(() => {
  window.__heard = [];
  for (const type of ["error", "unhandledrejection"]) {
    window.addEventListener(type, (event) => window.__heard.push(`${type}: ${event.message ?? event.reason}`), true);
  }
});

Object.keys(PAGES).forEach((what, at) => {
  test(`a page with ${what} asks, looks right, and the answer arrives`, async () => {
    const was = counts(await bench.server.prompt("why-not")).other ?? 0;
    const { shopper, page, card } = await bench.visitor({ path: `/${at}`, before: listen });
    await ask(page, "why-not");
    await card.asks(bench.question("why-not"));
    const looks = await card.surface.evaluate((surface) => {
      const { fontSize, boxSizing } = getComputedStyle(surface);
      const { width, bottom } = surface.getBoundingClientRect();
      return { fontSize, boxSizing, width, gap: innerHeight - bottom };
    });
    assert.deepEqual(looks, { fontSize: "16px", boxSizing: "border-box", width: 360, gap: 16 });
    await card.choose("Something else");
    await card.type("too dear");
    await card.send();
    await card.replies(card.strings.thanks);
    await card.close();
    await card.isGone();
    await bench.server.until("why-not", (one) => counts(one).other == was + 1);
    assert.deepEqual([await page.evaluate(() => window.__heard), shopper.faults], [[], []]);
    await shopper.end();
  });
});

test("nothing is asked over a dialog of the page, and a dialog that comes later leaves the card as it was", async () => {
  const { shopper, page, card } = await bench.visitor({ path: "/dialog", before: ({ page }) => page.clock.install() });
  await page.evaluate(() => document.getElementById("terms").showModal());
  await ask(page, "found-it");
  await page.waitForLoadState("networkidle");
  for (let second = 0; second < 5; second++) {
    await page.clock.runFor(1_000);
  }
  assert.equal(await card.count(), 0);
  await page.getByRole("button", { name: "Agree" }).click();
  await card.asksAfter(() => page.clock.runFor(1_000), bench.question("found-it"));
  await page.evaluate(() => document.getElementById("terms").showModal());
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Agree", "the dialog has the focus");
  await page.getByRole("button", { name: "Agree" }).click();
  await card.choose("Yes");
  await bench.server.until("found-it", (one) => counts(one).up == 1);
  assert.deepEqual(shopper.faults, []);
  await shopper.end();
});

test("where the page takes the focus back again and again, a tap answers and closes", async () => {
  const { shopper, page, card } = await bench.visitor({ path: "/trap" });
  await ask(page, "how-happy");
  await card.asks(bench.question("how-happy"));
  await page.evaluate(() => { window.__trap = true; document.getElementById("inside").focus(); });
  await card.choose("4");
  await bench.server.until("how-happy", (one) => counts(one)[4] == 1);
  await card.close();
  await card.isGone();
  assert.equal(await page.evaluate(() => document.activeElement.id), "inside");
  assert.deepEqual(shopper.faults, []);
  await shopper.end();
});

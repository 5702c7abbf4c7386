// How the card behaves on other people's pages: it can be closed, it works by keyboard,
// it takes the focus from nobody, and it leaves the page as it was.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, setUp, shopForPages } from "./bench.mjs";
import { page, tag } from "./pages.mjs";
import { counts } from "./server.mjs";
import { until } from "./waiting.mjs";

const BANNER = `<div class="cc-window" style="position: fixed; inset: auto 0 0 0; background: #ddd">
  We use cookies. <button onclick="this.parentElement.remove()">Fine</button></div>`;
const FRAME = `<iframe title="Card" srcdoc="<label>Number <input></label>"></iframe>`;

let bench;
before(async () => {
  const shop = shopForPages((shop) => {
    shop.quiet.after_close_hours = 1;
    // Two for one page: the first belongs into a slot that is not there.
    const [first, second] = ["on-hold", "which-wording"].map((id) => shop.prompts.find((one) => one.id == id));
    Object.assign(first, { state: "live", steps: ["slots"], trigger: { event: "go" }, placement: { inline: "#nowhere" }, experiment: undefined });
    Object.assign(second, { state: "live", steps: ["slots"], trigger: { event: "go" }, experiment: undefined });
  });
  bench = await setUp({ shop, pages: (server) => ({ "/banner": page({ head: tag(server), body: BANNER }), "/slots": page({ head: tag(server), step: "slots" }), "/bare": page({}), "/frame": page({ head: tag(server), body: FRAME }), "/ar": page({ head: tag(server), lang: "ar", dir: "rtl" }) }) });
});
after(() => bench?.tearDown());

async function asked(prompt, how) {
  const visitor = await bench.visitor(how);
  await ask(visitor.page, prompt);
  await visitor.card.asks(bench.question(prompt, how?.lang));
  return visitor;
}

test("the close button closes, counts as dismissed, and nothing is asked again soon", async () => {
  const { shopper, page, card } = await asked("why-not");
  await card.close();
  await card.isGone();
  await bench.server.until("why-not", (one) => one.dismissed == 1 && one.answered == 0);
  await page.reload();
  await page.waitForFunction(() => window.tillside);
  await page.evaluate(() => window.tillside("ask", "found-it"));
  await page.waitForLoadState("networkidle");
  assert.equal(await card.count(), 0);
  assert.deepEqual(shopper.faults, []);
  await shopper.end();
});

test("Escape closes the card from inside and gives the focus back", async () => {
  const { shopper, page, card } = await asked("found-it");
  await page.focus("#name");
  await card.option("Yes").focus();
  await page.keyboard.press("Escape");
  await card.isGone();
  assert.equal(await page.evaluate(() => document.activeElement.id), "name");
  await shopper.end();
});

test("a scale is one stop for Tab, the arrow keys move, and Enter or Space answers", async () => {
  const { shopper, page, card } = await asked("how-likely");
  const stops = () => card.host.getByRole("radiogroup").first().getByRole("radio").evaluateAll((all) => all.filter((one) => one.tabIndex == 0).length);
  assert.equal(await stops(), 1, "from the beginning");
  await page.keyboard.press("Tab");
  await until("the focus to come into the card by Tab", async () => {
    const inside = await page.evaluate(() => document.activeElement.localName == "tillside-prompt"
      && document.activeElement.shadowRoot.activeElement.getAttribute("role") == "radio");
    return inside || (await page.keyboard.press("Tab"), false);
  });
  const focused = () => page.evaluate(() => document.querySelector("tillside-prompt").shadowRoot.activeElement.textContent.trim());
  const first = await focused();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  assert.notEqual(await focused(), first);
  await page.keyboard.press("End");
  assert.equal(await focused(), "10");
  await page.keyboard.press("ArrowRight");
  assert.equal(await focused(), "0", "after the last comes the first");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Space");
  await bench.server.until("how-likely", (one) => counts(one)[10] == 1 && one.answered == 1);
  assert.equal(await stops(), 1);
  await shopper.end();
});

test("in Arabic the left arrow key moves on", async () => {
  const { shopper, page, card } = await asked("how-easy", { lang: "ar", path: "/ar" });
  const places = () => card.host.getByRole("radio").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
  const [first, second] = await places();
  assert.ok(second < first, "the scale runs from right to left");
  await card.host.getByRole("radio").first().focus();
  await page.keyboard.press("ArrowLeft");
  const at = await page.evaluate(() => [...document.querySelector("tillside-prompt").shadowRoot.querySelectorAll("[role=radio]")]
    .indexOf(document.querySelector("tillside-prompt").shadowRoot.activeElement));
  assert.equal(at, 1);
  await shopper.end();
});

test("what cannot be sent is said in words, spoken too, and sent once it is mended", async () => {
  const { shopper, card } = await asked("call-me");
  await card.type("jo@");
  await card.send();
  await card.status.getByText(card.strings.check).waitFor();
  const field = card.host.getByRole("textbox");
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  assert.ok(await card.host.locator("p.note").getByText(card.strings.check).isVisible());
  await card.type("jo@shop.example");
  assert.equal(await field.getAttribute("aria-invalid"), "false");
  await card.send();
  await bench.server.until("call-me", (one) => one.answered == 1);
  assert.deepEqual(shopper.faults, []);
  await shopper.end();
});

test("while a form is on its way nothing is asked", async () => {
  const { shopper, page, card } = await bench.visitor({
    before: ({ page }) => page.addInitScript(() => {
      const original = EventTarget.prototype.addEventListener;
      EventTarget.prototype.addEventListener = function (type, ...more) {
        window.__watched ||= type == "submit";
        return original.call(this, type, ...more);
      };
    }),
  });
  await page.waitForFunction(() => window.__watched);
  const sent = await page.evaluate(() => {
    document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    document.querySelector("form").requestSubmit();
    return document.timeline.currentTime;
  });
  await ask(page, "found-it");
  await card.asks(bench.question("found-it"));
  const [came] = await page.evaluate(() => window.__notes.cards);
  assert.ok(came - sent >= 5_000, `${came - sent} ms after it was sent`);
  await shopper.end();
});

test("who is typing keeps the focus, and every letter", async () => {
  const visitor = await bench.visitor();
  const { shopper, page, card } = visitor;
  await page.evaluate(() => {
    window.__focused = [];
    document.addEventListener("focusin", (event) => window.__focused.push(event.target.id || event.target.localName), true);
  });
  await page.focus("#name");
  await page.waitForFunction(() => window.tillside);
  await page.evaluate(() => window.tillside("ask", "say-more"));
  await page.keyboard.type("Amal Haddad lives in Berlin", { delay: 60 });
  assert.equal(await page.inputValue("#name"), "Amal Haddad lives in Berlin");
  await page.focus("#number");
  await page.keyboard.type("4242424242424242", { delay: 60 });
  assert.equal(await page.inputValue("#number"), "4242424242424242");
  assert.equal(await page.evaluate(() => document.activeElement.id), "number");
  await page.locator("#number").blur();
  await card.asks(bench.question("say-more"));
  assert.deepEqual(await page.evaluate(() => window.__focused), ["name", "number"], "the card took the focus");
  await shopper.end();
});

test("who pays in a frame of the payment provider is not asked until done", async () => {
  const { shopper, page, card } = await bench.visitor({ path: "/frame", before: ({ page }) => page.clock.install() });
  await page.frameLocator("iframe").locator("input").click();
  await ask(page, "found-it");
  await page.waitForLoadState("networkidle");
  // The card looks for a quiet moment every second; it gets ten of them.
  for (let second = 0; second < 10; second++) {
    await page.clock.runFor(1_000);
  }
  assert.equal(await card.count(), 0);
  await page.frameLocator("iframe").locator("input").fill("4242424242424242");
  await page.locator("h1").click();
  await page.evaluate(() => document.activeElement.blur());
  await card.asksAfter(() => page.clock.runFor(1_000), bench.question("found-it"));
  await shopper.end();
});

test("while a consent banner waits for the visitor nothing is asked", async () => {
  const { shopper, page, card } = await bench.visitor({ path: "/banner", before: ({ page }) => page.clock.install() });
  await ask(page, "found-it");
  await page.waitForLoadState("networkidle");
  for (let second = 0; second < 10; second++) {
    await page.clock.runFor(1_000);
  }
  assert.equal(await card.count(), 0);
  await page.locator(".cc-window button").click();
  await card.asksAfter(() => page.clock.runFor(1_000), bench.question("found-it"));
  await shopper.end();
});

test("Escape that the page takes for something of its own leaves the card alone", async () => {
  const { shopper, page, card } = await asked("say-more");
  await page.evaluate(() => document.addEventListener("keydown", (event) => event.key == "Escape" && event.preventDefault(), { once: true }));
  await page.keyboard.press("Escape");
  // The second time nobody else wants it, and the card has seen both.
  assert.equal(await card.count(), 1);
  await page.keyboard.press("Escape");
  await card.isGone();
  await bench.server.until("say-more", (one) => one.shown >= 1);
  await shopper.end();
});

test("a prompt whose slot is not on the page does not keep the next one from being asked", async () => {
  const { shopper, page, card } = await bench.visitor({ path: "/slots" });
  await page.waitForFunction(() => window.tillside);
  await page.evaluate(() => window.tillside("event", "go"));
  await card.asks(bench.question("which-wording"));
  await shopper.end();
});

test("the card never lies on the button that pays", async () => {
  for (const phone of [false, true]) {
    const visitor = await bench.visitor({ phone });
    const { shopper, page, card } = visitor;
    // A bar at the bottom with the button in it, as phones have it.
    await page.addStyleTag({ content: "form { position: fixed; inset: auto 0 0 0; background: #eee; padding: 16px; z-index: 9 }" });
    await ask(page, "why-not");
    await card.asks(bench.question("why-not"));
    const [pay, surface] = await Promise.all([page.locator("#pay").boundingBox(), card.surface.boundingBox()]);
    const apart = pay.y >= surface.y + surface.height || surface.y >= pay.y + pay.height
      || pay.x >= surface.x + surface.width || surface.x >= pay.x + pay.width;
    await shopper.screenshot(`pay-button-${phone ? "phone" : "desktop"}`);
    assert.ok(apart, JSON.stringify({ pay, surface }));
    await shopper.end();
  }
});

test("after remove the page is as it was found", async () => {
  // Every listener that our scripts add anywhere in the page, until it is removed.
  const watchListeners = ({ page }) => page.addInitScript(() => {
    const kept = (window.__kept = []);
    const { addEventListener, removeEventListener } = EventTarget.prototype;
    const is = (target, type, listener, how) => (one) => one.target === target && one.type == type
      && one.listener === listener && one.capture == !!(how?.capture ?? how);
    EventTarget.prototype.addEventListener = function (type, listener, how) {
      const target = this ?? window;
      if (/\/s\/pk_|\/assets\/card-/.test(new Error().stack)) {
        window.__ours = (window.__ours ?? 0) + 1;
        kept.push({ target, type, listener, capture: !!(how?.capture ?? how), name: `${target} ${type}` });
      }
      return addEventListener.call(target, type, listener, how);
    };
    EventTarget.prototype.removeEventListener = function (type, listener, how) {
      const target = this ?? window;
      const at = kept.findIndex(is(target, type, listener, how));
      if (at >= 0) {
        kept.splice(at, 1);
      }
      return removeEventListener.call(target, type, listener, how);
    };
  });
  const { shopper, page, card } = await bench.visitor({ path: "/bare", before: watchListeners });
  const look = () => page.evaluate(() => ({
    html: document.documentElement.outerHTML,
    globals: Object.getOwnPropertyNames(window).filter((name) => !name.startsWith("__")).sort().join(" "),
    sheets: document.adoptedStyleSheets.length,
    history: [history.length, history.pushState, history.replaceState].map(String),
    own: [Object.hasOwn(history, "pushState"), Object.hasOwn(history, "replaceState")],
    layer: typeof window.dataLayer,
    listeners: window.__kept.filter(({ target }) => target === window || target.isConnected).map((one) => one.name),
    scroll: [scrollX, scrollY],
  }));
  const before = await look();
  await page.evaluate((src) => new Promise((go) => {
    const script = Object.assign(document.createElement("script"), { src, crossOrigin: "", onload: go });
    document.head.append(script);
  }), `${bench.server.base}/s/pk_tests.js`);
  await ask(page, "why-not");
  await card.asks(bench.question("why-not"));
  await page.evaluate(() => {
    window.tillside("remove");
    document.head.lastElementChild.remove();
  });
  await card.isGone();
  assert.deepEqual(await look(), before);
  assert.ok(await page.evaluate(() => window.__ours) > 10, "no listener was noticed, so none was missed");
  assert.deepEqual(shopper.faults, []);
  await shopper.end();
});

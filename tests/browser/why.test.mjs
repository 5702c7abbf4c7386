// The panel of `?tillside=why`: it names the rule that stops a prompt, keeps up with the
// page, tells what the loader decided before there was a card, and is nowhere else.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findings } from "./axe.mjs";
import { setUp, shopForPages } from "./bench.mjs";
import { page, tag } from "./pages.mjs";
import { startServer } from "./server.mjs";

const STRICT = (server) => `default-src 'none'; script-src ${server.base} 'wasm-unsafe-eval'; connect-src ${server.base};
  img-src data:; require-trusted-types-for 'script'; trusted-types 'none'`.replace(/\s+/g, " ");
const NO_WASM = (server) => STRICT(server).replace(" 'wasm-unsafe-eval'", "");

const BUTTONS = [...Array(9).keys()].map((at) => `<button style="position: fixed; right: 16px; width: 300px; bottom: ${at * 100}px">Pay</button>`).join("");

const shop = shopForPages((shop) => {
  shop.quiet = { between_hours: 0, after_close_hours: 2 };
  const change = (id, changes) => Object.assign(shop.prompts.find((one) => one.id == id), changes);
  change("why-not", { targeting: [{ cart_value: { min: 50, currency: "EUR" } }, { not: { device: ["tablet"] } }], trigger: { any: [{ scroll: 90 }, { all: [{ time: 100 }, { inactivity: 100 }] }] } });
  change("what-else", { steps: ["fields"], trigger: { time: 0 } });
  change("found-it", { cap: { times: 1, every_days: 7, until_answered: false }, trigger: { event: { name: "filter_used", where: [{ property: "of", is: "price" }] } } });
  change("which-wording", { trigger: { time: 0 }, experiment: { id: "wording", holdout: 10_000 } });
  change("how-easy", { steps: ["slot"], placement: { inline: "#nowhere" }, trigger: { time: 0 } });
});

let bench;
before(async () => {
  bench = await setUp({ shop, pages: (server) => {
    const strict = (policy) => ({ html: page({ head: tag(server), step: "product" }), headers: { "content-security-policy": policy(server) } });
    return {
      "/tall": page({ head: tag(server), body: `<div style="height: 4000px"></div>` }),
      "/product": page({ head: tag(server), step: "product" }), "/fields": page({ head: tag(server), step: "fields" }),
      "/banner": page({ head: tag(server), step: "fields", body: `<div class="cc-window" style="position: fixed; inset: auto 0 0 0">Cookies?</div>` }),
      "/search": page({ head: tag(server), step: "search" }),
      "/full": page({ head: tag(server), step: "fields", body: `<form>${BUTTONS}</form>` }),
      "/slot": page({ head: tag(server), step: "slot" }), "/strict": strict(STRICT), "/no-wasm": strict(NO_WASM),
      "/ar": page({ head: tag(server), lang: "ar", dir: "rtl" }),
    };
  } });
});
after(() => bench?.tearDown());

/** The panel as people find it: by roles, names and words. */
class Panel {
  constructor(page) {
    this.page = page;
    this.host = page.locator("tillside-why");
    this.region = this.host.getByRole("region", { name: "Why a prompt is asked or not" });
  }

  prompt(id) {
    return this.host.locator("details").filter({ has: this.page.getByText(id, { exact: true }) });
  }

  /** Waits until a prompt stands so. */
  async says(id, word) {
    await this.prompt(id).locator("summary").getByText(word, { exact: true }).waitFor();
  }

  async unfold(id) {
    await this.prompt(id).locator("summary").click();
  }

  /** Waits for a line of an unfolded prompt, by its sign, what it wants and what there is. */
  async line(id, sign, want, there) {
    const line = this.prompt(id).getByRole("listitem").filter({ has: this.page.getByText(want, { exact: true }) });
    await line.locator("> div").filter({ hasText: sign }).filter({ hasText: there }).last().waitFor();
  }

  async fact(name, text) {
    await this.host.locator("dl > div").filter({ has: this.page.getByText(name, { exact: true }) }).filter({ hasText: text }).waitFor();
  }

  button(name) {
    return this.host.getByRole("button", { name });
  }
}

async function opened({ path = "/", ...how } = {}) {
  const visitor = await bench.visitor({ path: `${path}?tillside=why`, ...how });
  const panel = new Panel(visitor.page);
  await panel.region.waitFor();
  return { ...visitor, panel };
}

async function end({ shopper }) {
  assert.deepEqual(shopper.faults, []);
  await shopper.end();
}

test("a prompt is stopped by what the cart is worth, then waits for its trigger, then is asked", async () => {
  const visitor = await opened({ path: "/tall" });
  const { page, panel, card } = visitor;
  await panel.fact("Step", "cart, told by data-tillside-step on html");
  await panel.says("why-not", "stopped by cart value");
  await panel.says("found-it", "stopped by its step");
  await panel.unfold("why-not");
  await panel.line("why-not", "✗", "Cart value at least 50 in EUR", "Now: not known");
  await page.evaluate(() => window.tillside("step", "cart", { value: 49.9, currency: "EUR", items: 2 }));
  await panel.line("why-not", "✗", "Cart value at least 50 in EUR", "Now: 49.9 EUR");
  await panel.fact("Cart", "49.9 EUR, 2 items");
  await panel.fact("Step", "cart, told by tillside('step', …)");
  await page.evaluate(() => window.dataLayer.push({ event: "view_cart", ecommerce: { value: 60, currency: "EUR" } }));
  await panel.line("why-not", "✓", "Cart value at least 50 in EUR", "Now: 60 EUR");
  await panel.says("why-not", "waits for its trigger");
  await panel.line("why-not", "✓", "This does not hold:", "");
  await panel.line("why-not", "✗", "On a tablet", "Now: desktop");
  await page.evaluate(() => scrollTo(0, 9e3));
  await panel.says("why-not", "is being asked");
  await card.asks(bench.question("why-not"));
  await panel.fact("Asking", "why-not");
  await end(visitor);
});

test("time passes in the panel, and an event is told with what came with it", async () => {
  const visitor = await opened({ path: "/product", before: ({ page }) => page.clock.install() });
  const { page, panel, card } = visitor;
  await panel.says("found-it", "waits for its trigger");
  await panel.unfold("found-it");
  const wanted = "The event filter_used with of is price";
  await panel.line("found-it", "…", wanted, "Now: has not come");
  await page.evaluate(() => window.tillside("event", "filter_used", { of: "colour", by: "hand" }));
  await page.clock.runFor(1_000);
  await panel.line("found-it", "…", wanted, `came 1 time, last with {"of":"colour"}`);
  await panel.unfold("why-not");
  await panel.line("why-not", "…", "100 s on this step", /Now: [0-9] s/);
  await page.clock.runFor(40_000);
  await panel.line("why-not", "…", "100 s on this step", /Now: 4[0-9] s/);
  // Its book is old by now; it gets as long to read it again as the time of the page goes on by itself.
  await page.evaluate(() => window.tillside("event", "filter_used", { of: "price" }));
  await card.asks(bench.question("found-it"));
  await card.close();
  await page.clock.runFor(2_000);
  await panel.says("found-it", "was asked on this page");
  await panel.line("found-it", "✗", "Shown at most 1 time in 7 days", "(in 6 d 23 h)");
  // The loader looks again when something happens.
  await page.evaluate(() => window.tillside("event", "anything"));
  await page.clock.runFor(1_000);
  await panel.fact("Loader", "without this panel it would fetch no card here now");
  await panel.says("what-else", "stopped by its step");
  await panel.unfold("what-else");
  await panel.line("what-else", "✗", "2 h since one was closed", "(in 1 h 59 min)");
  await end(visitor);
});

test("a prompt under its cap says when that ends, on the next page too", async () => {
  const visitor = await opened({ path: "/product" });
  const { page, panel, card } = visitor;
  await page.evaluate(() => window.tillside("event", "filter_used", { of: "price" }));
  await card.asks(bench.question("found-it"));
  await card.choose("Yes");
  await page.reload();
  await panel.says("found-it", "stopped by its cap");
  await panel.unfold("found-it");
  await panel.line("found-it", "✗", "Shown at most 1 time in 7 days", /shown 1 time, last .* ago\); not before .*\(in (7 d|6 d 23 h)\)/);
  await end(visitor);
});

test("a field that has the focus holds a prompt back, and is named", async () => {
  const visitor = await bench.visitor({ path: "/product?tillside=why" });
  const { page, card } = visitor;
  const panel = new Panel(page);
  await panel.says("what-else", "stopped by its step");
  await page.focus("#name");
  await page.evaluate(() => window.tillside("step", "fields"));
  await panel.says("what-else", "would be asked, but a field has the focus: input#name");
  await panel.fact("Moment", "not now: a field has the focus: input#name");
  await page.evaluate(() => document.activeElement.blur());
  await card.asks(bench.question("what-else"));
  await panel.says("what-else", "is being asked");
  await end(visitor);
});

test("a consent banner holds a prompt back, and is named", async () => {
  const visitor = await opened({ path: "/banner" });
  const { page, panel, card } = visitor;
  await panel.says("what-else", "would be asked, but a dialog or a consent banner is open: div.cc-window");
  await page.evaluate(() => document.querySelector(".cc-window").remove());
  await card.asks(bench.question("what-else"));
  await end(visitor);
});

test("a page without room for a card says so", async () => {
  const visitor = await opened({ path: "/full" });
  await visitor.panel.says("what-else", "would be asked, but there is no room for a card beside the page's bars and buttons");
  await end(visitor);
});

test("a visitor of the holdout is told to be one", async () => {
  const visitor = await opened({ path: "/search" });
  await visitor.panel.says("which-wording", "was withheld: this visitor is in the holdout, whom nobody asks");
  await visitor.panel.unfold("which-wording");
  await visitor.panel.line("which-wording", "", "Arm of the experiment", "holdout");
  await end(visitor);
});

test("where the prompts cannot be read again, it says until when nothing is asked", async () => {
  const { shopper, page, panel } = await opened({ path: "/product", before: ({ page }) => page.clock.install() });
  await panel.says("found-it", "waits for its trigger");
  await page.route(/\/book\?/, (route) => route.abort());
  await page.clock.runFor(21_000);
  await page.evaluate(() => window.tillside("event", "filter_used", { of: "price" }));
  await page.clock.runFor(1_000);
  await panel.says("found-it", "would be asked, but the prompts cannot be read");
  await panel.fact("Prompts", /nothing is asked until .* \(in (29|30) s\)/);
  await shopper.end();
});

test("what the browser asks of pages is told: to save data, and not to follow", async () => {
  const visitor = await opened({ before: ({ page }) => page.addInitScript(() => {
    Object.defineProperty(navigator, "connection", { value: { saveData: true, effectiveType: "4g" } });
    Object.defineProperty(navigator, "globalPrivacyControl", { value: true });
  }) });
  await visitor.panel.fact("Network", "Save-Data is on: without this panel nothing would be loaded or asked here");
  await visitor.panel.fact("Privacy", "no id is kept");
  await visitor.panel.fact("Loader", "without this panel it would fetch no card here now");
  await end(visitor);
});

test("a prompt without its slot says so", async () => {
  const visitor = await opened({ path: "/slot" });
  await visitor.panel.says("how-easy", "has no place here: nothing matches #nowhere");
  await end(visitor);
});

test("what is unfolded and focused stays so, and nothing takes the focus of the page", async () => {
  const visitor = await bench.visitor({ path: "/product?tillside=why" });
  const { page } = visitor;
  const panel = new Panel(page);
  await page.focus("#name");
  await panel.region.waitFor();
  await panel.says("why-not", "stopped by its step");
  assert.equal(await page.evaluate(() => document.activeElement.id), "name");
  const summary = panel.prompt("why-not").locator("summary");
  await summary.focus();
  await page.keyboard.press("Enter");
  await page.evaluate(() => window.tillside("step", "cart", { value: 10, currency: "EUR" }));
  await panel.says("why-not", "stopped by cart value");
  assert.ok(await summary.evaluate((element) => element.getRootNode().activeElement == element && element.parentElement.open));
  await panel.host.getByRole("status").filter({ hasText: "why-not stopped by cart value" }).waitFor({ state: "attached" });
  await end(visitor);
});

test("it folds, closes, and goes with everything else of ours", async () => {
  const visitor = await opened({ path: "/product" });
  const { page, panel } = visitor;
  await panel.button("Fold").click();
  assert.equal(await panel.button("Unfold").getAttribute("aria-expanded"), "false");
  assert.equal(await panel.prompt("why-not").isVisible(), false);
  await panel.button("Close").click();
  await panel.host.waitFor({ state: "detached" });
  await page.reload();
  await panel.region.waitFor();
  await page.evaluate(() => window.tillside("remove"));
  await panel.host.waitFor({ state: "detached" });
  await end(visitor);
});

test("before there is consent it says so, and fetches neither card nor book", async () => {
  const server = await startServer({ shop: { ...shop, consent: "required" } });
  try {
    const requests = [];
    const visitor = await opened({ before: async ({ page }) => {
      page.on("request", (request) => requests.push(request.url()));
      // The shop's page, with the loader of the other server.
      await page.route(/pk_tests/, (route) => route.continue({ url: route.request().url().replace(bench.server.base, server.base) }));
    } });
    const { page, panel } = visitor;
    await panel.fact("Consent", "not given: the shop waits for tillside('consent', 'granted')");
    await panel.fact("Card", "not loaded: nothing is fetched or kept before there is consent");
    await panel.says("why-not", "not looked at without the card");
    assert.deepEqual(requests.filter((url) => /card-|book/.test(url)), []);
    assert.equal(await page.evaluate(() => localStorage.length), 0);
    await page.evaluate(() => window.tillside("consent", "granted"));
    await panel.fact("Consent", "given");
    await panel.says("why-not", "stopped by cart value");
    await end(visitor);
  } finally {
    await server.stop();
  }
});

test("it works under a strict policy with Trusted Types", async () => {
  const visitor = await opened({ path: "/strict" });
  await visitor.panel.says("why-not", "stopped by its step");
  await visitor.panel.unfold("why-not");
  await end(visitor);
});

test("where the page forbids WebAssembly it names what is missing", async () => {
  const { shopper, panel } = await opened({ path: "/no-wasm" });
  await panel.fact("Card", "it does not run: the page's policy forbids WebAssembly ('wasm-unsafe-eval')");
  await panel.says("found-it", "not looked at without the card");
  await shopper.end();
});

test("axe finds nothing wrong with it, and it fits a narrow phone", async () => {
  for (const [name, how] of Object.entries({
    desktop: {}, dark: { colorScheme: "dark" }, arabic: { path: "/ar", lang: "ar" },
    phone: { phone: true }, narrow: { viewport: { width: 320, height: 640 }, colorScheme: "dark" },
  })) {
    const visitor = await opened(how);
    const { page, panel, shopper } = visitor;
    await panel.says("why-not", "stopped by cart value");
    await panel.unfold("why-not");
    await panel.line("why-not", "✗", "Cart value at least 50 in EUR", "Now: not known");
    assert.deepEqual(await findings(page, "tillside-why"), [], name);
    const width = await panel.host.evaluate((host) => Math.max(host.getBoundingClientRect().right, host.shadowRoot.querySelector(".body").scrollWidth));
    assert.ok(width <= page.viewportSize().width, `${name}: ${width}`);
    await shopper.screenshot(`why-${name}`);
    await end(visitor);
  }
});

test("a page without the parameter has no panel and downloads nothing for it", async () => {
  const requests = [];
  const visitor = await bench.visitor({ before: ({ page }) => page.on("request", (request) => requests.push(request.url())) });
  await visitor.page.waitForFunction(() => window.tillside);
  await visitor.page.waitForLoadState("networkidle");
  assert.equal(await visitor.page.locator("tillside-why").count(), 0);
  assert.ok(requests.some((url) => url.endsWith("/s/pk_tests.js")));
  assert.deepEqual(requests.filter((url) => /why|staff/.test(url)), []);
  await end(visitor);
});

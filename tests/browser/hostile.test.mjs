// Pages that make it hard: a strict policy, no storage, styles and scripts that change
// everything, requests that fail, a card whose program breaks. The page never notices.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, setUp } from "./bench.mjs";
import { page, tag } from "./pages.mjs";
import { counts } from "./server.mjs";
import { until } from "./waiting.mjs";

let bench;

const policy = (server, wasm) => [
  "default-src 'none'", `script-src ${server.base}${wasm ? " 'wasm-unsafe-eval'" : ""}`,
  `connect-src ${server.base}`, "style-src 'none'", "img-src data:", "base-uri 'none'", "form-action 'none'",
  "require-trusted-types-for 'script'", "trusted-types 'none'",
].join("; ");

const RESET = `<style>* { all: unset !important; display: inline !important;
  position: static !important; color: red !important; font-size: 3px !important; }
  body > * { opacity: .1 !important; }
  tillside-prompt { display: none !important; transform: rotate(9deg) !important; } div { visibility: hidden !important; }</style>`;

const BUILT_INS = `<script>
  Object.prototype.extra = function () {};
  Array.prototype.last = function () { return this[this.length - 1]; };
  Array.prototype.toJSON = function () { return this.slice(); };
  String.prototype.strip = function () { return this.trim(); };
  window.define = Object.assign(function () {}, { amd: {} });
</script>`;

before(async () => {
  bench = await setUp({
    pages: (server) => ({
      "/strict": { html: page({ head: tag(server) }), headers: { "content-security-policy": policy(server, true) } },
      "/no-wasm": { html: page({ head: tag(server) }), headers: { "content-security-policy": policy(server, false) } },
      "/unknown": page({ head: tag(server), step: "" }),
      "/named": page({ head: tag(server), step: "Wish List" }),
      "/reset": page({ head: RESET + tag(server) }),
      "/built-ins": page({ head: BUILT_INS + tag(server) }),
      "/twice": page({ head: tag(server) + tag(server), body: tag(server) }),
    }),
  });
});
after(() => bench?.tearDown());

/** Notes what reaches the page's own error handlers. */
const listen = ({ page }) => page.addInitScript(() => {
  window.__heard = [];
  for (const type of ["error", "unhandledrejection", "securitypolicyviolation"]) {
    window.addEventListener(type, (event) => window.__heard.push(`${type}: ${event.message ?? event.reason ?? event.violatedDirective}`), true);
  }
});
const heard = (page) => page.evaluate(() => window.__heard);

/** Asks and waits for the card. */
async function asks({ page, card }) {
  await ask(page, "why-not");
  await card.asks(bench.question("why-not"));
}

/** Answers, and finds exactly one more of this answer in the results. */
async function answersOnce({ card, shopper }) {
  const was = counts(await bench.server.prompt("why-not")).price ?? 0;
  await card.choose("The price");
  await bench.server.until("why-not", (one) => counts(one).price == was + 1);
  await shopper.end();
}

test("a page with Trusted Types and a strict policy on another origin asks without a violation", async () => {
  const visitor = await bench.visitor({ path: "/strict", before: listen });
  await asks(visitor);
  const corner = await visitor.card.surface.evaluate((card) => getComputedStyle(card).borderStartStartRadius);
  assert.equal(corner, "8px", "the shop's theme is in force without a style element");
  await visitor.shopper.screenshot("strict-policy");
  assert.deepEqual(await heard(visitor.page), []);
  assert.deepEqual(visitor.shopper.faults, []);
  await answersOnce(visitor);
});

const ANSWERS = {
  "what-else": async (card) => { await card.host.getByRole("checkbox").first().click(); await card.send(); },
  "found-it": (card) => card.host.getByRole("radio").first().click(),
  "how-easy": (card) => card.host.getByRole("radio").last().click(),
  "how-happy": (card) => card.host.getByRole("radio").last().click(),
  "how-likely": async (card) => { await card.host.getByRole("radio").first().click(); await card.type("slow"); await card.send(); },
  "say-more": async (card) => { await card.type("more"); await card.send(); },
  "call-me": async (card) => { await card.type("jo@shop.example"); await card.send(); },
};
for (const [kind, answer] of Object.entries(ANSWERS)) {
  test(`under the strict policy ${kind} is asked and answered to the last word without a violation`, async () => {
    const { shopper, page, card } = await bench.visitor({ path: "/strict", before: listen });
    await ask(page, kind);
    await card.asks(bench.question(kind));
    await answer(card);
    await card.replies(card.strings.thanks);
    await bench.server.until(kind, (one) => one.answered == 1);
    assert.deepEqual([await heard(page), shopper.faults], [[], []]);
    await shopper.end();
  });
}

test("where WebAssembly is forbidden nothing is shown and no error reaches the page", async () => {
  const visitor = await bench.visitor({ path: "/no-wasm", before: listen });
  await ask(visitor.page, "why-not");
  await visitor.page.waitForLoadState("networkidle");
  const errors = (await heard(visitor.page)).filter((one) => !one.startsWith("securitypolicyviolation"));
  assert.deepEqual(errors, []);
  assert.equal(await visitor.card.count(), 0);
  await visitor.shopper.end();
});

test("a visitor whose browser denies storage is asked, and the answer arrives", async () => {
  const deny = ({ page }) => page.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
    }
    Object.defineProperty(navigator, "locks", { value: undefined });
  });
  const visitor = await bench.visitor({ before: deny });
  await asks(visitor);
  await answersOnce(visitor);
  assert.deepEqual(visitor.shopper.faults, []);
});

test("storage that is full loses no answer", async () => {
  const full = ({ page }) => page.addInitScript(() => {
    Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
    const real = window.localStorage;
    const stuffed = new Proxy(real, { set() { throw new DOMException("full", "QuotaExceededError"); } });
    Object.defineProperty(window, "localStorage", { get: () => stuffed });
  });
  const visitor = await bench.visitor({ before: full });
  await asks(visitor);
  await answersOnce(visitor);
  assert.deepEqual(visitor.shopper.faults, []);
});

test("the page's styles do not reach the card", async () => {
  const visitor = await bench.visitor({ path: "/reset" });
  await asks(visitor);
  const looks = await visitor.card.option("The price").evaluate((option) => {
    const { fontSize, opacity, transform } = getComputedStyle(option);
    return { big: parseFloat(fontSize) >= 14, opacity, transform };
  });
  assert.deepEqual(looks, { big: true, opacity: "1", transform: "none" });
  assert.equal(await visitor.card.host.evaluate((host) => getComputedStyle(host).opacity), "1");
  await visitor.shopper.screenshot("hostile-styles");
  await answersOnce(visitor);
});

test("a page that changes built-in objects is asked as usual", async () => {
  const visitor = await bench.visitor({ path: "/built-ins", before: listen });
  await asks(visitor);
  await answersOnce(visitor);
  assert.deepEqual(visitor.shopper.faults, []);
});

test("a page that nothing is known of is asked too, and the answer is kept", async () => {
  const visitor = await bench.visitor({ path: "/unknown" });
  await asks(visitor);
  await answersOnce(visitor);
  assert.deepEqual(visitor.shopper.faults, []);
});

test("a step with a name as people write it, and an address of great length, lose no answer", async () => {
  const visitor = await bench.visitor({ path: "/named" });
  await visitor.page.evaluate(() => history.replaceState({}, "", "/" + "صابون".repeat(60)));
  await asks(visitor);
  await answersOnce(visitor);
});

test("facts about the cart that make no sense lose no answer", async () => {
  const visitor = await bench.visitor({ path: "/unknown" });
  await visitor.page.waitForFunction(() => window.tillside);
  await visitor.page.evaluate(() => window.tillside("step", "cart", { value: -5, currency: "EUR", items: -3 }));
  await visitor.page.evaluate(() => window.tillside("step", "cart", { value: 1e300, currency: "euros", items: 1e12 }));
  await asks(visitor);
  await answersOnce(visitor);
});

test("a page with the tag three times asks once and counts once", async () => {
  const visitor = await bench.visitor({ path: "/twice" });
  await asks(visitor);
  assert.equal(await visitor.card.count(), 1);
  await answersOnce(visitor);
});

for (const [what, pattern] of [["book", "**/book?**"], ["program", "**/*.wasm"], ["glue", "**/card-*.js"]]) {
  test(`a page to which the ${what} does not come shows nothing and hears nothing`, async () => {
    const block = async (shopper) => {
      await listen(shopper);
      await shopper.page.route(pattern, (route) => route.abort());
    };
    const visitor = await bench.visitor({ before: block });
    await ask(visitor.page, "why-not");
    await until("a failed request", () => visitor.shopper.faults.some((one) => one.startsWith("request failed")));
    await visitor.page.waitForLoadState("networkidle");
    // A console message of the browser about the failed request is all there may be.
    assert.deepEqual((await heard(visitor.page)).filter((one) => !one.startsWith("error: undefined")), []);
    assert.equal(await visitor.card.count(), 0);
    await visitor.shopper.end();
  });
}

test("a trap inside the card takes the card away and the page hears nothing of it", async () => {
  // Every function that the card's program exports traps once the page says so, as an
  // `unreachable` in it would.
  const rig = async (shopper) => {
    await listen(shopper);
    await shopper.page.addInitScript(() => {
      const trapping = (exports) => Object.fromEntries(Object.entries(exports).map(([name, value]) => [
        name,
        typeof value != "function" ? value : (...given) => {
          if (window.__trap) {
            window.__trapped = true;
            throw new WebAssembly.RuntimeError("unreachable");
          }
          return value(...given);
        },
      ]));
      for (const method of ["instantiate", "instantiateStreaming"]) {
        const original = WebAssembly[method];
        WebAssembly[method] = async (...given) => {
          const made = await original(...given);
          const { instance, module } = made.instance ? made : { instance: made };
          const rigged = { exports: trapping(instance.exports) };
          return made.instance ? { instance: rigged, module } : rigged;
        };
      }
    });
  };
  const { page, card, shopper } = await bench.visitor({ before: rig });
  await ask(page, "why-not");
  await card.asks(bench.question("why-not"));
  await card.option("The price").evaluate((option) => {
    window.__trap = true;
    option.click();
  });
  await card.isGone();
  assert.equal(await page.evaluate(() => window.__trapped), true, "nothing trapped, so nothing was tested");
  // What comes later must not find the broken program either.
  await ask(page, "found-it");
  await page.mouse.move(50, 50);
  await page.evaluate(() => { history.pushState({}, "", "/elsewhere"); window.dispatchEvent(new Event("scroll")); });
  await page.waitForLoadState("networkidle");
  assert.deepEqual(await heard(page), []);
  assert.deepEqual(shopper.faults, []);
  assert.equal(await card.count(), 0);
  await shopper.end();
});

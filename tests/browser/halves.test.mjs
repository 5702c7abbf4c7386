// The card comes in two halves. The late one is fetched when a prompt can be seen; what a
// shopper does until it has come is kept, and happens then, once. Who needs it earlier
// gets a card all the same, and if it never comes, nobody is disturbed.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { ask, setUp, startBoth } from "./bench.mjs";
import { Card } from "./card.mjs";
import { page as shopPage, tag } from "./pages.mjs";
import { counts, demoShop } from "./server.mjs";
import { DemoShop } from "./shop.mjs";
import { visit } from "./visit.mjs";
import { until } from "./waiting.mjs";

const LATE = /-late\.wasm$/;
const assets = process.env.TILLSIDE_ASSETS || new URL("../../target/tillside/assets", import.meta.url).pathname;
/** A plain build has its card in one piece: then there is nothing to be tried here. */
const { late } = JSON.parse(readFileSync(`${assets}/manifest.json`, "utf8"));
const halved = { skip: !late && "the card is in one piece: `cargo xtask build --release` halves it" };

let bench;
before(async () => {
  bench = await setUp({ pages: (server) => ({ "/ar": shopPage({ head: tag(server), lang: "ar", dir: "rtl" }) }) });
});
after(() => bench?.tearDown());

/** Notes in what order files of the card are asked for. */
function watch({ page }) {
  const seen = [];
  page.on("request", (request) => /\/assets\/card-/.test(request.url()) && seen.push(request.url().replace(/.*\/card-[0-9a-f]+/, "")));
  return seen;
}

/** Keeps the late half back until it is let through. */
async function holdBack({ page }) {
  let open, gate, held;
  const close = () => {
    held = 0;
    gate = new Promise((go) => (open = go));
  };
  close();
  await page.route(LATE, async (route) => {
    held++;
    await gate;
    // The page may be gone by now.
    await route.continue().catch(() => {});
  });
  return { release: () => open(), close, held: () => held };
}

/** Notes what reaches the page's own error handlers. */
const listen = ({ page }) => page.addInitScript(() => {
  window.__heard = [];
  for (const type of ["error", "unhandledrejection"]) {
    window.addEventListener(type, (event) => window.__heard.push(`${type}: ${event.message ?? event.reason}`), true);
  }
});

/** A visitor whose card asks while its late half is kept back. */
async function asked(prompt, how) {
  let gate;
  const visitor = await bench.visitor({ ...how, before: async (shopper) => {
    await listen(shopper);
    gate = await holdBack(shopper);
  } });
  await ask(visitor.page, prompt);
  await visitor.card.asks(bench.question(prompt, how?.lang));
  await until("the late half to be asked for", () => gate.held() > 0);
  return { ...visitor, ...gate };
}

async function end({ shopper, page }) {
  assert.deepEqual([await page.evaluate(() => window.__heard ?? []), shopper.faults], [[], []]);
  await shopper.end();
}

for (const [lang, phone] of [["en", false], ["ar", true]]) {
  test(`the first prompts of the demo shop need the early half alone, ${lang}, ${phone ? "phone" : "desktop"}`, halved, async () => {
    const [server, browser] = await startBoth();
    try {
      const shopFile = demoShop();
      const shopper = await visit(browser, { lang, phone });
      const seen = watch(shopper);
      const shop = new DemoShop(shopper, server, lang);
      const card = new Card(shopper, (await server.book(lang)).strings);
      const asks = (id) => shopFile.prompts.find((one) => one.id == id).question.text[lang];
      // Every page loads the card anew, and each of its first prompts is one. Until the prompt
      // is there its late half does not come.
      const gate = await holdBack(shopper);
      const comes = async () => {
        await until("the late half to be asked for", () => gate.held() == 1);
        gate.release();
        await shopper.page.waitForLoadState("networkidle");
        gate.close();
      };
      await shop.open("product");
      await shop.addToCart();
      phone && await shop.page.clock.install();
      await shop.toCart();
      await card.asksAfter(() => phone ? shop.page.clock.fastForward(21_000) : shop.reachForTheTabs(), asks("cart-hesitation"));
      await comes();
      await shop.toCheckout();
      await shop.mistypeEmail();
      await card.asks(asks("checkout-trouble"));
      await comes();
      await shop.order();
      await card.asks(asks("order-nps"));
      await comes();
      // A card that begins anew loads its early half a second time.
      for (let at = 0; at < seen.length; at += 4) {
        assert.deepEqual(seen.slice(at, at + 4).sort(), ["-late.js", "-late.wasm", ".js", ".wasm"]);
      }
      assert.deepEqual(shopper.faults, []);
    } finally {
      await browser.close();
      await server.stop();
    }
  });
}

test("a tap before the late half is there counts once, when it has come", halved, async () => {
  const visitor = await asked("why-not");
  const { page, card, release } = visitor;
  await card.choose("The price");
  await card.choose("The price");
  await page.evaluate(() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go))));
  assert.equal(await card.option("The price").getAttribute("aria-checked"), "false");
  release();
  await card.replies(card.strings.thanks);
  await bench.server.until("why-not", (one) => counts(one).price == 1 && one.answered == 1);
  await end(visitor);
});

test("two ticks on one box are one, and what was typed meanwhile is sent", halved, async () => {
  const ticks = await asked("what-else");
  await ticks.card.choose("Photos");
  await ticks.card.choose("Photos");
  await ticks.card.choose("Sizes");
  ticks.release();
  await until("the boxes to be ticked", async () => await ticks.card.option("Sizes").getAttribute("aria-checked") == "true");
  assert.equal(await ticks.card.option("Photos").getAttribute("aria-checked"), "true");
  await end(ticks);

  const words = await asked("say-more", { lang: "ar", path: "/ar", phone: true });
  await words.card.type("التوصيل بطيء");
  await words.card.send();
  words.release();
  await words.card.replies(words.card.strings.thanks);
  await bench.server.until("say-more", (one) => one.verbatims[0]?.text == "التوصيل بطيء" && one.verbatims.length == 1);
  await end(words);
});

test("a close before the late half is there closes when it has come", halved, async () => {
  const visitor = await asked("found-it");
  const { card, release } = visitor;
  await card.close();
  release();
  await card.isGone();
  await bench.server.until("found-it", (one) => one.dismissed == 1 && one.answered == 0);
  await end(visitor);
});

test("the shop takes everything away at once, whether the late half is there or not", halved, async () => {
  const visitor = await asked("how-easy");
  const { page, card, release } = visitor;
  await page.evaluate(() => window.tillside("remove"));
  assert.equal(await card.count(), 0);
  const come = page.waitForResponse(LATE);
  release();
  await (await come).finished();
  await page.mouse.move(100, 100);
  assert.equal(await card.count(), 0);
  await end(visitor);
});

test("a late half that never comes disturbs nobody: the card leaves", halved, async () => {
  const { shopper, page, card } = await bench.visitor({ before: async (shopper) => {
    await listen(shopper);
    await shopper.page.route(LATE, (route) => route.abort());
  } });
  await ask(page, "how-happy");
  await card.asks(bench.question("how-happy"));
  await card.host.getByRole("radio").first().click();
  // That it was shown is told all the same.
  await bench.server.until("how-happy", (one) => one.shown == 1);
  await card.isGone();
  await page.mouse.move(100, 100);
  await page.evaluate(() => window.dispatchEvent(new Event("scroll")));
  assert.deepEqual(await page.evaluate(() => window.__heard), []);
  // The browser itself notes the requests that failed.
  assert.deepEqual(shopper.faults.filter((fault) => !LATE.test(fault) && !fault.includes("-late.wasm")), []);
  await shopper.end();
});

for (const [what, file] of [["program", LATE], ["script", /-late\.js$/]]) {
  test(`a late half whose ${what} comes at the second try is as good`, halved, async () => {
    let tries = 0;
    const { shopper, page, card } = await bench.visitor({ before: (shopper) => shopper.page.route(file, (route) => tries++ ? route.continue() : route.abort()) });
    await ask(page, "how-happy");
    await card.asks(bench.question("how-happy"));
    await card.host.getByRole("radio").first().click();
    await card.replies(card.strings.thanks);
    assert.equal(tries, 2);
    await shopper.end();
  });
}

/**
 * Has the card's early half trap at one of its calls, as a free place of the table does. On a
 * busy machine it may take so long until then that the late half is fetched, which a prompt
 * that waits for its moment does in the end; here it never waits so long.
 */
const trapAt = ({ page }, call) => page.addInitScript((call) => {
  const wait = setTimeout;
  window.setTimeout = (work, time, ...given) => wait(work, time == 1500 ? 1e6 : time, ...given);
  const original = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (...given) => {
    const { module, instance } = await original(...given);
    let calls = 0;
    const rigged = ([name, value]) => [name, !/^[A-Z]+$|^start$/.test(name) ? value : (...given) => {
      if (!window.__trapped && ++calls == call) {
        window.__trapped = true;
        throw new WebAssembly.RuntimeError("null function");
      }
      return value(...given);
    }];
    return { module, instance: { exports: Object.fromEntries(Object.entries(instance.exports).map(rigged)) } };
  };
}, call);

for (const [when, call] of [["at once", 1], ["once it looks at the page", 2], ["while it draws", 5]]) {
  test(`a card that needs its late half ${when} begins anew with both, and asks`, halved, async () => {
    let seen;
    const visitor = await bench.visitor({ before: async (shopper) => {
      await listen(shopper);
      seen = watch(shopper);
      await trapAt(shopper, call);
    } });
    const { page, card } = visitor;
    await ask(page, "how-likely");
    await card.asks(bench.question("how-likely"));
    assert.ok(await page.evaluate(() => window.__trapped), "nothing trapped, so nothing was tried");
    assert.equal(await card.count(), 1);
    // The one that asks had both halves from the start; the dead one fetched none.
    assert.equal(seen.filter((file) => file == "-late.wasm").length, 1);
    await card.choose("8");
    await card.replies(card.strings.thanks);
    await end(visitor);
  });
}

test("a shop that takes everything away while the card begins anew is not asked", halved, async () => {
  let gate;
  const visitor = await bench.visitor({ before: async (shopper) => {
    await listen(shopper);
    gate = await holdBack(shopper);
    await trapAt(shopper, 1);
  } });
  const { page, card } = visitor;
  await ask(page, "how-likely");
  await until("the late half to be asked for", () => gate.held() > 0);
  const come = page.waitForResponse(LATE);
  await page.evaluate(() => window.tillside("remove"));
  gate.release();
  await (await come).finished();
  await page.waitForLoadState("networkidle");
  assert.equal(await card.count(), 0);
  await end(visitor);
});

// A shop owner watches the installation check while a visitor walks: it begins waiting,
// turns green step by step, and names a page whose policy refuses WebAssembly.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findings } from "./axe.mjs";
import { ask, setUp } from "./bench.mjs";
import { page, tag } from "./pages.mjs";
import { visit } from "./visit.mjs";
import { until } from "./waiting.mjs";

const policy = (server) => `script-src ${server.base}; connect-src ${server.base}`;

let bench;
before(async () => {
  bench = await setUp({
    pages: (server) => ({
      "/checkout": page({ head: tag(server), step: "checkout", lang: "ar", dir: "rtl" }),
      "/strict": { html: page({ head: tag(server) }), headers: { "content-security-policy": policy(server) } },
    }),
  });
});
after(() => bench?.tearDown());

/** The check as its owner sees it. */
class CheckPage {
  constructor(owner) {
    this.owner = owner;
    this.page = owner.page;
  }

  row(name) {
    return this.page.locator(`.checks > [data-step="${name}"], .checks > [data-check="${name}"]:not([data-step])`);
  }

  /** Waits until exactly these are in place. */
  async inPlace(...names) {
    const states = () => this.page.locator(".checks > [data-state=good]").evaluateAll(
      (all) => all.map((one) => one.dataset.step ?? one.dataset.check).sort().join());
    await until(`only ${names} to be in place`, async () => await states() == names.sort().join());
  }

  async screenshot(name) {
    await this.page.evaluate(() => Promise.all(document.getAnimations().filter((one) => one.effect.getTiming().iterations == 1).map((one) => one.finished)));
    const path = new URL(`../../target/tillside/screenshots/${name}.png`, import.meta.url).pathname;
    await this.page.screenshot({ path, fullPage: true });
  }
}

async function signIn(how) {
  const owner = await visit(bench.browser, how);
  await owner.page.goto(await bench.server.newSignInLink());
  return owner;
}

test("the check begins waiting and turns green as a visitor walks", async () => {
  const owner = await signIn({});
  const check = new CheckPage(owner);
  await owner.page.getByRole("button", { name: "Later" }).click();
  await owner.page.getByRole("link", { name: "Installation", exact: true }).click();
  await owner.page.waitForURL(`${bench.server.base}/console/shops/pk_tests/installation`);
  await check.page.getByRole("heading", { name: "Is everything in place?" }).waitFor();
  await check.inPlace();
  await check.page.getByText(tag(bench.server), { exact: true }).first().waitFor();
  await check.screenshot("check-new");

  const { shopper, page, card } = await bench.visitor();
  await check.inPlace("tag", "origin", "cart", "book");
  await ask(page, "say-more");
  await card.asks(bench.question("say-more"));
  await check.inPlace("tag", "origin", "cart", "book", "csp");
  await card.type("The towels.");
  await card.send();
  await check.inPlace("tag", "origin", "cart", "book", "csp", "answers");
  await check.page.getByRole("status").getByText("Answers: In place.").waitFor({ state: "attached" });
  await shopper.page.goto(`${bench.site.base}/checkout`);
  await check.inPlace("tag", "origin", "cart", "book", "csp", "answers", "checkout");
  assert.equal(await check.row("checkout").locator(".chip").innerText(), "Arabic");
  await check.screenshot("check-walked");
  assert.deepEqual(await findings(check.page), []);
  assert.deepEqual(owner.faults, []);

  await check.page.getByRole("link", { name: "Results", exact: true }).click();
  await check.page.waitForURL(`${bench.server.base}/console/shops/pk_tests/results`);
  await check.page.getByRole("heading", { name: "What your shoppers say" }).waitFor();
  await shopper.end();
  await owner.end();
});

test("a page whose policy refuses WebAssembly is named with what its header lacks", async () => {
  const owner = await signIn({ phone: true, colorScheme: "dark" });
  const check = new CheckPage(owner);
  await owner.page.goto(`${bench.server.base}/console/shops/pk_tests/installation`);
  await check.row("csp").waitFor();

  const shopper = await visit(bench.browser, {});
  await shopper.page.goto(`${bench.site.base}/strict`);

  const row = check.row("csp").and(check.page.locator("[data-state=wrong]"));
  await row.getByText(`${bench.site.base}/strict would not compile the card`).waitFor();
  assert.equal(await row.locator("pre").innerText(), `script-src ${bench.server.base} 'wasm-unsafe-eval'\nconnect-src ${bench.server.base}`);
  await check.screenshot("check-wrong-phone-dark");
  assert.deepEqual(await findings(check.page), []);
  const overflow = await check.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.equal(overflow, 0, "the page scrolls sideways");
  await shopper.end();
  await owner.end();
});

test("the check fits right-to-left, and the keyboard reaches and copies the tag", async () => {
  const owner = await signIn({ permissions: ["clipboard-read", "clipboard-write"] });
  const { page } = owner;
  await page.goto(`${bench.server.base}/console/shops/pk_tests/installation`);
  const copy = page.getByRole("button", { name: "Copy", exact: true });
  await copy.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Copied" }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), tag(bench.server));
  await page.evaluate(() => (document.documentElement.dir = "rtl"));
  const [sign, words] = await new CheckPage(owner).row("tag").evaluate((row) => [".sign", "h3"].map((part) => row.querySelector(part).getBoundingClientRect().left));
  assert.ok(sign > words, "the sign stands at the start of its line");
  await new CheckPage(owner).screenshot("check-rtl");
  assert.deepEqual(await findings(page), []);
  await owner.end();
});

test("a stranger is told how to sign in, and nothing else", async () => {
  const stranger = await visit(bench.browser, {});
  await stranger.page.goto(`${bench.server.base}/console/shops/pk_tests/installation`);
  await stranger.page.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.equal(await stranger.page.getByText("script async").count(), 0);
  await stranger.end();
});

// Page optimisers that take the tag away from its place: they hold it back until somebody
// touches the page, write it anew, or put what it loads into a file of the shop's own. What
// the page said meanwhile is heard all the same.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setUp, shopForPages } from "./bench.mjs";
import { Card } from "./card.mjs";
import { page, servePages } from "./pages.mjs";
import { counts, startServer } from "./server.mjs";
import { visit } from "./visit.mjs";

/** What the shop's own code says before any script of ours can be there. */
const EARLY = `<script>
  window.dataLayer = window.dataLayer || [];
  dataLayer.push({ event: "view_cart", ecommerce: { value: 61.5, currency: "EUR", items: [{ item_id: "T-1", quantity: 2 }] } });
  window.tillside = window.tillside || function () { (tillside.q = tillside.q || []).push(arguments); };
  tillside("set", { plan: "pro" });
</script>`;

/** Runs `wake` when the page is touched for the first time, as optimisers do. */
const onFirstTouch = (wake) => `<script>
  const touches = ["keydown", "mousemove", "touchstart", "wheel"];
  const wake = () => {
    touches.forEach((touch) => removeEventListener(touch, wake));
    (${wake})();
    // Scripts that came too late for the real one are told that the document is there.
    document.dispatchEvent(new Event("DOMContentLoaded", { bubbles: true }));
    dispatchEvent(new Event("load"));
  };
  touches.forEach((touch) => addEventListener(touch, wake));
</script>`;

/** Each tag as an optimiser writes it, and what the optimiser does with it later. */
const OPTIMISERS = {
  "/rocket": (src) => `<script type="rocketlazyloadscript" async crossorigin data-rocket-src="${src}"></script>${onFirstTouch(`() => {
    for (const held of document.querySelectorAll("script[type=rocketlazyloadscript]")) {
      const script = document.createElement("script");
      for (const { name, value } of held.attributes) {
        name == "type" || script.setAttribute(name == "data-rocket-src" ? "src" : name, value);
      }
      held.replaceWith(script);
    }
  }`)}`,
  "/litespeed": (src) => `<script type="litespeed/javascript" data-src="${src}"></script>${onFirstTouch(`() => {
    const held = document.querySelector("script[data-src]");
    const script = Object.assign(document.createElement("script"), { src: held.dataset.src });
    script.onload = () => script.remove();
    document.head.append(script);
  }`)}`,
  // A text without an address, and a module, have no `document.currentScript` to ask.
  "/text": (src) => onFirstTouch(`async () => {
    const script = document.createElement("script");
    script.text = await (await fetch("${src}")).text();
    document.body.append(script);
    script.remove();
  }`),
  "/bundle": () => `<script type="module" src="/all.js"></script>`,
};

let bench, told, site;
before(async () => {
  const shop = shopForPages((shop) => {
    const [like] = shop.prompts;
    shop.prompts = [{
      ...like, steps: ["cart"], trigger: { event: "view_cart" },
      targeting: [{ cart_value: { min: 61, max: 62, currency: "EUR" } }, { attribute: { name: "plan", is: "pro" } }],
    }];
  });
  bench = await setUp({ shop });
  // Where the tag is gone, only the server's own word tells where it is.
  told = await startServer({ shop, publicUrl: true });
  const loader = await (await fetch(`${told.base}/s/pk_tests.js`)).text();
  site = await servePages({
    ...Object.fromEntries(Object.entries(OPTIMISERS).map(([path, write]) => [
      path, page({ step: "", head: EARLY + write(`${["/text", "/bundle"].includes(path) ? told.base : bench.server.base}/s/pk_tests.js`) }),
    ])),
    "/all.js": { html: `const before = 1;\n${loader}\n;const after = before;`, type: "text/javascript" },
  });
});
after(async () => {
  await site?.close();
  await told?.stop();
  await bench?.tearDown();
});

for (const path of Object.keys(OPTIMISERS)) {
  test(`a tag that became ${path.slice(1)} asks by what the page said before, and the answer arrives`, async () => {
    const server = ["/text", "/bundle"].includes(path) ? told : bench.server;
    const was = counts(await server.prompt("why-not")).price ?? 0;
    const shopper = await visit(bench.browser, { lang: "en" });
    const { page } = shopper;
    const card = new Card(shopper, (await server.book("en")).strings);
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(site.base + path);
    if (path != "/bundle") {
      await page.waitForLoadState("load");
      assert.deepEqual(asked.filter((url) => !url.startsWith(site.base)), [], "nothing is fetched before somebody touches the page");
      await page.mouse.move(200, 200);
    }
    await card.asks(bench.question("why-not"));
    assert.equal(await card.count(), 1);
    await card.choose("The price");
    await server.until("why-not", (one) => counts(one).price == was + 1);
    await card.outboxIsEmpty();
    assert.deepEqual(shopper.faults, []);
    await shopper.end();
  });
}

// The collector below a path of the shop's own address, as deploy/first-party.md sets it up:
// every request of ours goes to the shop, and an answer arrives.
import assert from "node:assert/strict";
import { createServer, request as ask } from "node:http";
import { after, before, test } from "node:test";
import { shopForPages, startBoth } from "./bench.mjs";
import { Card } from "./card.mjs";
import { page } from "./pages.mjs";
import { counts } from "./server.mjs";
import { visit } from "./visit.mjs";

const TAG = `<script async crossorigin src="/t/s/pk_tests.js"></script>`;

/** A shop that hands what is below /t/ on to the collector, with the header of a proxy. */
async function startShop(collector) {
  const shop = createServer((from, reply) => {
    if (!from.url.startsWith("/t/")) {
      reply.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page({ head: TAG }));
      return;
    }
    const { method, url, headers, socket } = from;
    const forwarded = { ...headers, "x-forwarded-for": socket.remoteAddress };
    const to = ask(collector + url.slice(2), { method, headers: forwarded }, (got) => {
      reply.writeHead(got.statusCode, got.headers);
      got.pipe(reply);
    });
    from.pipe(to);
    to.on("error", () => reply.destroy());
  });
  await new Promise((go) => shop.listen(0, "127.0.0.1", go));
  return shop;
}

let server;
let browser;
let shop;
const questions = shopForPages((shop) => {
  shop.prompts[0].question.shuffle = false;
});
before(async () => {
  [server, browser] = await startBoth({ shop: questions });
  shop = await startShop(server.base);
});
after(async () => {
  await browser?.close();
  shop?.closeAllConnections();
  shop?.close();
  await server?.stop();
});

test("below a path of the shop's own a prompt is asked and answered, and nothing goes elsewhere", async () => {
  const base = `http://127.0.0.1:${shop.address().port}`;
  const shopper = await visit(browser, { lang: "en" });
  const asked = new Set();
  shopper.page.on("request", (request) => asked.add(new URL(request.url())));
  await shopper.page.goto(base + "/cart");
  await shopper.page.waitForFunction(() => window.tillside);
  await shopper.page.evaluate(() => window.tillside("ask", "why-not"));
  const card = new Card(shopper, (await server.book("en")).strings);
  await card.asks(questions.prompts.find((one) => one.id == "why-not").question.text.en);
  await card.choose("Something else");
  await card.type("too dear");
  await card.send();
  await card.replies(card.strings.thanks);
  await server.until("why-not", (one) => counts(one).other == 1);
  const ours = [...asked].filter((url) => url.protocol != "data:" && url.protocol != "blob:");
  assert.deepEqual([...new Set(ours.map((url) => url.origin))], [base]);
  const folders = new Set(ours.map((url) => url.pathname.split("/", 3).slice(1).join("/")));
  assert.deepEqual([...folders].sort(), ["cart", "t/assets", "t/s", "t/v1"]);
  await shopper.end();
});

// A marketer opens the printed link and reads the same numbers that shoppers made.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { randomUUID } from "node:crypto";
import { findings } from "./axe.mjs";
import { startBoth } from "./bench.mjs";
import { demoShop } from "./server.mjs";
import { visit } from "./visit.mjs";

const shop = demoShop();
let server, browser;

before(async () => {
  [server, browser] = await startBoth({ shop });
  await post(nps([9, 10, 10, 3, 7]));
  await server.until("order-nps", (one) => one.answered == 5);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Answers to the last question, one per score; whoever gave 3 says why. */
function nps(scores) {
  return (token) => scores.flatMap((score) => {
    const asking = {
      token, visitor: randomUUID(), occurred_at: Date.now(), asked_at: Date.now(), prompt: "order-nps", version: 1,
      answer: randomUUID(), context: { step: "confirmation", device: "phone", lang: "ar", returning: false },
    };
    const values = { question: { score }, ...(score == 3 && { follow_up: { text: "التوصيل <b>بطيء</b>" } }) };
    return [
      { ...asking, id: randomUUID(), type: "shown", seq: 0 },
      { ...asking, id: randomUUID(), type: "answered", seq: 1, values },
    ];
  });
}

async function post(events) {
  const { token } = await server.book("en");
  const reply = await fetch(`${server.base}/v1/shops/${shop.key}/events`, {
    method: "POST", body: JSON.stringify({ v: 1, sent_at: Date.now(), events: events(token) }),
  });
  const { results } = await reply.json();
  assert.ok(results.every((one) => one.status == "accepted"), JSON.stringify(results));
}

test("the console shows the numbers of the results, after signing in by the printed link", async () => {
  const marketer = await visit(browser, {});
  const { page } = marketer;
  await page.goto(server.signInLink);
  await page.waitForURL(`${server.base}/console/`);
  await page.getByRole("button", { name: "Later" }).click();
  await page.getByRole("link", { name: "Results", exact: true }).click();
  const question = shop.prompts.find((one) => one.id == "order-nps").question.text.en;
  const part = page.locator("section, article").filter({ has: page.getByRole("heading", { name: question }) }).last();
  await part.waitFor();

  const results = await server.prompt("order-nps");
  const count = (name) => part.locator(`[data-count=${name}] dd`).first().innerText();
  assert.equal(await count("shown"), String(results.shown));
  assert.equal(await count("answered"), String(results.answered));
  assert.equal(await count("dismissed"), "0");
  // Three promoters, one passive, one detractor: (3 - 1) / 5.
  assert.equal(Math.round(results.score.value), 40);
  assert.match(await part.locator("[data-figure=nps] .value").innerText(), /40/);
  for (const { option, count: wanted } of results.distribution) {
    assert.equal(await part.locator(`tr[data-option="${option}"] td.number`).first().innerText(), String(wanted), option);
  }
  // A shopper's words are shown as words, whatever is in them.
  await page.getByText("التوصيل <b>بطيء</b>").waitFor();
  await marketer.screenshot("console");
  await page.screenshot({ path: new URL("../../target/tillside/screenshots/console-whole.png", import.meta.url).pathname, fullPage: true });

  assert.deepEqual(await findings(page), []);
  assert.deepEqual(marketer.faults, []);
  await marketer.end();
});

test("a console that is used on a phone shows the same", async () => {
  const marketer = await visit(browser, { phone: true });
  const { page } = marketer;
  await page.goto(`${server.base}/console/`);
  // This browser never opened a link; it is a stranger and is told what to do.
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.equal(await page.getByText("التوصيل").count(), 0, "numbers are shown to a stranger");
  await marketer.screenshot("console-stranger");
  await marketer.end();
});

// A marketer wants to hear of unhappy customers without looking: a rule posts to a chat as soon
// as one is there, and a digest comes by mail.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { findings } from "./axe.mjs";
import { ask, setUp } from "./bench.mjs";
import { visit } from "./visit.mjs";
import { until } from "./waiting.mjs";

let bench, owner, chat;

before(async () => {
  chat = await startChat();
  bench = await setUp({ more: ["--webhook-hosts", "127.0.0.1"] });
  owner = await visit(bench.browser, {});
});
after(async () => {
  await bench?.tearDown();
  chat?.close();
});

/** A chat's incoming webhook: what was posted to it, as text. */
async function startChat() {
  const posted = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request.setEncoding("utf8")) {
      body += part;
    }
    posted.push(JSON.parse(body).text);
    response.end("ok");
  });
  await new Promise((go) => server.listen(0, "127.0.0.1", go));
  return { posted, address: `http://127.0.0.1:${server.address().port}/hook`, close: () => server.close() };
}

const here = () => `${bench.server.base}/console/shops/pk_tests/notices`;

/** A shopper's answer to "how likely", and to what is asked then. */
async function answer(score, followUp, why) {
  const { shopper, page, card } = await bench.visitor();
  await ask(page, "how-likely");
  await card.asks(bench.question("how-likely"));
  await card.choose(score);
  await card.asks(followUp);
  await why(card);
  await card.outboxIsEmpty();
  await shopper.end();
}

test("a rule is made that tells a chat of a low score", async () => {
  const { page } = owner;
  await page.goto(bench.server.signInLink);
  await page.getByLabel("Your name").fill("Ada Owner");
  await page.getByLabel("E-mail address").fill("ada@shop.example");
  await page.getByLabel("Password").fill("a short sentence");
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.getByRole("link", { name: "Notices", exact: true }).click();
  await page.getByText("Nobody is told of anything yet.").waitFor();
  assert.deepEqual(await findings(page), []);

  await page.getByRole("button", { name: "Add a rule" }).click();
  const form = page.getByRole("form", { name: "A new rule" });
  await form.getByLabel("Answers to").selectOption({ label: bench.question("how-likely") });
  await form.getByLabel("With a score of at most").selectOption("6");
  await form.getByLabel("Post to a chat").fill("http://10.0.0.1/hook");
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByRole("alert").filter({ hasText: "must be an address such as https://" }).waitFor();
  assert.deepEqual(await findings(page), []);
  await owner.screenshot("console-notices-form");
  owner.faults.length = 0;
  await form.getByLabel("Post to a chat").fill(chat.address);
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "detached" });
  await page.getByText("score of at most 6").waitFor();
  assert.equal(chat.posted.length, 0);
  assert.deepEqual(owner.faults, []);
});

test("an unhappy customer is told of as soon as there is one, a happy one is not", async () => {
  const [unhappy, happy] = bench.followUps("how-likely");
  await answer("10", happy, (card) => card.choose("The goods"));
  await answer("3", unhappy, async (card) => {
    await card.type("The lid was broken");
    await card.send();
  });
  await until("the chat to hear of it", () => chat.posted.some((text) => text.includes("The lid was broken")));
  // The happy one was given before, and would stand beside it.
  assert.ok(chat.posted.every((text) => !text.includes(happy)), chat.posted.join("\n"));
  const { page } = owner;
  await page.reload();
  await page.locator(".outcome[data-kind=sent]").waitFor();
  assert.deepEqual(await findings(page), []);
  await owner.screenshot("console-notices");
});

test("the digest is switched on and stays so", async () => {
  const { page } = owner;
  const often = page.getByRole("combobox", { name: "Your digest" });
  const saved = page.waitForResponse((reply) => reply.url().endsWith("/digest") && reply.ok());
  await often.selectOption("Every Monday");
  await saved;
  await page.reload();
  await until("the digest to be weekly", async () => await often.inputValue() == "weekly");
});

test("a rule that is removed tells nobody any more", async () => {
  const { page } = owner;
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByText("Nobody is told of anything yet.").waitFor();
  await page.reload();
  await page.getByText("Nobody is told of anything yet.").waitFor();
  assert.deepEqual(owner.faults, []);
});

test("the page fits a phone in Arabic", async () => {
  const reader = await visit(bench.browser, { phone: true, lang: "ar" });
  await reader.context.addCookies(await owner.context.cookies());
  await reader.page.goto(here());
  await reader.page.getByRole("heading", { level: 1 }).waitFor();
  assert.deepEqual(await findings(reader.page), []);
  assert.equal(await reader.page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
  await reader.screenshot("console-notices-phone-ar");
  assert.deepEqual(reader.faults, []);
});

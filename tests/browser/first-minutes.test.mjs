// A shop owner's first ten minutes, from the printed link on and without another look at the
// terminal: an account, a shop, the tag pasted, the check green in two languages, a template
// switched on, tried out on a phone, answered by a shopper, and stopped.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findings } from "./axe.mjs";
import { ask, startBoth } from "./bench.mjs";
import { Card } from "./card.mjs";
import { page as shopPage, servePages } from "./pages.mjs";
import { visit } from "./visit.mjs";
import { until } from "./waiting.mjs";

let server, browser, site;
const pages = {};
before(async () => {
  [server, browser] = await startBoth({ shop: null });
  site = await servePages(pages);
});
after(async () => {
  await browser?.close();
  await site?.close();
  await server?.stop();
});

/**
 * Pastes the tag into the head of the shop's pages, whose consent tool tells of consent as the
 * installation page says; all visitors here have agreed.
 */
function paste(tag) {
  tag += "<script>window.tillside ||= (...said) => (tillside.q ||= []).push(said); tillside('consent', 'granted');</script>";
  pages["/"] = shopPage({ head: tag });
  pages["/checkout"] = shopPage({ head: tag, step: "checkout" });
  pages["/ar"] = shopPage({ head: tag, lang: "ar", dir: "rtl" });
}

test("from the printed link to an answer in ten minutes", async () => {
  const owner = await visit(browser, {});
  const { page } = owner;
  const see = (name) => owner.screenshot(`first-${name}`);

  // The account and the shop.
  await page.goto(server.signInLink);
  await page.getByLabel("Your name").fill("Ada Owner");
  await page.getByLabel("E-mail address").fill("ada@shop.example");
  await page.getByLabel("Password").fill("a short sentence");
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.getByRole("link", { name: "Make a shop" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Soap & Towels");
  await page.getByLabel("Address of the shop").fill(site.base);
  await page.getByLabel("All languages").fill("en, ar");
  await see("shop");
  await page.getByRole("button", { name: "Make a shop" }).click();

  // The tag, and what is seen of it.
  await page.waitForURL(/installation$/);
  const key = page.url().match(/shops\/([^/]+)/)[1];
  const shop = `${server.base}/console/shops/${key}/`;
  paste(await page.locator(".tag code").innerText());
  const check = (name) => page.locator(`.checks > [data-step="${name}"], .checks > [data-check="${name}"]:not([data-step])`);
  assert.equal(await check("tag").getAttribute("data-state"), "waiting");
  for (const path of ["/", "/ar"]) {
    const first = await visit(browser, { lang: path == "/" ? "en" : "ar" });
    await first.page.goto(site.base + path);
    await first.page.waitForFunction(() => window.tillside);
    await check("cart").locator(`.chip >> nth=${path == "/" ? 0 : 1}`).waitFor();
    await first.end();
  }
  assert.equal(await check("tag").getAttribute("data-state"), "good");
  assert.deepEqual((await check("cart").locator(".chip").allInnerTexts()).sort(), ["Arabic", "English"]);
  assert.deepEqual(await findings(page), []);
  await see("check");

  // A template switched on.
  await page.getByRole("link", { name: "Questions", exact: true }).click();
  await page.getByRole("link", { name: "Choose the first question" }).click();
  await page.locator('[data-template="cart-hesitation"]').getByRole("button").click();
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
  await page.locator('.state[data-state="live"]').waitFor();
  const book = async () => (await fetch(`${server.base}/v1/shops/${key}/book?lang=ar`)).json();
  const { prompts: [prompt], strings } = await until("the book to have it", async () => {
    const now = await book();
    return now.prompts.length == 1 && now;
  });
  const question = prompt.question.text.ar, choice = prompt.question.choices[0].text.ar;

  // Tried out on a phone, by the address that the console makes.
  await page.getByRole("link", { name: "Installation", exact: true }).click();
  await page.getByRole("button", { name: "Make the address" }).click();
  const address = await page.locator(".try-out code").innerText();
  const tester = await visit(browser, { phone: true, lang: "ar" });
  await tester.page.goto(address.replace(`${site.base}/`, `${site.base}/ar`));
  await tester.page.getByText("يُحسب اختبارًا من الآن").waitFor();
  await ask(tester.page, "cart-hesitation");
  const card = new Card(tester, strings);
  await card.asks(question);
  await tester.screenshot("first-tester");
  await page.goto(`${shop}prompts`);
  const row = page.locator('.prompt[data-prompt="cart-hesitation"]');
  const answered = row.locator(".today dd").last();
  await answered.waitFor();
  await card.choose(choice);
  await row.getByText("1 test answer today").waitFor();
  assert.equal(await answered.innerText(), "0", "a test counted");

  // A shopper answers, which counts without a reload.
  const shopper = await visit(browser, { phone: true, lang: "ar" });
  await shopper.page.goto(`${site.base}/ar`);
  await ask(shopper.page, "cart-hesitation");
  const asked = new Card(shopper, strings);
  await asked.asks(question);
  await asked.choose(choice);
  await until("the answer to count", async () => await answered.innerText() == "1");
  await see("counted");

  // Stopped.
  await row.getByRole("switch").click();
  await page.locator('.prompt[data-prompt="cart-hesitation"][data-state="paused"]').waitFor();
  await until("the book to be empty", async () => (await book()).prompts.length == 0);
  for (const visitor of [tester, shopper, owner]) {
    assert.deepEqual(visitor.faults, []);
    await visitor.end();
  }
});

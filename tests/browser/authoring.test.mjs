// A marketer's whole way in the console: the first account, a question from a template, in
// Arabic, before shoppers, answered, watched, stopped, and back to what it said before.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { strFromU8, unzipSync } from "fflate";
import { findings } from "./axe.mjs";
import { ask, setUp } from "./bench.mjs";
import { page as shopPage, tag } from "./pages.mjs";
import { visit } from "./visit.mjs";
import { until } from "./waiting.mjs";

let bench, owner;
const person = { name: "Ada Owner", email: "ada@shop.example", password: "a short sentence" };

before(async () => {
  bench = await setUp({ pages: (server) => ({ "/ar": shopPage({ head: tag(server), lang: "ar", dir: "rtl" }) }) });
  owner = await visit(bench.browser, {});
});
after(async () => {
  await owner?.end();
  await bench?.tearDown();
});

const console_ = (path) => `${bench.server.base}/console/shops/pk_tests/${path}`;
const row = (id) => owner.page.locator(`.prompt[data-prompt="${id}"]`);

/** A shopper's Arabic page that asks for the prompt, which the book has within a second or two. */
async function askedInArabic(id) {
  await until("the book to have it", async () => (await bench.server.book("ar")).prompts.some((one) => one.id == id));
  const visitor = await bench.visitor({ path: "/ar", lang: "ar" });
  await ask(visitor.page, id);
  return visitor;
}

/** Writes over a text of the draft and waits until the server has it. */
async function write(place, text) {
  const { page } = owner;
  const saved = page.waitForResponse((reply) => reply.url().endsWith("/draft") && reply.request().method() == "PUT");
  await page.locator(`#at-${place}`).fill(text);
  await saved;
  await page.getByText("All changes saved").waitFor();
}

async function publish() {
  const { page } = owner;
  await page.getByRole("button", { name: "Publish" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Publish", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}

test("the first account is made with the printed link, and opens the console from then on", async () => {
  const { page } = owner;
  await page.goto(bench.server.signInLink);
  await page.getByRole("heading", { name: "Welcome" }).waitFor();
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.getByText("Use at least 10 characters.").waitFor();
  assert.deepEqual(await findings(page), []);
  await page.getByLabel("Your name").fill(person.name);
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.waitForURL(console_("prompts"));
  await page.getByRole("heading", { name: "Questions" }).waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();

  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password").fill("not this sentence");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").filter({ hasText: /\w/ }).waitFor();
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await row("why-not").waitFor();
  assert.deepEqual(await findings(page), []);
  await owner.screenshot("console-prompts");
});

test("a question from a template is seen as shoppers will, published, answered, stopped and brought back", async () => {
  const { page } = owner;
  await page.getByRole("link", { name: "New question" }).click();
  await page.locator('[data-template="cart-hesitation"]').getByRole("button").click();
  await page.waitForURL(console_("prompts/cart-hesitation"));
  assert.deepEqual(await findings(page, "main"), []);

  // The card itself, in the language that is being written.
  await write("question-text", "What keeps you today?");
  const frame = page.frameLocator("iframe");
  // Nobody has come yet, so there is no number but what to do.
  const forecast = page.locator(".forecast");
  await forecast.getByText("Nobody has been seen in the shop yet.").waitFor();
  await frame.getByText("What keeps you today?").waitFor();
  await page.getByRole("button", { name: "Arabic" }).click();
  await write("question-text", "ما الذي يؤخرك اليوم؟");
  await frame.getByText("ما الذي يؤخرك اليوم؟").waitFor();
  await owner.screenshot("console-editor");

  // What is not saved yet outlives a reload.
  await page.reload();
  await page.getByRole("heading", { name: "What keeps you today?" }).waitFor();
  await publish();
  await page.locator('.state[data-state="live"]').waitFor();

  const { shopper, card } = await askedInArabic("cart-hesitation");
  await card.asks("ما الذي يؤخرك اليوم؟");
  await page.goto(console_("prompts"));
  const answers = row("cart-hesitation").locator(".today dd").last();
  await answers.waitFor();
  assert.equal(await answers.innerText(), "0");
  await card.choose("السعر");
  await until("the answer to show without a reload", async () => await answers.innerText() == "1");
  await shopper.end();

  // The switch takes it out of the shop.
  await row("cart-hesitation").getByRole("switch").click();
  await page.locator('.prompt[data-prompt="cart-hesitation"][data-state="paused"]').waitFor();
  await until("the book to be without it", async () => {
    const book = await bench.server.book("en");
    return !book.prompts.some((one) => one.id == "cart-hesitation");
  });

  // Another wording is another version; the first one comes back as the third.
  await row("cart-hesitation").getByRole("heading").getByRole("link").click();
  await write("question-text", "Anything unclear?");
  await publish();
  const versions = page.locator(".versions > li");
  await until("two versions", async () => await versions.count() == 2);
  await versions.first().getByRole("button", { name: "Changes" }).click();
  await versions.first().locator("ins", { hasText: "Anything unclear?" }).waitFor();
  await versions.last().getByRole("button", { name: "Go back to this" }).click();
  await until("three versions", async () => await versions.count() == 3);
  await page.getByRole("heading", { name: "What keeps you today?" }).waitFor();
  const results = await bench.server.results();
  const answered = results.prompts.filter((one) => one.prompt == "cart-hesitation").map((one) => [one.version, one.answered]);
  assert.deepEqual(answered, [[3, 0], [2, 0], [1, 1]]);
  assert.deepEqual(owner.faults.filter((fault) => !fault.includes("401")), []);
});

test("the numbers obey a filter, and what is under it goes out as a spreadsheet", async () => {
  const { page } = owner;
  const answered = page.locator('[data-count="answered"] dd').first();
  await page.goto(console_("prompts/cart-hesitation/results?version=1"));
  const counted = () => until("one answer", async () => await answered.innerText() == "1");
  await answered.waitFor();
  await counted();
  const tomorrow = new Date(Date.now() + 864e5).toISOString().slice(0, 10);
  await page.locator("[data-filter=from] input").fill(tomorrow);
  await page.getByText("Nobody was asked yet, or not under these filters.").waitFor();
  await page.goBack();
  await answered.waitFor();
  await counted();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Excel" }).click()]);
  assert.equal(download.suggestedFilename(), "cart-hesitation.xlsx");
  const parts = unzipSync(readFileSync(await download.path()));
  const sheet = strFromU8(parts["xl/worksheets/sheet1.xml"]);
  const strings = [...sheet.matchAll(/<t[^>]*>([^<]*)</g)].map(([, text]) => text);
  const [head, ...rows] = [...sheet.matchAll(/<row.*?<\/row>/gs)].map(([row]) => row);
  assert.equal(rows.length, 1, head);
  for (const word of ["prompt", "cart-hesitation", "price", "ar"]) {
    assert.ok(strings.includes(word), `${word} is not in ${strings}`);
  }
});

test("how many would see a draft follows its rules", async () => {
  const { page } = owner;
  const { shopper, page: shop } = await bench.visitor();
  await shop.waitForFunction(() => window.tillside);
  await shop.evaluate(() => window.tillside("step", "cart"));
  const would = page.locator(".forecast .would");
  await until("the number to appear", async () => {
    await page.goto(console_("prompts/cart-hesitation"));
    await page.locator(".forecast[aria-busy=false]").waitFor();
    return /^At most \d+ visitors? a day$/.test(await would.innerText());
  });
  const whole = await would.innerText();
  await shopper.end();
  await page.locator(".forecast", { hasText: "how often it is asked" }).waitFor();
  // Half of them, with no word of the question changed.
  const half = page.locator("#limits ~ .sentence input[aria-label='%']");
  await half.fill("50");
  await half.blur();
  await page.locator(".forecast dt", { hasText: "In the share that is asked" }).waitFor();
  await until("fewer", async () => /less than one|at most 1 /i.test(await would.innerText()) && await would.innerText() != whole);
  await half.fill("100");
  await half.blur();
  await until("the number to come back", async () => await would.innerText() == whole);
});

test("why it is not shown names the rule that stops it, and its address can be handed on", async () => {
  const { page } = owner;
  await page.goto(console_("prompts"));
  await row("cart-hesitation").getByRole("link", { name: /^Why/ }).click();
  await page.locator('[data-verdict="ask"], [data-verdict="waiting"], [data-verdict="behind"]').waitFor();
  assert.deepEqual(await findings(page, "main"), []);
  await page.locator("select[name=step]").selectOption("checkout");
  await page.locator('[data-verdict="stopped"]', { hasText: "the step" }).waitFor();
  const stop = page.locator('.told > [data-rule="step"][data-sign="no"].stops');
  await stop.getByText("Here: Checkout").waitFor();
  assert.equal(await page.locator(".told > .stops").count(), 1);
  await owner.screenshot("console-why");
  const second = await owner.newTab();
  await second.goto(page.url());
  await second.locator('[data-verdict="stopped"]').waitFor();
  await second.close();
});

test("a pool of codes is made, chosen for a last word, and said to be too small", async () => {
  const { page } = owner;
  await page.goto(console_("coupons"));
  await page.getByText("There is no pool of codes yet.").waitFor();
  await page.getByLabel("Name of the pool").fill("thanks");
  await page.getByLabel("From a text file").setInputFiles({ name: "codes.txt", mimeType: "text/plain", buffer: Buffer.from("TILL-1\nTILL-2\n") });
  await until("the codes of the file", async () => (await page.getByLabel("Codes, one a line").inputValue()).includes("TILL-2"));
  await page.getByRole("button", { name: "Add codes", exact: true }).click();
  await page.getByText("2 codes were added.").waitFor();
  await page.locator('[data-pool="thanks"] dd', { hasText: "2" }).waitFor();
  assert.ok(!(await page.content()).includes("TILL-1"), "codes are not shown again");
  assert.deepEqual(await findings(page, "main"), []);

  await page.goto(console_("prompts/cart-hesitation"));
  // What a week brings is known of a draft that is whole, which it is not while a text is missing.
  await page.locator(".forecast[aria-busy=false] .would").waitFor();
  await page.getByRole("button", { name: "Add a last word" }).click();
  const reply = page.locator("section", { has: page.locator("#last") }).locator(".row").last();
  await reply.getByText("Link or coupon").click();
  const pool = reply.getByLabel("Pool of codes");
  const saved = page.waitForResponse((reply) => reply.url().endsWith("/draft") && reply.request().method() == "PUT");
  await pool.selectOption({ label: "thanks · 2 left" });
  const sent = (await saved).request().postDataJSON();
  assert.equal(sent.replies.at(-1).coupon, "thanks");
  // Every visitor of a day who was shown it answered: seven and more in a week.
  await reply.getByText(/Codes left: 2\. Answers expected in a week: \d+\./).waitFor();
  await owner.screenshot("console-coupon");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("All changes saved").waitFor();
});

test("two who write the same draft are told of each other", async () => {
  const { page } = owner;
  await page.goto(console_("prompts/why-not"));
  await page.getByRole("heading", { level: 1, name: bench.question("why-not") }).waitFor();
  const second = await owner.newTab();
  await second.goto(console_("prompts/why-not"));
  await second.getByRole("heading", { level: 1, name: bench.question("why-not") }).waitFor();
  await write("question-text", "Mine?");
  await second.locator("#at-question-text").fill("Theirs?");
  await second.getByText(`${person.name} saved another draft`).waitFor();
  await second.getByRole("button", { name: "Take theirs" }).click();
  await second.getByRole("heading", { level: 1, name: "Mine?" }).waitFor();
  await second.close();
});

test("what the server finds wrong is said in the reader's language", async () => {
  const arabic = await visit(bench.browser, { phone: true, lang: "ar" });
  await arabic.context.addCookies(await owner.context.cookies());
  await arabic.page.goto(console_("prompts/why-not"));
  const text = arabic.page.locator("#at-question-text");
  await text.fill("x".repeat(2_001));
  await arabic.page.locator(".problem", { hasText: "عدد الأحرف" }).first().waitFor();
  assert.equal(await arabic.page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, "the page scrolls sideways");
  await text.fill("Mine?");
  await arabic.page.getByText("حُفظت كل التغييرات").waitFor();
  await arabic.end();

  const russian = await visit(bench.browser, { lang: "ru" });
  await russian.page.goto(console_("prompts"));
  await russian.page.getByLabel("Электронная почта").fill(person.email);
  await russian.page.getByLabel("Пароль").fill("not this sentence");
  await russian.page.getByRole("button", { name: "Войти" }).click();
  await russian.page.getByRole("alert").filter({ hasText: "Неверный адрес или пароль." }).waitFor();
  await russian.end();
});

test("every page of the console fits a phone in Arabic and a desktop, and axe finds nothing", async () => {
  const cookies = await owner.context.cookies();
  for (const how of [{}, { phone: true, lang: "ar" }]) {
    const reader = await visit(bench.browser, how);
    await reader.context.addCookies(cookies);
    for (const path of ["prompts", "prompts/new", "prompts/cart-hesitation", "prompts/cart-hesitation/results", "prompts/cart-hesitation/why", "journey", "answers", "results", "coupons", "installation", "notices", "people", "settings", "history"]) {
      await reader.page.goto(console_(path));
      await reader.page.locator("main[data-stage]:not([data-stage=failed]) h1").waitFor();
      assert.deepEqual(await findings(reader.page), [], path);
      assert.equal(await reader.page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, `${path} scrolls sideways`);
      await reader.screenshot(`console-${path.replaceAll("/", "-")}${how.phone ? "-phone-ar" : ""}`);
    }
    assert.equal(await reader.page.evaluate(() => document.documentElement.dir), how.phone ? "rtl" : "ltr");
    await reader.end();
  }
});

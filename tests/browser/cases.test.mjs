// A complaint that is followed up: the owner opens a case and invites somebody of support, who
// sees nothing else of the shop, reaches the customer, notes it and solves the case.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { findings } from "./axe.mjs";
import { startBoth } from "./bench.mjs";
import { testShop } from "./server.mjs";
import { visit } from "./visit.mjs";
import { until } from "./waiting.mjs";

const shop = testShop();
const words = "وصل مكسورًا <b>مرتين</b>, order #12";
const email = "jo+case@mail.example";
const password = "a short sentence";
const wish = randomUUID();
let server, browser, owner, support;

before(async () => {
  [server, browser] = await startBoth({ shop });
  const { token } = await server.book("en");
  const answer = (prompt, id, values) => ({
    id: randomUUID(), token, visitor: randomUUID(), occurred_at: Date.now(), asked_at: Date.now(), prompt, version: 1,
    answer: id, type: "answered", seq: 1, values,
    context: { step: "cart", device: "phone", lang: "ar", returning: true, value: 49.9, currency: "EUR", items: 2, page: "/ar/cart" },
  });
  const events = [
    answer("say-more", randomUUID(), { question: { text: words } }),
    answer("call-me", wish, { question: { contact: { email } } }),
  ];
  const reply = await fetch(`${server.base}/v1/shops/${shop.key}/events`, {
    method: "POST", body: JSON.stringify({ v: 1, sent_at: Date.now(), events }),
  });
  assert.deepEqual((await reply.json()).results.map((one) => one.status), ["accepted", "accepted"]);
  await server.until("call-me", (one) => one.answered == 1);
  [owner, support] = [await visit(browser, {}), await visit(browser, {})];
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const at = (path) => `${server.base}/console/shops/${shop.key}/${path}`;
const row = (visitor, text) => visitor.page.locator("[data-case]", { hasText: text });

/** Asks the API as whoever looks at a page. */
const ask = (visitor, method, path, body, headers = {}) => visitor.page.evaluate(async ([method, path, body, headers]) => {
  const reply = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  return [reply.status, await reply.json()];
}, [method, `/console/api/shops/${shop.key}/${path}`, body, headers]);

test("a case is opened from an answer, which then leads to it", async () => {
  const { page } = owner;
  await page.goto(server.signInLink);
  await page.getByLabel("Your name").fill("Ada Owner");
  await page.getByLabel("E-mail address").fill("ada@shop.example");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.getByRole("link", { name: "Cases", exact: true }).click();
  await page.getByText("There is no case yet.").waitFor();
  assert.deepEqual(await findings(page), []);
  await page.getByRole("main").getByRole("link", { name: "Answers" }).click();

  const answer = page.locator(".answer", { hasText: "order #12" });
  // What is seldom done is out of the way, and there by keyboard too.
  assert.equal(await answer.getByRole("button", { name: "Open a case" }).count(), 0);
  await answer.getByRole("button", { name: "More" }).focus();
  await page.keyboard.press("Enter");
  await answer.getByRole("button", { name: "All from this visitor" }).waitFor();
  assert.deepEqual(await findings(page), []);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Case" }).waitFor();
  const said = page.locator(".said blockquote");
  assert.deepEqual([await said.innerText(), await said.getAttribute("dir")], [words, "auto"]);
  await page.getByText("The customer left no address and no number.").waitFor();
  await page.goBack();
  await answer.getByRole("link", { name: "Case: Open" }).click();
  await page.getByRole("heading", { level: 1, name: "Case" }).waitFor();
  assert.deepEqual(owner.faults, []);

  // Whoever wrote nothing and wants to be called.
  await page.goto(at("answers"));
  await page.getByRole("button", { name: "Left a contact" }).click();
  await page.waitForURL(at("answers?contact=true"));
  const other = page.locator(".answer", { hasNotText: "order #12" });
  await other.getByRole("button", { name: "More" }).click();
  await other.getByRole("button", { name: "Open a case" }).click();
  await page.getByRole("link", { name: email }).waitFor();
});

test("somebody of support is invited, lands at the cases and finds nothing else", async () => {
  await owner.page.goto(at("people"));
  const form = owner.page.locator("form.invite");
  await form.getByLabel("E-mail address").fill("sue@shop.example");
  await form.getByLabel("Role").selectOption("support");
  await form.getByRole("button", { name: "Invite somebody" }).click();
  const link = await owner.page.locator(".link code").innerText();

  const { page } = support;
  await page.goto(link);
  await page.getByLabel("Your name").fill("Sue Support");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Join" }).click();
  await page.waitForURL(at("cases"));
  await row(support, "order #12").waitFor();
  assert.deepEqual(await page.locator("nav a").allInnerTexts(), ["Cases"]);

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("E-mail address").fill("sue@shop.example");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  // It stays where it was; from the start it leads to the cases, too.
  await row(support, "order #12").waitFor();
  await page.goto(`${server.base}/console/`);
  await page.waitForURL(at("cases"));
  await until("both cases", async () => await page.locator("[data-case]").count() == 2);
  assert.deepEqual(support.faults.filter((fault) => !fault.includes("401")), []);
  await page.goto(at("answers"));
  await page.getByRole("alert").filter({ hasText: "Your role does not allow this" }).waitFor();
  support.faults.length = 0;
});

test("support reaches the customer, notes it and solves the case, by keyboard alone", async () => {
  const { page } = support;
  await page.goto(at("cases"));
  const link = row(support, "Left a contact").getByRole("link");
  await link.focus();
  await page.keyboard.press("Enter");
  const contact = page.getByRole("link", { name: email });
  await contact.waitFor();
  assert.equal(await contact.getAttribute("href"), `mailto:${email.replace("+", "%2B")}`);
  assert.deepEqual(await findings(page), []);

  const press = async (name) => {
    await page.getByRole("button", { name, exact: true }).focus();
    await page.keyboard.press("Enter");
  };
  await press("Take it");
  await page.getByText(/gave it to .?Sue Support/).waitFor();
  await page.getByLabel("Due day").fill("2020-02-29");
  await press("Set");
  await page.locator(".title").getByText("Overdue").waitFor();
  await page.getByLabel("Note", { exact: true }).fill("كتبت للعميل\nWaits until Monday");
  await press("Add the note");
  await page.locator(".noted", { hasText: "Waits until Monday" }).waitFor();
  assert.equal(await page.getByLabel("Note", { exact: true }).inputValue(), "");
  await press("Waiting for the customer");
  await page.locator('.title .state[data-state="waiting"]').waitFor();

  // The filters stand in the address, and the list follows what others do.
  await page.goto(at("cases?whose=mine"));
  await until("the one that is taken", async () => await page.locator("[data-case]").count() == 1);
  await page.locator("[data-filter=whose] select").selectOption("nobody");
  await page.waitForURL(at("cases?whose=nobody"));
  await row(support, "order #12").waitFor();
  await page.goto(at(`cases/${wish}`));
  await press("Solved");
  await page.locator('.title .state[data-state="solved"]').waitFor();
  await page.goto(at("cases"));
  await row(support, "order #12").waitFor();
  assert.equal(await page.locator("[data-case]").count(), 1);
  await page.locator("[data-filter=state] select").selectOption("solved");
  await row(support, "Sue Support").waitFor();
  assert.deepEqual(support.faults, []);
});

test("who was slower is told of the other one, and changes nothing", async () => {
  const { page } = support;
  await page.goto(at(`cases/${wish}`));
  await page.locator('.title .state[data-state="solved"]').waitFor();
  // From now on this page learns nothing by itself.
  await page.route(`**/cases/${wish}`, (route) => route.request().method() == "GET" ? route.abort() : route.continue());
  const [, { case: { revision, due } }] = await ask(owner, "GET", `cases/${wish}`);
  const change = { state: "open", assignee: null, due };
  const [status] = await ask(owner, "PUT", `cases/${wish}`, change, { "if-match": `"${revision}"` });
  assert.equal(status, 200);
  await page.getByRole("button", { name: "Waiting for the customer" }).click();
  await page.getByRole("alert").filter({ hasText: "Ada Owner changed this case meanwhile" }).waitFor();
  await page.unroute(`**/cases/${wish}`);
  await page.locator('.title .state[data-state="open"]').waitFor();
  await until("it to be nobody's", async () => await page.getByLabel("Whose it is").inputValue() == "");
});

test("the pages of cases fit a phone in Arabic and a desktop, and axe finds nothing", async () => {
  const cookies = await owner.context.cookies();
  for (const how of [{}, { phone: true, lang: "ar" }]) {
    const reader = await visit(browser, how);
    await reader.context.addCookies(cookies);
    for (const path of ["cases", "cases?overdue=true&state=solved", `cases/${wish}`, "answers"]) {
      await reader.page.goto(at(path));
      await reader.page.locator("main[data-stage]:not([data-stage=failed]) h1").waitFor();
      assert.deepEqual(await findings(reader.page), [], path);
      assert.equal(await reader.page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, `${path} scrolls sideways`);
      const name = path == `cases/${wish}` ? "case" : path.replace(/\W+/g, "-");
      await reader.screenshot(`console-${name}${how.phone ? "-phone-ar" : ""}`);
    }
    await reader.end();
  }
});

// Questions kept in a file: exported, changed with an editor, and brought back. First the
// console says what would change, and a file with a flaw changes nothing.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { findings } from "./axe.mjs";
import { startBoth } from "./bench.mjs";
import { testShop } from "./server.mjs";
import { visit } from "./visit.mjs";

const shop = testShop();
let server, browser, owner, exported;

before(async () => {
  [server, browser] = await startBoth({ shop });
  owner = await visit(browser, {});
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const row = (id) => owner.page.locator(`.prompt[data-prompt="${id}"]`);
const dialog = () => owner.page.getByRole("dialog", { name: "Import from a file" });

/** Chooses a file with this text in the dialog. */
const choose = (text) => dialog().getByLabel("File with questions").setInputFiles({
  name: "prompts.json", mimeType: "application/json", buffer: Buffer.from(text),
});

/** The list of the exported file, changed. */
function changed(change) {
  const list = JSON.parse(exported);
  change(list);
  return JSON.stringify(list);
}

/** The version of each published prompt, by what shoppers get. */
const versions = async () => {
  const { prompts } = await server.book("en");
  return Object.fromEntries(prompts.map((one) => [one.id, one.version]));
};

test("an export that is read back changes nothing", async () => {
  const { page } = owner;
  await page.goto(server.signInLink);
  await page.getByRole("button", { name: "Later" }).click();
  await row("why-not").waitFor();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export as a file" }).click();
  exported = readFileSync(await (await download).path(), "utf8");
  assert.equal(JSON.parse(exported).length, shop.prompts.length);

  await page.getByRole("button", { name: "Import from a file" }).click();
  await choose(exported);
  await dialog().getByText("This file changes nothing.").waitFor();
  assert.equal(await dialog().getByRole("button", { name: "Import", exact: true }).count(), 0);
  assert.deepEqual(await findings(page), []);
});

test("a file with a flaw names the place and changes nothing", async () => {
  const before = await versions();
  await choose(changed((list) => {
    list[0].question.text.en = "Another wording?";
    list[1].question.choices[2].text.en = "";
  }));
  const alert = dialog().getByRole("alert");
  await alert.filter({ hasText: "[1].question.choices[2].text.en" }).waitFor();
  assert.equal(await dialog().getByRole("button", { name: "Import", exact: true }).count(), 0);
  assert.deepEqual(await findings(owner.page), []);
  await owner.screenshot("console-import-flaw");
  await choose("{ not json");
  await alert.filter({ hasText: "This file is no JSON." }).waitFor();
  assert.deepEqual(await versions(), before);
  assert.ok(owner.faults.every((fault) => fault.includes("422")), owner.faults.join("\n"));
  owner.faults.length = 0;
});

test("a good file shows what would change, and is imported only then", async () => {
  const { page } = owner;
  const before = await versions();
  await choose(changed((list) => {
    list[0].question.text.en = "What holds you back?";
    list[1].state = "paused";
    list.push({ ...list[2], id: "from-a-file", state: "live" });
  }));
  const change = (id) => dialog().locator(`[data-prompt="${id}"]`);
  await change("why-not").getByText("Another version").waitFor();
  await change("what-else").getByText("Another state").waitFor();
  await change("from-a-file").getByText("New", { exact: true }).waitFor();
  assert.equal(await dialog().locator("[data-prompt]").count(), 3);
  assert.deepEqual(await findings(page), []);
  await owner.screenshot("console-import");
  assert.deepEqual(await versions(), before);

  await dialog().getByRole("button", { name: "Import", exact: true }).click();
  await dialog().waitFor({ state: "detached" });
  await row("from-a-file").waitFor();
  await row("why-not").getByRole("heading", { name: "What holds you back?" }).waitFor();
  await page.locator('.prompt[data-prompt="what-else"][data-state="paused"]').waitFor();
  assert.deepEqual(owner.faults, []);
});

test("the dialog fits a phone in Arabic", async () => {
  const reader = await visit(browser, { phone: true, lang: "ar" });
  await reader.context.addCookies(await owner.context.cookies());
  const { page } = reader;
  await page.goto(`${server.base}/console/shops/${shop.key}/prompts`);
  await page.locator(".page > .buttons button").tap();
  await page.locator("dialog input[type=file]").setInputFiles({
    name: "prompts.json", mimeType: "application/json", buffer: Buffer.from(exported),
  });
  await page.locator("dialog [data-prompt=why-not]").waitFor();
  assert.deepEqual(await findings(page), []);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
  await reader.screenshot("console-import-phone-ar");
  assert.deepEqual(reader.faults, []);
});

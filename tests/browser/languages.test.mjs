// The card in every language that has interface strings, on the smallest phone: its words
// are those of the language, they fit, and numbers are counted and written as is usual
// there. Two visitors share them out, and forget between two pages.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { ask, setUp, shopForPages } from "./bench.mjs";
import { Card } from "./card.mjs";
import { fits } from "./fits.mjs";
import { page, tag } from "./pages.mjs";
import { until } from "./waiting.mjs";

const folder = new URL("../../server/strings/", import.meta.url);
const read = (lang) => JSON.parse(readFileSync(new URL(`${lang}.json`, folder), "utf8"));
const LANGUAGES = readdirSync(folder).map((name) => name.replace(".json", ""));
const direction = (lang) => ["ar", "fa", "he", "iw"].includes(lang.split("-")[0]) ? "rtl" : "ltr";
/** Languages that are served by the strings of another one. */
const KIN = { "ar-EG": "ar", iw: "he", "zh-TW": "zh-Hant", "zh-HK": "zh-Hant", "pt-BR": "pt", "pt-AO": "pt-PT", no: "nb" };
/** Has no strings of its own, and counts otherwise than English: 21 is `one`. */
const STRANGER = "lv";
/** How many characters the fields take. */
const MOST = 200;

/** A score leads to each way of answering, so that one card has nearly all the words. */
function followUps(shop) {
  const question = (id) => structuredClone(shop.prompts.find((one) => one.id == id).question);
  const leads = { 0: "say-more", 8: "call-me", 9: "what-else", 10: "found-it" };
  return Object.entries(leads).map(([score, id]) => ({ when: { score: [+score, +score] }, question: question(id) }));
}

let bench;
/** Visitors who are on no page at the moment. */
const free = [];
before(async () => {
  const languages = [...LANGUAGES, ...Object.keys(KIN), STRANGER];
  const shop = shopForPages((shop) => {
    shop.languages = languages;
    shop.prompts.find((one) => one.id == "say-more").question.max_length = MOST;
    shop.prompts.find((one) => one.id == "how-likely").follow_ups = followUps(shop);
  });
  const pages = (server) => Object.fromEntries(languages.map((lang) => [`/${lang}`, page({ head: tag(server), lang, dir: direction(lang) })]));
  bench = await setUp({ shop, pages });
  for (let at = 0; at < 2; at++) {
    const { shopper } = await bench.visitor({
      path: "/en", phone: true, viewport: { width: 320, height: 640 }, reducedMotion: "reduce",
      before: (shopper) => shopper.page.addInitScript(() => localStorage.clear()),
    });
    free.push(shopper);
  }
});
after(() => bench?.tearDown());

/** Lends a visitor, and looks afterwards at what went wrong on the pages. */
async function visiting(work) {
  const shopper = free.pop();
  try {
    await work(shopper);
    assert.deepEqual(shopper.faults, []);
  } finally {
    shopper.faults = [];
    free.push(shopper);
  }
}

/** Opens the page in a language and has a question asked there, in English unless the shop has translated it. */
async function open(shopper, lang, strings, id) {
  await shopper.page.goto(`${bench.site.base}/${lang}`);
  const card = new Card(shopper, strings);
  await ask(shopper.page, id);
  await card.asks(bench.question(id, lang.split("-")[0]) ?? bench.question(id));
  return card;
}

const said = (card, text) => until(`the card to say "${text}"`, async () => await card.status.textContent() == text);
const stands = (card, text) => card.surface.getByText(text, { exact: true }).waitFor();
const placeholder = (card) => card.host.getByRole("textbox").getAttribute("placeholder");
const score = (card, number) => card.host.getByRole("radiogroup").first().getByRole("radio").nth(number).tap();
/** Numbers as the browser writes them in a language. */
const written = (card, lang, numbers) => card.page.evaluate(([lang, numbers]) => numbers.map((one) => one.toLocaleString(lang)), [lang, numbers]);

/** What the note says while there is room for so many characters. */
async function noteFor(card, left) {
  const note = () => card.surface.getByRole("paragraph").first().textContent();
  const before = await note();
  await card.type("x".repeat(MOST - left));
  // What counts them may still be on its way.
  return until("the note to change", async () => {
    const now = await note();
    return now != before && now;
  });
}

/** Goes through all that a card can show, comparing it with the strings of a language. */
async function walk(shopper, lang, strings) {
  const card = await open(shopper, lang, strings, "how-likely");
  assert.equal(await card.surface.getAttribute("lang"), lang);
  assert.equal(await card.host.getAttribute("dir"), direction(lang));
  await card.button("close").waitFor();
  const points = await card.host.getByRole("radio").evaluateAll((all) => all.map((one) => [one.textContent, one.getBoundingClientRect().x]));
  assert.deepEqual(points.map(([digits]) => digits), await written(card, lang, [...points.keys()]));
  const [[, zero], [, one]] = points;
  assert.equal(zero < one ? "ltr" : "rtl", direction(lang), "a scale runs as its language is read");
  await stands(card, strings.low_default);
  await stands(card, strings.high_default);
  await fits(card, "the scale");
  await said(card, strings.prompt_label);

  await score(card, 0);
  await said(card, strings.sent);
  assert.equal(await placeholder(card), strings.text_placeholder);
  await card.send();
  await said(card, strings.check);
  await fits(card, "what is wrong with the text");
  const rules = new Intl.PluralRules(lang);
  for (const left of [1, 2, 5, 21]) {
    const words = strings[`characters_left_${rules.select(left)}`] ?? strings.characters_left;
    const [digits] = await written(card, lang, [left]);
    assert.equal(await noteFor(card, left), words.replace("{n}", digits));
  }
  await fits(card, "the text");
  await shopper.screenshot(`language-${lang}`);

  await score(card, 8);
  await stands(card, `${strings.email} / ${strings.phone}`);
  await fits(card, "the address");
  await score(card, 9);
  await card.host.getByRole("checkbox").last().tap();
  assert.equal(await placeholder(card), strings.other_placeholder);
  await fits(card, "the choices");
  await score(card, 10);
  await card.option(strings.up).waitFor();
  await card.option(strings.down).waitFor();
  await fits(card, "the thumbs");
  await card.button("skip").tap();
  await card.replies(strings.thanks);
  await card.button("change").waitFor();
  await fits(card, "the thanks");
}

describe("the card speaks the language of the page, and fits into 320 px", { concurrency: 2 }, () => {
  for (const lang of LANGUAGES) {
    test(lang, () => visiting((shopper) => walk(shopper, lang, read(lang))));
  }
});

/** What the note says for so many characters left, written by people who speak the language. */
const NOTES = {
  en: { 0: "0 characters left", 1: "1 character left", 21: "21 characters left" },
  ru: { 1: "Остался 1 символ", 2: "Осталось 2 символа", 5: "Осталось 5 символов", 11: "Осталось 11 символов", 21: "Остался 21 символ", 22: "Осталось 22 символа" },
  pl: { 1: "Pozostał 1 znak", 2: "Pozostały 2 znaki", 5: "Pozostało 5 znaków", 21: "Pozostało 21 znaków", 22: "Pozostały 22 znaki" },
  ar: { 0: "لم يتبقَّ أي حرف", 1: "تبقّى حرف واحد", 2: "تبقّى حرفان", 5: "تبقّت 5 أحرف", 21: "تبقّى 21 حرفًا" },
  cs: { 1: "Zbývá 1 znak", 2: "Zbývají 2 znaky", 5: "Zbývá 5 znaků" },
  ro: { 1: "1 caracter rămas", 5: "5 caractere rămase", 21: "21 de caractere rămase" },
  fr: { 0: "0 caractère restant", 1: "1 caractère restant", 2: "2 caractères restants" },
  he: { 1: "נותר תו אחד", 2: "נותרו שני תווים", 5: "נותרו 5 תווים" },
  fa: { 5: "۵ نویسه باقی مانده است", 21: "۲۱ نویسه باقی مانده است" },
  "ar-EG": { 2: "تبقّى حرفان", 5: "تبقّت ٥ أحرف", 21: "تبقّى ٢١ حرفًا" },
  [STRANGER]: { 0: "0 characters left", 1: "1 character left", 21: "21 characters left" },
};

test("characters are counted as people of the language count them", () => visiting(async (shopper) => {
  for (const [lang, notes] of Object.entries(NOTES)) {
    const card = await open(shopper, lang, {}, "say-more");
    const seen = {};
    for (const left of Object.keys(notes)) {
      seen[left] = await noteFor(card, left);
    }
    assert.deepEqual(seen, notes, lang);
  }
}));

test("Persian scales have Persian digits, from right to left", () => visiting(async (shopper) => {
  const card = await open(shopper, "fa", {}, "how-likely");
  const points = await card.host.getByRole("radio").evaluateAll((all) => all
    .map((one) => [one.getBoundingClientRect().x, one.textContent]).sort(([a], [b]) => a - b).map(([, digits]) => digits));
  assert.deepEqual(points, ["۱۰", "۹", "۸", "۷", "۶", "۵", "۴", "۳", "۲", "۱", "۰"]);
}));

test("a region is served by its kin, an old name by the new one, and who has no strings by English", () => visiting(async (shopper) => {
  for (const [lang, kin] of Object.entries({ ...KIN, [STRANGER]: "en" })) {
    const card = await open(shopper, lang, read(kin), "how-likely");
    assert.equal(await card.surface.getAttribute("lang"), lang);
    assert.equal(await card.host.getAttribute("dir"), direction(lang));
    await card.button("close").waitFor();
    await stands(card, card.strings.low_default);
  }
}));

test("every plural form of a language is one that its numbers take", () => {
  for (const lang of LANGUAGES) {
    const { pluralCategories } = new Intl.PluralRules(lang).resolvedOptions();
    const forms = Object.keys(read(lang)).map((name) => name.match(/^characters_left_(.*)/)?.[1]).filter(Boolean);
    assert.deepEqual(forms.filter((form) => !pluralCategories.includes(form)), [], lang);
  }
});

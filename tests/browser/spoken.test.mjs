// What assistive technology is given of every kind of question, as a card and in the page,
// in English and in Arabic, from the question to the last word: the whole tree of roles,
// names, states and values, compared with the files in `snapshots/`.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ask, setUp, shopForPages } from "./bench.mjs";
import { page, tag } from "./pages.mjs";
import { compare, names } from "./snapshots.mjs";
import { until } from "./waiting.mjs";

/** What is done with each kind, in the words of the snapshots; what is spoken then, by its name. */
const KINDS = {
  "why-not": {
    "after \"Something else\"": [(card) => nth(card, "radio", 2), "prompt_label"],
    "after the first choice": [(card) => nth(card, "radio", 0), "sent"],
  },
  "what-else": {
    "after sending nothing": [(card) => card.send(), "check"],
    "after two choices": [async (card) => { await nth(card, "checkbox", 0); await nth(card, "checkbox", 2); }, "prompt_label"],
    "after sending them": [(card) => card.send(), "sent"],
  },
  "found-it": { "after a thumb": [(card) => nth(card, "radio", 1), "sent"] },
  "how-easy": { "after a score": [(card) => nth(card, "radio", 4), "sent"] },
  "how-happy": { "after a score": [(card) => nth(card, "radio", 4), "sent"] },
  "how-likely": {
    "after the lowest score": [(card) => nth(card, "radio", 0), "sent"],
    "after sending no words": [(card) => card.send(), "check"],
    "after the highest score instead": [(card) => nth(card, "radio", 10), "sent"],
  },
  "say-more": {
    "after sending nothing": [(card) => card.send(), "check"],
    "after typing until few characters are left": [(card) => card.type("x".repeat(MOST - 21)), "prompt_label"],
    "after sending it": [(card) => card.send(), "thanks"],
  },
  "call-me": {
    "after sending what is no address": [async (card) => { await card.type("jo@"); await card.send(); }, "check"],
    "after sending an address": [async (card) => { await card.type("jo@shop.example"); await card.send(); }, "thanks"],
  },
};
/** How many characters the field takes. */
const MOST = 200;
const nth = (card, role, at) => card.host.getByRole(role).nth(at).click();
const SLOT = `<section id="slot" style="min-height: 40rem"></section>`;

let bench;
before(async () => {
  const shop = shopForPages((shop) => {
    const [{ question }] = shop.prompts.find((one) => one.id == "how-likely").follow_ups;
    shop.prompts.find((one) => one.id == "say-more").question.max_length = MOST;
    for (const prompt of shop.prompts) {
      // As they stand in the file, and every kind that may have a follow-up has one.
      prompt.question.shuffle = undefined;
      if (!["say-more", "call-me"].includes(prompt.id)) {
        prompt.follow_ups ??= [{ question }];
      }
    }
    shop.prompts.push(...shop.prompts.map((prompt) => ({ ...prompt, id: `${prompt.id}-inline`, placement: { inline: "#slot" } })));
  });
  const pages = (server) => Object.fromEntries([["en", "ltr"], ["ar", "rtl"]].map(([lang, dir]) =>
    [`/${lang}`, page({ head: tag(server), body: SLOT, lang, dir })]));
  bench = await setUp({ shop, pages });
});
after(() => bench?.tearDown());

/** Takes one prompt from the question to the last word; the tree after each thing done. */
async function told({ page, card }, id, kind, lang) {
  const states = [];
  const look = async (what, spoken) => {
    await until(`"${spoken}" to be spoken ${what} of ${id}`, async () => (await card.status.textContent()).startsWith(card.strings[spoken]));
    states.push(`# ${what}\n${await card.host.ariaSnapshot()}\n`);
  };
  await ask(page, id);
  await card.asks(bench.question(kind, lang));
  // Screen readers are told a moment later.
  await page.clock.runFor(1_000);
  await look("the question", "prompt_label");
  for (const [what, [act, spoken]] of Object.entries(KINDS[kind])) {
    await act(card);
    await page.clock.runFor(100);
    await look(what, spoken);
  }
  if (await card.button("skip").isVisible()) {
    await card.button("skip").click();
    await page.clock.runFor(100);
    await look("after skipping the follow-up", "thanks");
  }
  await card.close();
  await page.clock.runFor(1_000);
  await card.isGone();
  return states;
}

for (const lang of ["en", "ar"]) {
  describe(`what assistive technology is given, ${lang}`, { concurrency: 2 }, () => {
    for (const [where, suffix] of [["card", ""], ["inline", "-inline"]]) {
      test(`${where}: every kind of question, from the question to the last word`, async () => {
        const visitor = await bench.visitor({
          path: `/${lang}`, lang, reducedMotion: "reduce", before: ({ page }) => page.clock.install(),
        });
        let wrong = "";
        for (const kind of Object.keys(KINDS)) {
          const states = await told(visitor, kind + suffix, kind, lang);
          wrong += compare(`${kind}-${where}-${lang}.yaml`, states.join("\n"));
        }
        assert.ok(!wrong, wrong);
        assert.deepEqual(visitor.shopper.faults, []);
        await visitor.shopper.end();
      });
    }
  });
}

test("no snapshot is left of what is not asked any more", () => {
  const asked = Object.keys(KINDS).flatMap((kind) => ["card-en", "card-ar", "inline-en", "inline-ar"].map((how) => `${kind}-${how}.yaml`));
  assert.deepEqual(names(), asked.sort());
});

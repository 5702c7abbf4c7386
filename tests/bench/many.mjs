// A shop with many live prompts, to weigh the book of one page view. Texts have the length
// and the words of the demo shop's, but the words stand in a random order: no two prompts
// share a phrase, so a real shop's book compresses better, never worse.
import { get } from "node:http";
import { demoShop, startServer } from "../browser/server.mjs";

const STEPS = ["product", "cart", "checkout", "confirmation"];
/** How many prompts are for one step alone, and how many for every step. */
const SPREAD = { on_each_step: 12, on_every_step: 2 };

/** The heaviest book of one page view, in bytes of brotli, and how prompts are spread. */
export async function weighMany() {
  const shop = shopOfMany(demoShop());
  const server = await startServer({ shop });
  try {
    const books = [];
    for (const lang of shop.languages) {
      for (const step of STEPS) {
        books.push({ lang, step, bytes: await weigh(`${server.base}/v1/shops/${shop.key}/book?lang=${lang}&step=${step}`) });
      }
    }
    books.sort((a, b) => b.bytes - a.bytes);
    return { prompts: shop.prompts.length, languages: shop.languages.length, ...SPREAD, heaviest: books[0] };
  } finally {
    await server.stop();
  }
}

function shopOfMany(shop) {
  const shapes = shop.prompts;
  const places = [
    ...STEPS.flatMap((step) => Array(SPREAD.on_each_step).fill([step])), ...Array(SPREAD.on_every_step).fill([]),
  ];
  const words = Object.fromEntries(shop.languages.map((lang) => [lang, wordsOf(shapes, lang)]));
  const prompts = places.map((steps, at) => ({
    ...reworded(shapes[at % shapes.length], words), id: `prompt-${at}`, steps, state: "live",
  }));
  return { ...shop, prompts };
}

const isText = (node) => typeof node.en == "string";

/** Every word of the texts in one language; some languages put no space between them. */
function wordsOf(node, lang) {
  if (typeof node != "object" || !node) {
    return [];
  }
  if (isText(node)) {
    const split = new Intl.Segmenter(lang, { granularity: "word" }).segment(node[lang] ?? node.en);
    return [...split].filter((part) => part.isWordLike).map((part) => part.segment);
  }
  return Object.values(node).flatMap((inner) => wordsOf(inner, lang));
}

/** The same prompt with other words in each of its texts, as many bytes long or more. */
function reworded(node, words) {
  if (typeof node != "object" || !node) {
    return node;
  }
  if (isText(node)) {
    return Object.fromEntries(Object.entries(node).map(([lang, text]) => [lang, drawn(words[lang], lang, text.length)]));
  }
  const inner = Object.entries(node).map(([name, value]) => [name, reworded(value, words)]);
  return Array.isArray(node) ? inner.map(([, value]) => value) : Object.fromEntries(inner);
}

let noise = 1;
function drawn(words, lang, length) {
  let text = "";
  while (text.length < length) {
    noise = (Math.imul(noise, 1_664_525) + 1_013_904_223) >>> 0;
    text += (text && lang != "th" ? " " : "") + words[Math.floor(noise / 2 ** 32 * words.length)];
  }
  return text;
}

/** The bytes of a body as they are sent; `fetch` would unpack them. */
const weigh = (address) => new Promise((tell, fail) => {
  get(address, { headers: { "accept-encoding": "br" } }, async (reply) => {
    let bytes = 0;
    for await (const piece of reply) {
      bytes += piece.length;
    }
    const packed = reply.statusCode == 200 && reply.headers["content-encoding"] == "br";
    packed ? tell(bytes) : fail(new Error(`${address} answered ${reply.statusCode}, or without brotli`));
  }).on("error", fail);
});

// What most tests of the card start from: a server with the tests' shop, a browser, pages
// on another origin, and a visitor on one of them. Prompts are asked for by name.
import { Card } from "./card.mjs";
import { page, servePages, tag } from "./pages.mjs";
import { startServer, testShop } from "./server.mjs";
import { startBrowser, visit } from "./visit.mjs";

/** The tests' shop for pages of this machine; prompts wait to be asked for. */
export function shopForPages(change = () => {}) {
  const shop = testShop();
  shop.origins = ["http://127.0.0.1:*"];
  for (const prompt of shop.prompts) {
    prompt.trigger = { call: true };
  }
  change(shop);
  return shop;
}

/** Starts a server and a browser, Chromium unless told otherwise: both, or with an error neither. */
export async function startBoth({ start = startBrowser, ...how } = {}) {
  const server = await startServer(how);
  try {
    return [server, await start()];
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Starts everything; `pages` is given the server and returns pages by path. */
export async function setUp({ shop = shopForPages(), pages, ...how } = {}) {
  const [server, browser] = await startBoth({ shop, ...how });
  const usual = { "/": page({ head: tag(server) }) };
  const site = await servePages({ ...usual, ...pages?.(server) });
  return {
    server, browser, site,
    /** A new visitor on a page, with the card's page object. */
    async visitor({ path = "/", lang = "en", before, browser: other, ...how } = {}) {
      const shopper = await visit(other ?? browser, { lang, ...how });
      await before?.(shopper);
      await shopper.page.goto(site.base + path);
      const card = new Card(shopper, (await server.book(lang)).strings);
      return { shopper, page: shopper.page, card };
    },
    /** The question of a prompt of the tests' shop, as it is asked in a language. */
    question: (id, lang = "en") => shop.prompts.find((one) => one.id == id).question.text[lang],
    /** The follow-ups of a prompt, in the order in which they stand. */
    followUps: (id, lang = "en") => shop.prompts.find((one) => one.id == id).follow_ups.map((one) => one.question.text[lang]),
    async tearDown() {
      await browser.close();
      await site.close();
      await server.stop();
    },
  };
}

/** Asks for a prompt as the shop's own code would, once the loader is there. */
export async function ask(page, prompt) {
  await page.waitForFunction(() => window.tillside);
  await page.evaluate((id) => window.tillside("ask", id), prompt);
}

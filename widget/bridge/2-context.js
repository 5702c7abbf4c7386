// What is known about the visitor and the page at this moment, as the card reads it.

function contextOf(loader, book) {
  const [moment, { since, referrer, search }, attributes, calls, cart, events] = loader.facts();
  const history = loader.history();
  const { value, currency, items } = moment;
  const { lang } = book;
  const told = {
    ...moment,
    lang,
    // A price may come as text, and pieces of an item are none.
    value: value > 0 ? +value : undefined,
    items: Math.round(items) || undefined,
    kept: keptOf(attributes, book),
  };
  return {
    ...history,
    ...told,
    // What goes out with what is asked, and nothing else of all this.
    told,
    // The page may say its language in more words than the shop has books.
    language: moment.lang,
    // Only where it may be said.
    cart_value: tellsAmount(book) || names(history.gift, AMOUNT) ? money(lang, value, currency) : undefined,
    visitor: history.id,
    url: location.href,
    utm: campaign(search),
    referrer,
    attributes,
    steps_seen: history.steps,
    seconds: (Date.now() - since) / 1e3,
    calls,
    // Last, because the card reads only so much of what the page has a hand in.
    cart,
    events,
  };
}

/** Where a reply tells the cart's value. */
const AMOUNT = "{cart_value}";

/** Whether a text stands anywhere in something. */
const names = (something, text) => JSON.stringify([something]).includes(text);

/** Whether a book's replies may tell it; the card asks every second, and a book stays as it is. */
const tellsAmount = (book) => book.amount ??= names(book.prompts, AMOUNT);

/**
 * Has the browser learn how a language writes amounts, or what time it is elsewhere, where
 * that will be asked. The first such question takes a slow phone longer than drawing a card
 * does, so it has a task of its own, while the program is on its way.
 */
async function learn(book) {
  await soon();
  // Whatever is asked first, the others are then quick.
  (book.zone || tellsAmount(book)) && money(book.lang, 1, "EUR");
}

/** An amount as it is written in a language; nothing where it is none. */
function money(lang, value, currency) {
  try {
    return value > 0 && currency ? (+value).toLocaleString(lang, { style: "currency", currency }) : undefined;
  } catch {}
}

/**
 * The attributes that the shop keeps with what was asked, the only ones that are sent; of each no
 * more than the collector would keep. They may hold anything, also what can be no text.
 */
function keptOf(attributes, { kept }) {
  const named = {};
  try {
    kept?.forEach((name) => named[name] = ([attributes[name]] + "").slice(0, 64));
  } catch {}
  return named;
}

/** The campaign that an address names, without the prefix that all its parameters have. */
function campaign(search) {
  const named = {};
  new URLSearchParams(search).forEach((value, parameter) => parameter.replace(/^utm_(.+)/, (all, name) => named[name] = value));
  return named;
}

/**
 * The hour of the week in a zone, from 0 for the first of Monday. The zone's time is read back
 * as if it were the visitor's own, which leaves weekdays and hours to the browser; one hour a
 * year, which the visitor's clock skips, is read as another. `h23` keeps midnight from being
 * 24 o'clock.
 */
function hour(timeZone) {
  try {
    const there = new Date(new Date().toLocaleString("en-US-u-hc-h23", { timeZone }));
    return (there.getDay() + 6) % 7 * 24 + there.getHours();
  } catch {
    return NaN;
  }
}

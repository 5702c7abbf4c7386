// What is known about the visitor and the page at this moment, as the card reads it.

function contextOf(loader, { lang }) {
  const [moment, { since, referrer, search }, attributes, calls, cart, events] = loader.facts();
  const { id, visits, steps, added, gift } = loader.history();
  const { value, currency, items } = moment;
  return {
    ...moment,
    // The page may say its language in more words than the shop has books.
    language: moment.lang,
    lang,
    // A price may come as text, and pieces of an item are none.
    value: value > 0 ? +value : undefined,
    items: Math.round(items) || undefined,
    cart_value: money(lang, value, currency),
    visitor: id,
    url: location.href,
    visits,
    utm: campaign(search),
    referrer,
    attributes,
    steps_seen: steps,
    added,
    seconds: (Date.now() - since) / 1e3,
    calls,
    gift,
    // Last, because the card reads only so much of what the page has a hand in.
    cart,
    events,
  };
}

/** An amount as it is written in a language; nothing where it is none. */
function money(lang, value, currency) {
  try {
    return value > 0 && currency ? (+value).toLocaleString(lang, { style: "currency", currency }) : undefined;
  } catch {}
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

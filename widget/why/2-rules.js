// How each rule is said: what it is called where it stops a prompt, what it wants, and what
// there is now. Rules that are not known here are shown as they stand in files.

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const address = (how) => {
  const [[name, text]] = Object.entries(how);
  return text == "" ? "is empty" : `${{ exact: "is", contains: "contains", glob: "fits" }[name] || name} ${text}`;
};
const named = ({ name, is }) => `${name} is ${is}`;
const list = (values) => known(values && values.join(", "), "none");

/** By name: what it is called, then what it wants and what is there as functions. */
const TARGETING = {
  url: ["address", (how) => `The address ${address(how)}`],
  referrer: ["referrer", (how) => `The address before the visit ${address(how)}`, (found) => known(found, "none")],
  device: ["device", (devices) => `On a ${either(devices)}`],
  language: ["language", (languages) => `The page's language is ${either(languages)}`],
  country: ["country", (countries) => `The region of the browser's language is ${either(countries)}`, list],
  visitor: ["visitor", (visitor) => `The visitor is ${visitor}`],
  visits: ["visits", (visits) => `Visits: ${range(visits)}`],
  cart_value: ["cart value", (wanted) => `Cart value ${range(wanted)}${wanted.currency ? ` in ${wanted.currency}` : ""}`,
    (found) => known(found?.value) + (found?.currency ? ` ${found.currency}` : "")],
  cart_items: ["cart items", (items) => `Items in the cart: ${range(items)}`],
  cart_product: ["products", (ids) => `In the cart: ${either(ids)}`, list],
  cart_category: ["categories", (names) => `In the cart something of ${either(names)}`, list],
  coupon: ["coupon", (used) => used ? "A coupon is used" : "No coupon is used", (used) => used ? "used" : "none"],
  payment: ["payment", (kinds) => `Paid by ${either(kinds)}`, list],
  shipping: ["shipping", (kinds) => `Sent by ${either(kinds)}`, list],
  steps_seen: ["steps seen", (steps) => `Steps seen before: ${steps.join(" and ")}`, list],
  added_to_cart: ["added to cart", (added) => added ? "Something was added to the cart" : "Nothing was added to the cart", yes],
  utm: ["campaign", (wanted) => `The campaign's ${named(wanted)}`],
  attribute: ["attribute", (wanted) => `The attribute ${named(wanted)}`],
  not: ["a rule that must not hold", () => "This does not hold:"],
  any: ["a choice of rules", () => "At least one of these holds:"],
};

const condition = ({ property, is, contains, min, max }) => `${property} ${[
  is != null && `is ${is}`, contains != null && `contains ${contains}`, (min ?? max) != null && range({ min, max }),
].filter(Boolean).join(", ")}`;

const TRIGGERS = {
  time: [(seconds) => seconds ? `${seconds} s on this step` : "At once", (seconds) => `${seconds} s`],
  scroll: [(part) => `${part} % of the page seen`, (part) => `${part} %`],
  inactivity: [(seconds) => `${seconds} s without input`, (seconds) => `${seconds} s`],
  exit_intent: [() => "Signs of leaving", yes],
  event: [(event) => {
    const conditions = event.where || [];
    const told = conditions.map(condition).join("; ");
    return `The event ${event.name || event}${told && ` with ${told}`}`;
  }, ({ times, last }) => times ? `came ${count(times, "time")}${last ? `, last with ${JSON.stringify(last)}` : ""}` : "has not come"],
  form_error: [() => "An error in a form", yes],
  click: [(selector) => `A click on ${selector}`, yes],
  call: [() => "tillside('ask', …)", yes],
  any: [() => "One of these has happened:"],
  all: [() => "All of these have happened:"],
};

const hours = ([from, until]) => `from ${from} to ${until} o'clock`;

/** The rules that every prompt has. */
const RULES = {
  step: ["its step", (steps) => steps.length ? `On the step ${either(steps)}` : "On every step",
    ({ step, called }) => known(step) + (called ? ", and asked for by name" : "")],
  sampling: ["sampling", (points) => points < 1e4 ? `In a sample of ${percent(points)}` : "In the sample: everybody",
    (drawn) => `this visitor drew ${percent(drawn)}`],
  answered: ["an earlier answer", (ends) => ends ? "Not answered before" : "An answer does not end it",
    (answered) => answered ? "answered" : "not answered"],
  cap: ["its cap", ({ times, every_days: days }) => times
    ? `Shown at most ${count(times, "time")}${days ? ` in ${count(days, "day")}` : ""}` : "Shown any number of times",
  ({ times, at }) => times ? `shown ${count(times, "time")}, last ${known(at && time(at))}` : "never shown"],
  quiet: ["the pause between prompts", ({ between_hours: between, after_close_hours: close }) => [
    between ? `${between} h since any prompt was shown` : "", close ? `${close} h since one was closed` : "",
  ].filter(Boolean).join(", ") || "No pause between prompts",
  ({ shown, closed }) => `shown ${known(shown && time(shown), "never")}; closed ${known(closed && time(closed), "never")}`],
  schedule: ["its schedule", (wanted = {}) => [
    wanted.from && `from ${time(wanted.from)}`, wanted.until && `until ${time(wanted.until)}`,
    wanted.days && `on ${either(wanted.days)}`, wanted.hours && hours(wanted.hours),
  ].filter(Boolean).join(", ") || "At any time",
  ({ local_hour: hour }) => hour == null ? "" : `it is ${DAYS[Math.floor(hour / 24)]}, ${hour % 24} o'clock in the shop's zone`],
};

/** A line in words: the name of its rule, what it wants, and what there is. */
function words({ rule, wanted, found, until, holds }) {
  const [[name, value] = []] = Object.entries(wanted || {});
  let [title, want, now = known] = RULES[rule] || [];
  if (!title) {
    [title, want, now = known] = rule == "trigger" ? ["its trigger", ...TRIGGERS[name] || []] : TARGETING[name] || [name];
    wanted = value;
  }
  const combines = name == "any" || name == "all" || name == "not";
  let there = combines && found == null ? "" : now(found);
  if (rule == "trigger" && found?.called) {
    there = "asked for by name, which is enough";
  }
  if (until) {
    there += `; not before ${time(until)}`;
  } else if (rule == "cap" && !holds) {
    there += "; for good";
  }
  return { title, want: want ? want(wanted) : `${name} ${JSON.stringify(value)}`, there };
}

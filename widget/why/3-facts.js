// What stands above the prompts: how the loader sees the visitor and the page, and what it
// decided before there was a card. A fact is a name, a text, and whether it is as it must be
// for anything to be asked; neither yes nor no where that does not matter.

/** Why the loader asks for nothing or less, before any prompt is looked at. */
function limits({ consent, live, history }) {
  const facts = [];
  if (consent == 0) {
    facts.push(["Consent", live.permitted ? "given"
      : "not given: the shop waits for tillside('consent', 'granted'), or for what its consent tool says", !!live.permitted]);
  } else {
    facts.push(["Consent", consent == 1 ? "not needed: visitors keep no id" : "not needed"]);
  }
  if (navigator.globalPrivacyControl) {
    facts.push(["Privacy", "this browser sends Global Privacy Control: no id is kept, nothing is measured, prompts are asked"]);
  }
  const { saveData, effectiveType } = navigator.connection || {};
  if (saveData || /2g/.test(effectiveType)) {
    facts.push(["Network", `${saveData ? "Save-Data is on" : `it is slow (${effectiveType})`}: without this panel nothing would be loaded or asked here`, false]);
  }
  if (typeof live.scope == "string") {
    facts.push(["Loader", live.would ? "it would fetch the card here without this panel too"
      : "without this panel it would fetch no card here now: too slow a network, or no prompt for this step that is sampled in, under its cap and out of a pause", !!live.would]);
  }
  if (history.gift) {
    facts.push(["Coupon", "one was promised and is shown before anything is asked"]);
  }
  return facts;
}

/** Where the shopper stands and how the loader knows. */
function place({ step, explicit, heard }) {
  if (!step) {
    return "not known: nothing on the page tells it, and no address rule of the shop fits";
  }
  const marked = document.querySelector("[data-tillside-step]");
  return `${step}, ${explicit ? "told by tillside('step', …)" : marked ? `told by data-tillside-step on ${describe(marked)}`
    : heard ? "from an event of the data layer" : "by an address rule, or what is known of the shop's platform"}`;
}

const OBSTACLES = {
  away: "another tab is in front", fullscreen: "something fills the screen",
  typing: "a field has the focus", sending: "a form was sent off a moment ago", dialog: "a dialog or a consent banner is open",
};

/** What keeps a card from coming now: whom it would disturb, or no room; empty if nothing does. */
function hindrance({ obstacle, element, full }) {
  if (obstacle) {
    return OBSTACLES[obstacle] + (element ? `: ${describe(element)}` : "");
  }
  return full ? "there is no room for a card beside the page's bars and buttons" : "";
}

/** The card, and the moment as it sees it. `told` is missing where there is no card at work. */
function card({ live, told, broken, book }) {
  if (!live.begun) {
    return [["Card", "not loaded: nothing is fetched or kept before there is consent", false]];
  }
  if (broken) {
    return [["Card", `it does not run: ${broken}`, false]];
  }
  if (!told) {
    return [["Card", typeof live.scope == "string" ? "on its way" : live.pause > 15e3
      ? `its files could not be had; tried again within ${length(live.pause)}` : "not loaded yet: the step may still become known", false]];
  }
  const facts = [["Card", `at work${told.version ? `, with version ${told.version} of the prompts` : ""}${book?.preview ? ", as a preview of a draft" : ""}`, true]];
  if (told.offline_until) {
    facts.push(["Prompts", `they could not be read again; nothing is asked until ${time(told.offline_until)}`, false]);
  }
  const hindered = hindrance(told);
  facts.push(told.card ? ["Asking", told.card] : ["Moment", hindered ? `not now: ${hindered}` : "quiet", !hindered]);
  return facts;
}

/** Everything above the prompts. */
function factsOf(state) {
  const { live, moment, history, book } = state;
  const { device, lang, value, currency, items, returning } = moment;
  return [
    ...limits(state),
    ["Step", place(live), !!live.step],
    ...card(state),
    ["Visitor", `${returning ? "returning" : "new"}, visit ${history.visits || 1}, on a ${device}`],
    ["Language", `${lang} on this page${book ? `, asked in ${book.lang}` : ""}`],
    ["Cart", value > 0 || items > 0 ? `${known(value)} ${currency || ""}`.trim() + (items ? `, ${count(items, "item")}` : "") : "not known"],
  ];
}

// The loader: the script behind a shop's one tag, served with the shop's coarse table in
// place of the marker below. It works out where the shopper stands, keeps what the
// browser remembers and carries events to the collector. It is not the card: wording,
// targeting and everything on the screen belong to the card, which the loader fetches
// only where the table says that something may be asked.
//
// The files of this folder are one script, put together in their order; each is of use
// only with those before it. A build without a minifier strips lines that begin with two
// slashes and the leading white space, so comments have lines of their own and every
// statement ends itself. Every shopper pays for each byte: `let` throughout, because
// declarations then merge.
try {
(() => {
  // Without names, because the minifier can shorten ours but not those of the table.
  let [key, given, card, wasm, token, consent, measure, between, afterClose, prompts, rules = [], adapter] = __TILLSIDE_TABLE__;
  let before = window.tillside;

  // A page may hold the tag twice; the copy that came first stays in charge.
  if (before?.live) {
    return;
  }

  // Nothing of ours may reach the page's own error handlers.
  let attempt = (work) => {
    try {
      return work();
    } catch {}
  };
  let safe = (work) => (...given) => attempt(() => work(...given));

  let name = "tillside:" + key;
  let outbox = name + ":o:";

  // Optimisers delay and move scripts, so the running tag is only the second guess; where
  // the script was inlined, the collector is taken to be the page's own origin.
  let base = given || (document.querySelector(`[src*="/s/${key}"]`) || document.currentScript)?.src.split("/s/")[0] || "";

  // Somebody of the shop may look why nothing is asked, at a draft, or try it out. They get a build of
  // this script with more in it, so that no shopper pays for that.
  if (!STAFF && /tillside=/.test(location)) {
    return import(base + "/s/" + key + ".staff.js").catch(attempt);
  }
  let why = STAFF && /tillside=why/.test(location);
  // The answers to a draft never count: all is forgotten with the page, and nothing is sent.
  let draft = STAFF && (/tillside=preview:([^&]+)/.exec(location) || [])[1];

  // What this browser answers from now on is the team's own, and counts as a test.
  let tester = STAFF && (/tillside=test:([^&]+)/.exec(location) || [])[1];

  let shop = "/v1/shops/" + key;
  // The page's own requests go first.
  let get = (path, more) => fetch(base + path, { ...more, credentials: "omit", priority: "low" });

  // Global Privacy Control asks not to be followed: no id is kept, nothing is measured.
  let anonymous = consent == 1 || navigator.globalPrivacyControl;
  let permitted = draft || consent;
  let begun;

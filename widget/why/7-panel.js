// The panel itself: brings it into the page, keeps it up to date, and takes it away.

/** How often everything is looked at again, and how often the prompts are read anew. */
const TICK = 1e3;
const STALE = 2e4;

/** What happens on the page that may change something before the next look. */
const CHANGES = ["focusin", "focusout", "scroll", "click", "visibilitychange"];

/** Takes the panel away. */
export let close = () => {};

/** Brings the panel into the page; `kit` is what the loader hands over. */
export default function open([address, consent, rows, bridge, variables]) {
  close();
  const host = make("tillside-why", { lang: "en", dir: "ltr" });
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(SHEET);
  root.adoptedStyleSheets = [sheet];

  const [facts, prompts, status] = [make("dl"), make("div"), make("p", { className: "spoken", role: "status" })];
  const body = make("div", { className: "body", id: "body", tabIndex: 0, role: "group", ariaLabel: "What was found" },
    make("details", { open: true }, make("summary", {}, make("h3", { textContent: "The visitor and the page" })), facts),
    make("h3", { textContent: "Prompts" }), prompts);
  const fold = make("button", { type: "button", textContent: "Fold", onclick() {
    body.hidden = !body.hidden;
    fold.ariaExpanded = `${!body.hidden}`;
    write(fold, body.hidden ? "Unfold" : "Fold");
  } });
  fold.setAttribute("aria-controls", "body");
  fold.ariaExpanded = "true";
  const leave = make("button", { type: "button", ariaLabel: "Close", textContent: "✕", onclick: () => close() });
  root.append(make("section", { className: "panel", role: "region", ariaLabel: "Why a prompt is asked or not" },
    make("header", {}, make("h2", { textContent: "Why asked, why not" }), fold, leave), body, status));

  const showFacts = listView(facts, factView, ([name]) => name);
  const showPrompts = listView(prompts, promptView, ({ id }) => id);
  const card = cardOf(address, bridge);
  let said;

  const look = () => {
    if (document.hidden) {
      return;
    }
    const [permitted, begun, step, explicit, heard, scope, pause, would] = variables();
    const live = { permitted, begun, step, explicit, heard, scope, pause, would };
    const [moment] = bridge.facts();
    const state = { consent, rows, live, moment, history: bridge.history(), ...card(live) };
    host.setAttribute("side", sideFor(state.book));
    showFacts(factsOf(state));
    const standings = promptsOf(state);
    showPrompts(standings);
    // What stands elsewhere now than before is read out, but not all of it at the beginning.
    const now = standings.map(({ id, word }) => `${id} ${word}`);
    const news = said && now.filter((one) => !said.includes(one));
    said = now;
    if (news?.length) {
      write(status, news.join("; "));
    }
  };
  let due;
  const changed = () => due ||= requestAnimationFrame(() => {
    due = 0;
    look();
  });
  const timer = setInterval(look, TICK);
  const options = { capture: true, passive: true };
  CHANGES.forEach((type) => addEventListener(type, changed, options));
  close = () => {
    clearInterval(timer);
    cancelAnimationFrame(due);
    CHANGES.forEach((type) => removeEventListener(type, changed, options));
    host.remove();
    close = () => {};
  };
  window.tillside("on", "removed", () => close());
  look();
  document.body.append(host);
}

/** The side of the screen on which no card stands. */
function sideFor(book) {
  const cardIsRight = (book?.dir == "rtl") == (book?.theme?.corner == "start");
  return cardIsRight ? "left" : "right";
}

/** What the card tells of itself: the same module as the loader's, and never before it. */
function cardOf(address, bridge) {
  let module, broken, book, mayCompile, read = 0;
  return ({ begun, scope }) => {
    if (!begun || typeof scope != "string") {
      return { broken: begun && broken };
    }
    module ||= import(address).then((glue) => module = glue, () => module = undefined);
    if (Date.now() - read > STALE) {
      read = Date.now();
      bridge.read("no-cache").then((now) => book = now, () => {});
    }
    let told;
    try {
      told = module.explain(book);
    } catch {
      // It is not compiled yet, or must not be.
      broken = (mayCompile ??= compiles()) ? undefined : "the page's policy forbids WebAssembly ('wasm-unsafe-eval')";
    }
    if (Array.isArray(told)) {
      return { broken: "it failed and removed itself" };
    }
    broken = told ? undefined : broken;
    return { told, book, broken };
  };
}

/** Whether this page may compile WebAssembly at all. */
function compiles() {
  try {
    return !!new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  } catch {
    return false;
  }
}

// A page in miniature: the few parts of a browser that the loader touches, each small
// enough to read at a glance, with a clock and a network that the test moves by hand.
// It runs the real loader; it knows nothing of what the loader should do.
import vm from "node:vm";
import { adapters, bridgeScript, script } from "./source.mjs";

// A realm of node:vm cannot import modules, so that one word is a function of the page's.
const imports = (code) => code.replaceAll("import(", () => "importModule(");
const loader = { shopper: script(imports), staff: script(imports, true) };

export const START = 1_760_000_000_000;

/** The table of a shop, by names that the loader's table does without. */
export const table = (more = {}) => ({
  key: "pk_test", base: "https://collector.example", card: "/assets/card.js", wasm: "/assets/card.wasm",
  token: "k1.1.1.sig", consent: "full", measure: true,
  between: 0, after_close: 0,
  prompts: [prompt("cart-hesitation", { steps: ["cart"] })],
  rules: [], adapters: [],
  ...more,
});

export const prompt = (id, more = {}) => ({ id, steps: [], sampling: 10000, times: 1, every: 0, once: true, immediate: false, ...more });

/** A table as the server writes it. */
export const written = ({ key, base, card, wasm, token, consent, measure, between, after_close, prompts, rules, adapters }) => [
  key, base, card, wasm, token, ["required", "ask_without_id", "full"].indexOf(consent), +measure, between, after_close,
  prompts.map(({ id, steps, sampling, times, every, once, immediate }) => [id, steps, sampling, times, every, !once + 2 * immediate]),
  rules, adapters[0] && adaptersFile(adapters),
];

const adaptersFile = (names) => `/assets/adapters-${names.join("-")}.js`;

/** Storage that keeps its items as own properties, like the browser's. */
export const storage = (items = {}) => Object.assign(Object.create({}), items);

/** Lets promises settle. */
export const settle = async () => {
  for (let turn = 0; turn < 25; turn++) {
    await new Promise(setImmediate);
  }
};

export class Page {
  now = START;
  timers = [];
  requests = [];
  errors = [];
  started = [];
  inits = 0;
  hidden = false;
  // The element of the card, where there is one.
  card = null;
  listeners = [];
  // What the network answers to events; a test replaces it.
  reply = (batch) => accepted(batch);
  book = (url) => ({ v: 1, url, lang: "en", prompts: [] });
  // What the collector knows of a customer.
  customer = () => ({});

  constructor({ table: given = table(), step, html = {}, local = storage(), session = storage(), navigator = {}, globals = {}, path = "/cart", search = "", hash = "", ready = "complete", images = [], src = "https://collector.example/s/pk_test.js" } = {}) {
    this.local = local;
    this.session = session;
    this.step = step;
    const page = this;
    const script = src && { src };
    const History = function () {};
    History.prototype.pushState = function (state, title, url) { page.go(url); };
    History.prototype.replaceState = function (state, title, url) { page.go(url); };
    this.History = History;
    this.document = {
      get readyState() { return page.ready; },
      get hidden() { return page.hidden; },
      get visibilityState() { return page.hidden ? "hidden" : "visible"; },
      images,
      currentScript: null,
      scripts: script ? [script] : [],
      documentElement: { lang: "en", ...html },
      querySelector: (selector) => selector.includes("data-tillside-step")
        ? page.step ? { dataset: { tillsideStep: page.step } } : null
        : selector == "tillside-prompt" ? page.card
        : script && selector == `[src*="/s/${given.key}"]` ? script : null,
    };
    this.ready = ready;
    const realm = {
      TABLE: written(given),
      document: this.document,
      location: { origin: "https://shop.example", href: "https://shop.example" + path + search + hash, pathname: path, search, hash, toString() { return this.href; } },
      navigator: { language: "en-GB", locks: locks(), ...navigator },
      history: new History(),
      screen: { width: 1280, height: 800 },
      matchMedia: () => ({ matches: false }),
      crypto: globalThis.crypto,
      TextEncoder,
      URLSearchParams,
      localStorage: local,
      sessionStorage: session,
      addEventListener: (type, ear) => page.listeners.push([type, ear]),
      removeEventListener: (type, ear) => { page.listeners = page.listeners.filter(([t, e]) => t != type || e != ear); },
      AbortSignal,
      setTimeout: (work, delay = 0, ...given) => page.timers.push({ at: page.now + (+delay || 0), work: () => work(...given) }),
      clearTimeout: (id) => { page.timers[id - 1] && (page.timers[id - 1].work = () => {}); },
      fetch: (url, options) => page.fetch(url, options),
    };
    for (const [name, value] of Object.entries(globals)) {
      if (value === undefined) delete realm[name]; else realm[name] = value;
    }
    realm.window = realm;
    this.window = vm.createContext(realm);
    // What else can be imported, by its address.
    const all = adapters.runInContext(this.window);
    const needed = (tillside) => given.adapters.forEach((name) => all[name](tillside));
    this.modules = { ["https://collector.example" + adaptersFile(given.adapters)]: { default: needed } };
    this.half = bridgeScript.runInContext(this.window)(async () => {
      page.inits++;
      if (page.spoiled) throw page.spoiled;
    }, (bridge, book) => page.start(bridge, book));
    realm.clock = () => page.now;
    vm.runInContext("Date.now = clock; delete globalThis.clock", this.window);
    realm.importModule = async (url) => {
      page.requests.push({ url });
      if (page.brokenGlue) throw new Error("blocked");
      return page.modules[url] ?? page.half;
    };
  }

  start(bridge, book) {
    this.bridge = bridge;
    this.started.push(book);
    this.onstart?.(bridge, book);
  }

  /** Runs the tag, or what it fetches for people of the shop. */
  load(readers = "shopper") {
    try {
      loader[readers].runInContext(this.window);
    } catch (error) {
      this.errors.push(error);
    }
    return this;
  }

  /** Loads and lets everything at hand happen; where a page has no step, that takes a second. */
  async run() {
    this.load();
    await this.pass(this.step ? 0 : 1_000);
    return this;
  }

  async fetch(url, options = {}) {
    const request = { url, ...options };
    this.requests.push(request);
    if (url.endsWith("/events")) {
      request.batch = JSON.parse(options.body);
      const answer = await this.reply(request.batch, request);
      if (!answer) throw new TypeError("Failed to fetch");
      const { status = 202, headers = {}, body } = answer;
      return { ok: status < 300, status, headers: { get: (name) => headers[name] ?? null }, json: async () => { if (typeof body == "string") throw new SyntaxError(body); return body; } };
    }
    if (url.includes("/book?")) {
      const book = await this.book(url);
      return { ok: !!book, json: async () => book };
    }
    if (url.includes("/customers/")) {
      const known = await this.customer(url);
      if (!known) throw new TypeError("Failed to fetch");
      return { ok: true, json: async () => known };
    }
    if (url.endsWith("/forget")) {
      const reply = this.erase?.();
      if (!reply) throw new TypeError("Failed to fetch");
      return reply;
    }
    return { ok: true, url };
  }

  /** Moves the clock, running what falls due. */
  async pass(ms) {
    const end = this.now + ms;
    await settle();
    for (;;) {
      const due = this.timers.filter((timer) => timer.at <= end && !timer.done).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      due.done = true;
      this.now = Math.max(this.now, due.at);
      try { due.work(); } catch (error) { this.errors.push(error); }
      await settle();
    }
    this.now = end;
  }

  /** Runs what is due by now, and not what follows of it: one turn of the main thread. */
  async turn() {
    const due = this.timers.filter((timer) => timer.at <= this.now && !timer.done);
    for (const timer of due) {
      timer.done = true;
      try { timer.work(); } catch (error) { this.errors.push(error); }
    }
    await settle();
  }

  tell(...call) { return this.window.tillside(...call); }

  async dispatch(type) {
    for (const [wanted, ear] of this.listeners) {
      if (wanted == type) ear({ type });
    }
    await settle();
  }

  /** What was fetched but the adapters, which carry nothing of the visitor's. */
  get asked() { return this.requests.filter(({ url }) => !url.includes("/adapters-")); }

  async hide() {
    this.hidden = true;
    await this.dispatch("visibilitychange");
    await this.dispatch("pagehide");
  }

  go(url) {
    if (url) {
      const next = new URL(url, this.window.location.href);
      Object.assign(this.window.location, { href: next.href, pathname: next.pathname, search: next.search, hash: next.hash });
    }
  }

  get posts() { return this.requests.filter(({ batch }) => batch); }
  get sent() { return this.posts.flatMap(({ batch }) => batch.events); }
  get books() { return this.requests.filter(({ url }) => url.includes("/book?")); }
  get kept() { return Object.keys(this.local).filter((item) => item.includes(":o:")); }
  get state() { return JSON.parse(this.local["tillside:pk_test"] ?? "null"); }
}

/** A lock manager that grants one holder at a time. */
export function locks() {
  let tail = Promise.resolve();
  return { request: (name, how, work) => { const turn = tail.then(() => work({ name })); tail = turn.catch(() => {}); return turn; } };
}

export const accepted = ({ events }) => ({ body: { results: events.map(({ id }) => ({ id, status: "accepted" })) } });
export const problem = (status, code, retryable, headers) => ({ status, headers, body: { type: "urn:tillside:error:" + code, status, code, retryable } });

/** An event as it would lie in the outbox. */
export const event = (id, more = {}) => ({ id, type: "shown", occurred_at: START - 1000, token: "t", prompt: "p", ...more });
export const outbox = (...events) => Object.fromEntries(events.map((one) => ["tillside:pk_test:o:" + one.id, JSON.stringify(one)]));

// Runs the real loader against cases of the coarse check: one JSON case
// {"table","state","step","calls","now"} a line on standard input, one line `true` or `false`
// each on standard output: whether the loader went on to fetch the book. It judges
// nothing; what is right is said by the caller.
import { createInterface } from "node:readline";
import vm from "node:vm";
import { script } from "./source.mjs";

const loader = script();

// One realm serves every case: the fakes below are all that a run of the loader leaves
// a trace in, and they are made anew each time.
const realm = vm.createContext({ TextEncoder });
const nothing = () => {};

/** Whether the loader, for a visitor with this state on this step, fetches the book. */
export function mayAsk({ table, state, step, calls = [], now }) {
  let asked = false;
  const page = {
    TABLE: table,
    dataLayer: undefined,
    tillside: { q: calls.map((prompt) => ["ask", prompt]) },
    localStorage: state ? { ["tillside:" + table[0]]: JSON.stringify(state) } : {},
    sessionStorage: {},
    crypto: globalThis.crypto,
    location: { origin: "https://shop.example", href: "https://shop.example/", pathname: "/", search: "", hash: "", toString: () => "https://shop.example/" },
    navigator: { language: "en" },
    screen: { width: 1280, height: 800 },
    matchMedia: () => ({ matches: false }),
    history: { pushState: nothing, replaceState: nothing },
    document: {
      readyState: "complete",
      currentScript: null,
      documentElement: { lang: "en" },
      querySelector: (selector) => (step && selector == "[data-tillside-step]" ? { dataset: { tillsideStep: step } } : null),
      querySelectorAll: () => [],
    },
    URLSearchParams,
    addEventListener: nothing,
    removeEventListener: nothing,
    // A page without a step is looked at a second later.
    setTimeout: (work, delay = 0) => { delay > 1000 || work(); },
    fetch: (url) => {
      asked ||= url.includes("/book?");
      return new Promise(nothing);
    },
  };
  Object.assign(realm, page, { window: realm });
  realm.clock = now;
  vm.runInContext("Date.now = () => clock", realm);
  loader.runInContext(realm);
  return asked;
}

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].split("/").pop())) {
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim()) {
      process.stdout.write(mayAsk(JSON.parse(line)) + "\n");
    }
  }
}

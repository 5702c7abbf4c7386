// Walks through first prompts of every kind, as differently as shops may have them asked,
// with a card whose functions say that they were called, and prints the numbers of those
// that ran until a prompt was visible as one JSON array. `cargo xtask profile` builds that
// card, starts this and knows what the numbers mean; it is no test.
import { setUp, shopForPages } from "../browser/bench.mjs";
import { page, tag } from "../browser/pages.mjs";
import { demoShop } from "../browser/server.mjs";
import { recorder } from "./record.mjs";

const KINDS = ["why-not", "what-else", "found-it", "how-easy", "how-happy", "how-likely", "say-more", "call-me"];
const BODY = `<section id="slot" style="min-height: 34rem"></section><section id="none"></section>
  <form id="address"><input id="zip" required><button>Go on</button></form><button id="more">More</button>
  <section id="help" style="min-height: 34rem"></section>`;

/** Rules of which each holds on the page of the rules, and one of each that does not. */
const HOLDS = [
  { url: { contains: "/rules" } }, { url: { glob: "http://*/rules*" } }, { not: { url: { exact: "http://other.example/" } } },
  { not: { referrer: { contains: "mail" } } }, { device: ["desktop", "phone"] }, { language: ["en", "ar"] }, { country: ["GB", "EG"] },
  { visitor: "new" }, { visits: { min: 1, max: 9 } }, { cart_value: { min: 10, max: 90, currency: "EUR" } }, { cart_items: { min: 1 } },
  { cart_product: ["kettle"] }, { cart_category: ["kitchen"] }, { payment: ["Invoice"] }, { shipping: ["Post"] }, { coupon: true },
  { steps_seen: ["product"] }, { added_to_cart: true }, { utm: { name: "source", is: "mail" } }, { attribute: { name: "plan", is: "gold" } },
  { any: [{ visitor: "returning" }, { cart_items: { max: 9 } }] },
];
const WHERE = [{ property: "search.code", is: "E1" }, { property: "value", min: 5, max: 50 }, { property: "term", contains: "tea" }];

/** What has to happen for the prompts that are not asked for by name. */
const TRIGGERS = {
  time: { time: 1 }, scroll: { scroll: 60 }, rest: { inactivity: 2 }, leave: { exit_intent: true }, flick: { exit_intent: true },
  event: { event: { name: "no_result", where: WHERE } }, error: { form_error: true }, click: { click: "#more" },
  both: { all: [{ time: 1 }, { any: [{ event: "other" }, { event: "go" }] }] },
};

const testShop = shopForPages((shop) => {
  const [plain] = shop.prompts;
  const on = (step, changes) => shop.prompts.push({ ...plain, id: step, steps: [step], trigger: { event: "go" }, ...changes });
  Object.assign(shop, { zone: "Asia/Kolkata" });
  for (const [name, trigger] of Object.entries(TRIGGERS)) {
    on(name, { trigger });
  }
  shop.prompts.push(...shop.prompts.filter(({ id }) => KINDS.includes(id)).map((prompt) => ({ ...prompt, id: `${prompt.id}-inline`, placement: { inline: "#slot" } })));
  on("rules", { id: "no-rules", targeting: HOLDS.map((rule) => ({ not: rule })) });
  on("rules", { targeting: HOLDS });
  on("hours", { schedule: { days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], hours: [22, 21], from: 0, until: 4e12 } });
  on("room", { id: "no-room", placement: { inline: "#none" } });
  on("room", { id: "no-slot", placement: { inline: "#nowhere" } });
  on("room", {});
  on("caps", { cap: { times: 2, every_days: 7, until_answered: true, stop_at: 1000 }, sampling: 9_999 });
  on("arms", { experiment: { id: "arms", holdout: 0, variants: [{ id: "plain", weight: 1 }, { id: "warm", weight: 1, text: { en: "Why not?", ar: "لماذا؟" } }] } });
  on("holdout", { experiment: { id: "holdout", holdout: 10_000, variants: [{ id: "plain", weight: 1 }] } });
  for (const step of ["late", "moved", "typing", "bare", "again"]) {
    on(step, {});
  }
  Object.assign(shop.theme, { scheme: "auto", font: "Georgia, serif", corner: "start" });
});

const tell = (...given) => ({ page }) => page.evaluate((given) => window.tillside(...given), given);
const push = (told) => ({ page }) => page.evaluate((told) => window.dataLayer.push(told), told);
const go = tell("event", "go");
const cart = { currency: "EUR", value: 50, coupon: "SPRING", payment_type: "Invoice", shipping_tier: "Post", items: [{ item_id: "kettle", item_name: "Kettle", item_category: "Kitchen", quantity: 2 }] };
const out = ({ page }) => page.evaluate(() => document.documentElement.dispatchEvent(new MouseEvent("mouseout", { bubbles: true, composed: true, clientY: -1 })));
const rush = async ({ page }) => {
  await page.mouse.move(300, 300);
  await page.mouse.wheel(0, 600);
  await page.mouse.click(5, 5);
  await page.keyboard.press("Shift");
};

/** What is done on the page of each step until it asks. */
const WAYS = {
  time: [rush], scroll: [({ page }) => page.evaluate(() => window.scrollTo(0, 1e5))], rest: [],
  leave: [out],
  flick: [async ({ page }) => {
    await page.evaluate(() => window.dispatchEvent(new Event("scroll")));
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { configurable: true, value: true });
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
      delete document.hidden;
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    });
  }, out],
  event: [push({ event: "no_result", search: { code: "E2" } }), push({ event: "no_result", search: { code: "E1" }, value: 20, term: "green tea" })],
  error: [({ page }) => page.click("#address button"), ({ page }) => page.evaluate(() => document.activeElement.blur())],
  click: [({ page }) => page.click("#more")], both: [go],
  rules: [tell("step", "product"), push({ event: "add_to_cart", ecommerce: cart }), push({ event: "view_cart", ecommerce: cart }), tell("set", { plan: "gold" }), tell("step", "rules"), go],
  hours: [go], room: [go], caps: [go], arms: [go],
  // Half a minute later the book is read again.
  late: [({ page }) => page.clock.fastForward(30_000), go],
  moved: [tell("step", "other"), go, ({ page }) => page.evaluate(() => history.pushState({}, "", "?elsewhere")), tell("step", "moved"), go],
  typing: [({ page }) => page.fill("#name", "Amal"), ({ page }) => page.evaluate(() => {
    const form = document.querySelector("form");
    form.addEventListener("submit", (event) => event.preventDefault());
    form.requestSubmit();
  }), go, ({ page }) => page.evaluate(() => document.activeElement.blur())],
  bare: [go], again: [go],
};

const pages = (head, steps) => Object.fromEntries(steps.flatMap((step) => [
  [`/${step}`, page({ head, body: BODY, step })],
  [`/${step}-ar`, page({ head, body: BODY, step, lang: "ar", dir: "rtl" })],
]));
const without = ({ page }) => page.addInitScript(() => Object.defineProperty(navigator, "locks", { value: undefined }));

/** The shop of the tests, where every step asks in another way. */
async function walkThroughAll(bench, record, { lang, phone }) {
  const end = phone ? "-ar" : "";
  for (const kind of KINDS) {
    for (const where of ["", "-inline"]) {
      await record(bench, `/cart${end}`, { lang, phone }, [tell("ask", kind + where)]);
    }
  }
  for (const [step, ways] of Object.entries(WAYS)) {
    await record(bench, `/${step}${end}?utm_source=mail`, { lang, phone, before: step == "bare" && without }, ways);
  }
  await record(bench, `/holdout${end}`, { lang, phone, unseen: true }, [go]);
}

/** The demo shop, as its visitors meet it. */
async function walkThroughDemo(bench, record, { lang, phone }) {
  for (const [step, ways] of [["cart", [out, ({ page }) => page.clock.fastForward(21_000)]], ["checkout", [tell("event", "form_error")]], ["confirmation", []]]) {
    await record(bench, `/${step}${phone ? "-ar" : ""}`, { lang, phone }, ways);
  }
}

const record = recorder();
try {
  for (const [shop, steps, walk] of [[testShop, [...Object.keys(WAYS), "cart", "holdout"], walkThroughAll], [demoShop(), ["cart", "checkout", "confirmation"], walkThroughDemo]]) {
    shop.origins = ["http://127.0.0.1:*"];
    const bench = await setUp({ shop, pages: (server) => pages(tag(server, shop.key), steps) });
    try {
      await walk(bench, record, { lang: "en-GB", phone: false });
      await walk(bench, record, { lang: "ar-EG", phone: true });
    } finally {
      await bench.tearDown();
    }
  }
  console.log(JSON.stringify(record.ran()));
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}

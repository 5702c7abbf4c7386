// The shop that is measured, on an origin of its own: a large picture, small ones of what
// lies in the cart, more style rules than a page needs and a script that draws what others
// bought, about 120 KB in all. A page is the same with and without the tag. Below `/later/`
// the same pictures stand so far down that no browser downloads them with the page.
import { gzipSync } from "node:zlib";
import { servePages, tag } from "../browser/pages.mjs";
import { picture } from "./picture.mjs";

const SMALL = ["soap", "towel", "brush", "dish"];

/** Serves the pages; those below `/bare/` lack the tag. */
export function serveShop(server, key) {
  const cart = { event: "view_cart", ecommerce: { value: 49.9, currency: "EUR", items: [{ quantity: 2 }] } };
  const checkout = { ...cart, event: "begin_checkout" };
  const product = { event: "view_item", ecommerce: { value: 24.95, currency: "EUR", items: [{ quantity: 1 }] } };
  const ours = tag(server, key);
  const pages = {
    // Where a visit begins, so that starting a process is not part of what is measured.
    "/start": packed(`<!doctype html><link rel="icon" href="data:,"><title>Start</title>`, "text/html"),
    "/product": packed(html("Soap", product, ours), "text/html"),
    "/cart": packed(html("Your cart", cart, ours), "text/html"),
    "/cart/delivery": packed(html("Your cart: delivery", cart, ours), "text/html"),
    "/checkout": packed(html("Your cart: pay", checkout, ours), "text/html"),
    "/bare/cart": packed(html("Your cart", cart, ""), "text/html"),
    "/later/cart": packed(html("Your cart", cart, ours, true), "text/html"),
    "/bare/later/cart": packed(html("Your cart", cart, "", true), "text/html"),
    "/shop.css": packed(css(), "text/css", KEPT),
    "/shop.js": packed(js, "text/javascript", KEPT),
    "/large.png": { html: picture(480, 320), type: "image/png", headers: KEPT },
  };
  for (const [at, name] of SMALL.entries()) {
    pages[`/${name}.png`] = { html: picture(128 + at, 128), type: "image/png", headers: KEPT };
  }
  return servePages(pages);
}

const KEPT = { "cache-control": "public, max-age=3600" };

/** Compressed, as every shop's server sends text. */
const packed = (text, type, headers = {}) => ({
  html: gzipSync(text), type: `${type}; charset=utf-8`, headers: { "content-encoding": "gzip", ...headers },
});

const html = (title, event, ours, later = false) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/shop.css">
<script>window.dataLayer = window.dataLayer || []; dataLayer.push(${JSON.stringify(event)});</script>
${ours}
<script defer src="/shop.js"></script></head>
<body><header><b>Soap and towels</b><nav><a href="/product">Soap</a> <a href="/cart">Cart</a></nav></header>
<main><h1>${title}</h1>${later ? "" : pictures("eager")}
<p>${"Delivered in two to three days, and free of charge from fifty euros on. ".repeat(8)}</p>
<h2>Others also bought</h2><div id="others"></div>${later ? `<div class="far"></div>${pictures("lazy")}` : ""}</main>
<footer>${"<p>About us, delivery, returns, contact</p>".repeat(6)}</footer></body></html>`;

const pictures = (loading) => `<img class="large" src="/large.png" width="480" height="320" loading="${loading}" alt="">
<ul>${SMALL.map((name) => `<li><img src="/${name}.png" width="64" height="64" loading="${loading}" alt=""><span>A ${name}, made by hand</span><b>€ 12.90</b></li>`).join("")}</ul>`;

/** What the page uses, and the rules of a framework that it does not use. */
const css = () => `
* { box-sizing: border-box } body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: #222 }
header { display: flex; justify-content: space-between; padding: 12px 16px; border-bottom: 1px solid #ddd }
main { max-width: 720px; margin: 0 auto; padding: 0 16px } h1 { font-size: 24px }
/* On a slow line pictures are fetched that are up to 2,500 pixels below the screen. */
.far { height: 4000px }
.large { display: block; width: 100%; height: auto; aspect-ratio: 3 / 2 }
ul { list-style: none; padding: 0 } li { display: flex; gap: 12px; align-items: center; padding: 8px 0 } li b { margin-left: auto }
#others { display: grid; grid-template-columns: repeat(2, 1fr); gap: 12px; min-height: 800px; align-content: start }
#others div { border: 1px solid #ddd; border-radius: 8px; padding: 12px }
${["m", "p", "gap", "inset", "w", "h"].flatMap((name) => ["", "t", "r", "b", "l", "x", "y"].flatMap((side) => [0, 1, 2, 3, 4, 6, 8, 12, 16].map(
  (step) => `.${name}${side}-${step} { --${name}${side}: ${step * 4}px; transition: --${name} .${step}s } @media (min-width: 720px) { .l\\:${name}${side}-${step} { --${name}${side}: ${step * 5}px } }`))).join("\n")}`;

/** Draws a list, as recommendations are drawn. */
const js = `(() => {
  const others = document.getElementById("others");
  for (let at = 0; at < 12; at++) {
    const card = document.createElement("div");
    card.append(Object.assign(document.createElement("h3"), { textContent: "Towel no. " + (at + 1) }));
    card.append(Object.assign(document.createElement("p"), { textContent: "€ " + (9.9 + at).toFixed(2) }));
    card.addEventListener("click", () => dataLayer.push({ event: "add_to_cart" }));
    others.append(card);
  }
})();`;

// What WooCommerce itself tells of a product that was put into the cart without leaving the
// page: an event of jQuery's, and one of the document where blocks are at work.

// How long the shop's own add_to_cart has to come into the dataLayer.
const PATIENCE = 500;

const woo = (tillside) => {
  let timer, later, pause = 125, body;
  // Products that jQuery told of, and how often the blocks did.
  let products = [], blocks = 0;
  const isAdd = (entry) => entry?.event == "add_to_cart" || entry?.[0] == "event" && entry[1] == "add_to_cart";
  const pushed = () => Array.from(window.dataLayer || []).filter(isAdd).length;
  let known = pushed();

  // One click makes at most one event of each kind, and the loader has heard already of those
  // in the dataLayer: what is told is what they leave over.
  const settle = () => {
    try {
      clearTimeout(timer);
      timer = 0;
      const now = pushed();
      const left = Math.max(products.length, blocks) - Math.max(now - known, 0);
      const last = products;
      [known, products, blocks] = [now, [], 0];
      for (let index = 0; index < left; index++) {
        tillside("event", "add_to_cart", last[index] || {});
      }
    } catch {}
  };
  const wait = () => {
    timer ||= setTimeout(settle, PATIENCE);
  };
  const heard = (event, fragments, hash, button) => {
    try {
      const { product_id, product_sku, quantity } = (button?.[0] || button)?.dataset || {};
      products.push({ product_id, product_sku, quantity });
      wait();
    } catch {}
  };
  const heardOfBlocks = () => {
    blocks++;
    wait();
  };
  const leaving = () => timer && settle();

  // jQuery may come after us; it is looked for more and more seldom, two minutes long.
  const look = () => {
    try {
      if (window.jQuery && document.body) {
        body = window.jQuery(document.body);
        body.on("added_to_cart", heard);
      } else if (pause < 6e4) {
        later = setTimeout(look, pause *= 2);
      }
    } catch {}
  };
  // Captured, because it need not bubble.
  addEventListener("wc-blocks_added_to_cart", heardOfBlocks, true);
  addEventListener("pagehide", leaving);
  tillside("on", "removed", () => {
    clearTimeout(timer);
    clearTimeout(later);
    removeEventListener("wc-blocks_added_to_cart", heardOfBlocks, true);
    removeEventListener("pagehide", leaving);
    body?.off("added_to_cart", heard);
  });
  look();
};

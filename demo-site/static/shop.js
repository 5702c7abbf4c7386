// The shop's own script: the cart, its sums and the GA4 ecommerce events that a tag manager
// expects. It knows nothing of the survey, and it is no shop system: prices live here and in
// the texts, and nothing is sent to a server.
(function () {
  "use strict";

  var ARTICLES = {
    mug: { id: "HLD-MUG", name: "Ring mug", category: "Mugs", price: 28 },
    bowl: { id: "HLD-BOWL", name: "Tide bowl", category: "Bowls", price: 34 },
    plate: { id: "HLD-PLATE", name: "Harbour plate", category: "Plates", price: 32 },
    teapot: { id: "HLD-TEAPOT", name: "Little teapot", category: "Teapots", price: 68 }
  };
  var CURRENCY = "EUR", FREE_FROM = 50, STANDARD = 4.9, EXPRESS = 9.9, MOST = 20;
  var page = (document.body.className.match(/page-(\w+)/) || [])[1];
  var money = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: CURRENCY });
  var shipping = "standard", coupon = null;

  function byId(id) { return document.getElementById(id); }
  function each(list, f) { Array.prototype.forEach.call(list, f); }
  function cents(value) { return Math.round(value * 100) / 100; }

  // Storage may be forbidden; the cart then lives as long as the page.
  function read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch (_) { return null; } }
  function write(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch (_) { /* kept in memory */ } }

  function savedCart() {
    var saved = read("demo-cart") || {}, cart = {};
    Object.keys(ARTICLES).forEach(function (key) {
      var count = Math.floor(Number(saved[key]));
      if (count > 0) cart[key] = Math.min(count, MOST);
    });
    return cart;
  }
  var cart = savedCart();

  function items(of) {
    return Object.keys(of).map(function (key) {
      var a = ARTICLES[key];
      return { item_id: a.id, item_name: a.name, item_category: a.category, price: a.price, quantity: of[key] };
    });
  }

  /** The sums of a cart in euro: what the articles cost, the discount, the delivery and everything together. */
  function sums(of) {
    var subtotal = Object.keys(of).reduce(function (sum, key) { return sum + ARTICLES[key].price * of[key]; }, 0);
    var discount = coupon ? cents(subtotal / 10) : 0;
    var delivery = shipping === "express" ? EXPRESS : subtotal >= FREE_FROM ? 0 : STANDARD;
    return { subtotal: subtotal, discount: discount, delivery: subtotal ? delivery : 0, total: subtotal ? cents(subtotal - discount + delivery) : 0 };
  }

  function push(event, of, more) {
    var dataLayer = window.dataLayer = window.dataLayer || [];
    var ecommerce = { currency: CURRENCY, value: cents(sums(of).subtotal), items: items(of) };
    Object.keys(more || {}).forEach(function (key) { ecommerce[key] = more[key]; });
    dataLayer.push({ ecommerce: null });
    dataLayer.push({ event: event, ecommerce: ecommerce });
  }

  // Texts are in the HTML already; only what differs is touched, so nothing flickers.
  function show(id, text) { var at = byId(id); if (at && at.textContent !== text) at.textContent = text; }
  function hide(id, hidden) { var at = byId(id); if (at) at.hidden = hidden; }

  function render(of, s) {
    var count = 0;
    Object.keys(ARTICLES).forEach(function (key) {
      var n = of[key] || 0, line = document.querySelector("[data-line=" + key + "]");
      count += n;
      if (!line) return;
      line.hidden = n === 0;
      var field = line.querySelector("input"), times = line.querySelector("[data-count]"), sum = line.querySelector("[data-sum]");
      if (field && n) field.value = n;
      if (times && n) times.textContent = n;
      if (n && sum.textContent !== money.format(ARTICLES[key].price * n)) sum.textContent = money.format(ARTICLES[key].price * n);
    });
    show("subtotal", money.format(s.subtotal));
    show("discount", "−" + money.format(s.discount));
    hide("discount-row", !s.discount);
    show("delivery-cost", money.format(s.delivery));
    show("total", money.format(s.total));
    each(document.querySelectorAll("[data-total]"), function (at) { at.textContent = money.format(s.total); });
    hide("empty", count > 0);
    hide("to-checkout", count === 0);
    var left = FREE_FROM - s.subtotal;
    show("free-amount", money.format(Math.max(left, 0)));
    hide("free-more", left <= 0);
    hide("free-reached", left > 0);
    if (byId("free-progress")) byId("free-progress").value = Math.min(s.subtotal, FREE_FROM);
    show("standard-cost", money.format(s.subtotal >= FREE_FROM ? 0 : STANDARD));
    if (page !== "confirmation") show("cart-count", String(count));
  }

  function refresh() { render(cart, sums(cart)); }

  /** Puts `to` pieces of an article into the cart (0 takes it out) and tells the tag manager the difference. */
  function setCount(key, to) {
    var from = cart[key] || 0, changed = {};
    to = Math.max(0, Math.min(MOST, to));
    if (to) cart[key] = to; else delete cart[key];
    write("demo-cart", cart);
    refresh();
    if (to === from) return;
    changed[key] = Math.abs(to - from);
    push(to > from ? "add_to_cart" : "remove_from_cart", changed);
    if (page === "cart" && Object.keys(cart).length) push("view_cart", cart);
  }

  function typed(field) { var n = parseInt(field.value, 10); return n > 0 ? n : 1; }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) return;
    var step = Number(button.dataset.step), line = button.closest("[data-line]");
    if (button.dataset.add) {
      setCount(button.dataset.add, (cart[button.dataset.add] || 0) + 1);
    } else if (button.dataset.remove) {
      setCount(button.dataset.remove, 0);
      byId("main").focus({ preventScroll: true });
    } else if (step && line) {
      setCount(line.dataset.line, Math.max(1, (cart[line.dataset.line] || 0) + step));
    } else if (step) {
      var field = byId("quantity");
      field.value = Math.max(1, Math.min(MOST, typed(field) + step));
    }
  });

  document.addEventListener("change", function (event) {
    var line = event.target.closest(".lines [data-line]");
    if (line && event.target.tagName === "INPUT") setCount(line.dataset.line, typed(event.target));
  });

  if (byId("buy-form")) byId("buy-form").addEventListener("submit", function (event) {
    event.preventDefault();
    setCount("mug", (cart.mug || 0) + Math.min(MOST, typed(byId("quantity"))));
    byId("added").firstElementChild.hidden = false;
  });

  if ((page === "cart" || page === "checkout") && !Object.keys(cart).length) {
    cart = { mug: 1 };
    write("demo-cart", cart);
  }

  if (page === "confirmation") {
    var order = read("demo-order") || { number: "HD-20417", cart: { mug: 1 }, shipping: "standard", coupon: null };
    shipping = order.shipping;
    coupon = order.coupon;
    render(order.cart, sums(order.cart));
    show("order-number", order.number);
    // Reported on every load, as most shops do: analytics tell repeats by the transaction id.
    var bought = sums(order.cart);
    push("purchase", order.cart, { transaction_id: order.number, value: bought.total, shipping: bought.delivery, coupon: order.coupon || undefined });
    show("cart-count", String(Object.keys(cart).reduce(function (sum, key) { return sum + cart[key]; }, 0)));
  } else {
    refresh();
    if (page === "product") push("view_item", { mug: 1 });
    if (page === "cart") push("view_cart", cart);
    if (page === "checkout") push("begin_checkout", cart);
  }

  each(document.querySelectorAll(".langs a"), function (link) {
    if (link.lang === document.documentElement.lang) link.setAttribute("aria-current", "true");
  });

  /** What the checkout's own script needs of the cart. */
  window.haldenShop = {
    ship: function (how) { shipping = how; refresh(); push("add_shipping_info", cart, { shipping_tier: how }); },
    discount: function (code) { coupon = code; refresh(); },
    paying: function () { push("add_payment_info", cart, { payment_type: "card" }); },
    /** Keeps the order for the confirmation page and empties the cart; false if there is nothing to order. */
    order: function () {
      if (!Object.keys(cart).length) return false;
      write("demo-order", { number: "HD-" + (20000 + Math.floor(Math.random() * 70000)), cart: cart, shipping: shipping, coupon: coupon });
      cart = {};
      write("demo-cart", cart);
      return true;
    }
  };
})();

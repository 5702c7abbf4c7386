// The checkout form: checks the fields, shows what is wrong beside them and reports each
// problem to the tag manager. It takes no payment and lets no field leave the page.
(function () {
  "use strict";

  var form = document.getElementById("checkout-form"), coupon = document.getElementById("coupon");
  var shop = window.haldenShop, paymentTold = false;

  function digits(value) { return value.replace(/\D/g, ""); }

  /** The check digit that all card numbers carry (Luhn). */
  function cardNumber(value) {
    var n = digits(value), sum = 0;
    for (var i = 0; i < n.length; i++) {
      var d = Number(n[n.length - 1 - i]) * (i % 2 ? 2 : 1);
      sum += d > 9 ? d - 9 : d;
    }
    return n.length >= 13 && n.length <= 19 && sum % 10 === 0;
  }

  function expiry(value) {
    var n = digits(value), month = Number(n.slice(0, 2)), year = 2000 + Number(n.slice(2)), now = new Date();
    return n.length === 4 && month >= 1 && month <= 12 && new Date(year, month, 1) > now;
  }

  var checks = {
    "email": function (v) { return /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(v); },
    "name": function (v) { return v.length > 1; },
    "street": function (v) { return v.length > 3; },
    "postcode": function (v) { return /^[0-9A-Za-z][0-9A-Za-z \-]{2,9}$/.test(v); },
    "city": function (v) { return v.length > 1; },
    "country": function (v) { return v.length > 1; },
    "card-number": cardNumber,
    "card-expiry": expiry,
    "card-code": function (v) { return /^\d{3,4}$/.test(v); }
  };

  function mark(field, wrong) {
    field.setAttribute("aria-invalid", String(wrong));
    document.getElementById(field.id + "-error").hidden = !wrong;
    if (wrong) (window.dataLayer = window.dataLayer || []).push({ event: "form_error", field: field.id });
  }

  function valid(field) {
    var ok = checks[field.id](field.value.trim());
    mark(field, !ok);
    return ok;
  }

  Object.keys(checks).forEach(function (id) {
    var field = document.getElementById(id);
    field.addEventListener("change", function () {
      if (field.value.trim() === "") return;
      if (valid(field) && id === "card-number" && !paymentTold) { paymentTold = true; shop.paying(); }
    });
    // A complaint goes away as soon as it is no longer true.
    field.addEventListener("input", function () {
      if (field.getAttribute("aria-invalid") === "true" && checks[id](field.value.trim())) mark(field, false);
    });
  });

  document.getElementById("card-number").addEventListener("input", function () {
    if (this.selectionStart === this.value.length) this.value = digits(this.value).slice(0, 19).replace(/(.{4})(?=.)/g, "$1 ");
  });
  document.getElementById("card-expiry").addEventListener("input", function (event) {
    var n = digits(this.value).slice(0, 4);
    if (event.inputType !== "deleteContentBackward" && n.length > 2) this.value = n.slice(0, 2) + " / " + n.slice(2);
  });

  form.addEventListener("change", function (event) {
    if (event.target.name === "shipping") shop.ship(event.target.value);
  });

  document.getElementById("apply-coupon").addEventListener("click", function () {
    var code = coupon.value.trim().toUpperCase();
    var known = /^RINGS10(-[A-Z0-9]{4})?$/.test(code);
    mark(coupon, !known);
    shop.discount(known ? code : null);
  });
  coupon.addEventListener("keydown", function (event) {
    if (event.key === "Enter") { event.preventDefault(); document.getElementById("apply-coupon").click(); }
  });

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var wrong = Object.keys(checks).map(function (id) { return document.getElementById(id); }).filter(function (field) { return !valid(field); });
    if (wrong.length) { wrong[0].focus(); return; }
    if (!paymentTold) { paymentTold = true; shop.paying(); }
    if (shop.order()) location.href = "confirmation.html";
  });
})();

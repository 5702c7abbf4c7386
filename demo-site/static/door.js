// Sends a shopper to the shop in the first language both understand, English otherwise.
// Without scripts the landing page's own links do the same by hand.
(function () {
  "use strict";
  var spoken = ["en", "ar", "th", "ru"], wanted = navigator.languages || [navigator.language || "en"];
  for (var i = 0; i < wanted.length; i++) {
    var lang = wanted[i].slice(0, 2).toLowerCase();
    if (spoken.indexOf(lang) >= 0) { location.replace(lang + "/product.html"); return; }
  }
  location.replace("en/product.html");
})();

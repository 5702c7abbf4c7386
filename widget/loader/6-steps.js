// Where the shopper stands, and how the loader hears of it.
  // Looks where the shopper stands now, and acts on it.
  let look = safe((event, given) => {
    let found = explicit || document.querySelector("[data-tillside-step]")?.dataset.tillsideStep || heard
      || rules.find(([, pattern, selector]) => RegExp(pattern, "i").test(location) || selector && document.querySelector(selector))?.[0] || "";
    if (step != "" && found != step) {
      events = [];
      calls = [];
    }
    step = found;
    event && events.push(["" + event, given]);
    // The step of a page may be known only a while after the page.
    if (begun && (step || late)) {
      // First, because what may be asked has to be fetched.
      consider();
      if (session.step != step) {
        session.since = Date.now();
        session.step = step;
        if (step && measure && !anonymous && !session.seen[step]) {
          send({ type: "step_reached", token, context: moment() });
        }
        session.seen[step] = 1;
        attempt(() => tab[name] = JSON.stringify(session));
      }
      bridge.changed?.();
    }
  });

  // Shop events, by the names that Google Analytics gave them.
  let moments = { view_item: "product", view_cart: "cart", add_payment_info: "checkout", add_shipping_info: "checkout", begin_checkout: "checkout", purchase: "confirmation" };
  let hear = (event, given) => {
    heard = moments[event] || heard;
    // A product page tells the price of the product, which is not the cart's value.
    moments[event] && event != "view_item" && attempt(() => learn(given));
    added ||= event == "add_to_cart";
    look(event, given);
  };
  let overhear = (...entries) => entries.forEach(safe((entry) => {
    if (entry[0] == "event") {
      hear(entry[1], entry[2]);
    } else if (entry.event) {
      hear(entry.event, { ...entry, ...entry.ecommerce });
    }
  }));

  // A new path is a new page, and so is a route after the hash; an anchor or a query is not.
  let where = () => location.href.replace(/\?[^#]*|#(?!!?\/).*/g, "");
  let place = where();
  // One ear for all: a look or a flush too many does no harm.
  let woken = safe((event) => {
    if (place != (place = where())) {
      explicit = heard = "";
      step = late = null;
    }
    // The page is drawn after its address changed, at once or a little later.
    setTimeout(look);
    setTimeout(() => {
      late = true;
      look();
    }, 1e3);
    event?.type == "online" && (hold = 0);
    flush(event);
  });

  // Tells who tries it out, and shows what the collector says to that until it is tapped.
  let join = async () => {
    let body = JSON.stringify({ v: 1, token: tester, visitor: visitor.id, lang: document.documentElement.lang });
    let said = await (await get(shop + "/testers", { method: "POST", body })).json();
    let note = document.createElement("p");
    note.textContent = said.says || said.detail;
    note.dir = "auto";
    note.style.cssText = "position:fixed;inset:0 0 auto;z-index:2147483647;margin:0;padding:12px 16px;background:#0b6b5d;color:#fff;font:16px/1.4 system-ui;text-align:center";
    note.onclick = () => note.remove();
    document.body.append(note);
  };
  let begin = safe(() => {
    if (permitted && !begun) {
      begun = true;
      Object.assign(session, read(tab, name));
      update(() => {
        if (!recent(visitor.last, 18e5)) {
          visitor.visits++;
          visitor.added = added;
        }
      });
      if (tester) {
        join().catch(attempt);
      }
      look();
      woken();
    }
  });

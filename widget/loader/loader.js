// The loader: the script behind a shop's one tag, served with the shop's coarse table in
// place of the marker below. It works out where the shopper stands, keeps what the
// browser remembers and carries events to the collector. It is not the card: wording,
// targeting and everything on the screen belong to the card, which the loader fetches
// only where the table says that something may be asked.
//
// A build without a minifier strips lines that begin with two slashes and the leading
// white space, so comments have lines of their own and every statement ends itself.
// Every shopper pays for each byte: `let` throughout, because declarations then merge.
try {
(() => {
  // Without names, because the minifier can shorten ours but not those of the table.
  let [key, given, card, wasm, token, consent, measure, langs, between, afterClose, prompts] = __TILLSIDE_TABLE__;
  let before = window.tillside;

  // A page may hold the tag twice; the copy that came first stays in charge.
  if (before?.live) {
    return;
  }

  // Nothing of ours may reach the page's own error handlers.
  let attempt = (work) => {
    try {
      return work();
    } catch {}
  };
  let safe = (work) => (...given) => attempt(() => work(...given));

  let name = "tillside:" + key;
  let outbox = name + ":o:";
  let day = 864e5;

  // Optimisers delay and move scripts, so the running tag is only the second guess; where
  // the script was inlined, the collector is taken to be the page's own origin.
  let base = given || (document.querySelector(`[src*="/s/${key}"]`) || document.currentScript)?.src.split("/s/")[0] || "";
  let shop = "/v1/shops/" + key;
  let get = (path, more) => fetch(base + path, { ...more, credentials: "omit" });

  // Global Privacy Control asks not to be followed: no id is kept, nothing is measured.
  let anonymous = consent == 1 || navigator.globalPrivacyControl;
  let permitted = consent;
  let begun;

  // Storage is used like a plain object, so that a plain object can stand in for it where
  // the browser refuses or its room is used up.
  let store = attempt(() => localStorage) || {};
  let tab = !anonymous && attempt(() => sessionStorage) || {};
  let read = (from, item) => attempt(() => JSON.parse(from[item]));
  let write = (item, value) => {
    value = JSON.stringify(value);
    try {
      store[item] = value;
    } catch {
      store = { ...store, [item]: value };
    }
  };
  let waiting = () => Object.keys(store).filter((item) => item.startsWith(outbox));

  // Version 7: the time comes first.
  let uuid = () => (Date.now() + 2 ** 48).toString(16).replace(/.(.{8})/, "$1-") + "-7000-8000-000000000000".replace(/0/g, () => (crypto.getRandomValues(new Uint8Array(1)) & 15).toString(16));

  // What is known of the visitor and of the session. Other tabs write too, so every
  // change begins by reading: a prompt that one tab showed must not come back in another.
  let visitor, session;
  let forget = () => {
    visitor = { id: uuid(), visits: 0, steps: [], shown: {}, closed: 0 };
    session = { seen: {}, utm: {} };
  };
  let recall = () => Object.assign(visitor, read(store, name));
  let update = (change) => {
    if (begun) {
      recall();
      visitor.added = visitor.added || added;
      if (anonymous) {
        // One of 256 groups is left of the id, so that a sample stays the same.
        visitor.id = visitor.id.slice(-2);
      }
      change?.();
      visitor.last = Date.now();
      write(name, anonymous ? { id: visitor.id, shown: visitor.shown, closed: visitor.closed } : visitor);
    }
  };

  // Where the shopper stands.
  let step = "", explicit, heard, facts, events = [], calls = [], late, added = false;
  let attributes = {};
  // What the collector would refuse is left out, or every event would be refused with it.
  let learn = ({ value, currency, items }) => {
    facts = {
      value: value > 0 ? +value : undefined,
      currency: /^[A-Z]{3}$/.exec(currency)?.[0],
      items: Math.round(items?.reduce ? items.reduce((sum, { quantity }) => sum + (+quantity || 1), 0) : items) || undefined,
    };
  };
  let spoken = () => document.documentElement.lang || navigator.language;
  // The shop's own language comes first.
  let language = () => langs.find((offered) => offered == spoken())
    || langs.find((offered) => offered.split("-")[0] == spoken().toLowerCase().split(/[-_]/)[0]) || langs[0];

  // What events tell about the moment; the bridge adds what only targeting needs.
  let moment = () => ({
    step,
    device: Math.min(screen.width, screen.height) < 600 ? "phone" : matchMedia("(pointer:coarse)").matches ? "tablet" : "desktop",
    lang: language(),
    returning: visitor.visits > 1,
    ...facts,
    page: location.pathname.slice(0, 999),
  });

  // The outbox. An event leaves it only when a reply about it was read.
  let flying = {};
  let limit = 55e3, failures = 0, hold = 0;
  let deliver = async () => {
    let now = Date.now();
    let batch = [];
    let size = 0, reply, said, left;
    if (hold > now) {
      setTimeout(flush, Math.min(hold - now, 3e5));
      return;
    }
    for (let item of begun ? waiting() : []) {
      let event = read(store, item);
      // No character takes more than three bytes, and fifty events are enough at once.
      if (!(event?.id && event.occurred_at > now - 7 * day)) {
        delete store[item];
      } else if (!flying[event.id] && ((size += store[item].length * 3 + 1e3) < limit || !batch[0])) {
        flying[event.id] = batch.push(event);
      }
    }
    if (batch[0]) {
      try {
        reply = await get(shop + "/events", { method: "POST", body: JSON.stringify({ v: 1, sent_at: now, events: batch }), keepalive: true });
        said = await reply.json();
      } catch {}
      batch.forEach(({ id }, index) => {
        let fate = said?.results?.[index] || !batch[1] && said;
        delete flying[id];
        if (fate?.status == "accepted" || fate?.retryable === false) {
          delete store[outbox + id];
        } else {
          left = true;
        }
      });
      if (said?.retryable === false) {
        // One poisoned event must not take the others with it: from now on one by one.
        limit = 0;
      } else if (left) {
        hold = Date.now() + (reply?.headers.get("retry-after") * 1e3 || Math.min(15e4, 500 * 2 ** failures++)) * (1 + Math.random());
      } else {
        failures = 0;
      }
      return deliver();
    }
  };
  // One tab sends at a time. Where locks are refused, all may: an id counts once. A page
  // that is going away cannot wait for a lock.
  let flush = async () => {
    try {
      await (document.hidden ? deliver() : navigator.locks.request(name, deliver));
    } catch {
      deliver();
    }
  };
  let send = (event) => {
    if (begun) {
      let id = uuid();
      write(outbox + id, { ...event, id, occurred_at: Date.now(), visitor: anonymous ? undefined : visitor.id });
      flush();
    }
  };

  // The coarse check. It may wrongly say yes, never wrongly no.
  let recent = (at, period) => at > 0 && Date.now() - at < period;
  let bucket = (salt) => {
    let hash = 0x811c9dc5;
    for (let byte of new TextEncoder().encode(salt + ":" + visitor.id)) {
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
    hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b);
    hash = Math.imul(hash ^ hash >>> 13, 0xc2b2ae35);
    return ((hash ^ hash >>> 16) >>> 0) * 1e4 / 2 ** 32;
  };
  let here = ([, steps]) => !steps[0] || steps.includes(step);
  let may = (prompt) => {
    let [id, , sampling = 1e4, times = 1, every, always] = prompt;
    let mark = visitor.shown[id] || {};
    // Showings are forgotten some days after the last.
    if (every && !recent(mark.at, every * day)) {
      mark.n = 0;
    }
    return (here(prompt) || calls.includes(id))
      && bucket(id) < sampling
      && (always || !mark.answered)
      && !(times && mark.n >= times);
  };

  // The card. Glue and program are fetched once, a book for every scope: a step, or
  // all steps where the shop's code asks for a prompt of another one.
  let scope, program, pause = 15e3;
  let fetchBook = (cache) => get(shop + "/book?lang=" + language() + (scope && "&step=" + encodeURIComponent(scope)), { cache }).then((reply) => reply.ok ? reply.json() : Promise.reject());
  let consider = () => {
    let { saveData, effectiveType } = navigator.connection || {};
    let wanted;
    update(() => {
      !step || visitor.steps.includes(step) || visitor.steps.push(step);
      wanted = prompts.filter(may);
    });
    let next = wanted.every(here) ? step : "";
    // A book of all steps serves every step; taking it back would close what is being asked.
    if (wanted[0] && scope != next && scope !== "" && !/true|2g/.test([saveData, effectiveType])
      && !recent(visitor.closed, afterClose) && !Object.values(visitor.shown).some(({ at }) => recent(at, between))
      && !(calls[0] && document.querySelector("tillside-prompt"))) {
      bridge.stop?.();
      scope = next;
      let current = () => begun && scope == next;
      (window.requestIdleCallback || setTimeout)(async () => {
        try {
          if (current()) {
            program = program || get(wasm);
            let [module, book] = await Promise.all([import(base + card), fetchBook(), program]);
            await module.default({ module_or_path: program });
            // Compiling and mounting in one go would hold up the page.
            await new Promise((go) => setTimeout(go));
            current() && module.start(bridge, book);
          }
        } catch {
          // The network may be back some day, a policy without WebAssembly hardly.
          program = 0;
          setTimeout(() => {
            if (current()) {
              scope = null;
              look();
            }
          }, pause *= 2);
        }
      }, { timeout: 500 });
    }
  };

  // Looks where the shopper stands now, and acts on it.
  let look = safe((event) => {
    let found = explicit || document.querySelector("[data-tillside-step]")?.dataset.tillsideStep || heard || "";
    if (step != "" && found != step) {
      events = [];
      calls = [];
    }
    step = found;
    event && events.push("" + event);
    // The step of a page may be known only a while after the page.
    if (begun && (step || late)) {
      if (session.step != step) {
        session.step = step;
        session.since = Date.now();
        if (step && measure && !anonymous && !session.seen[step]) {
          send({ type: "step_reached", token, context: moment() });
        }
        session.seen[step] = 1;
        attempt(() => tab[name] = JSON.stringify(session));
      }
      consider();
      bridge.changed?.();
    }
  });

  // Shop events, by the names that Google Analytics gave them.
  let moments = { purchase: "confirmation", view_item: "product", view_cart: "cart", begin_checkout: "checkout", add_payment_info: "checkout", add_shipping_info: "checkout" };
  let hear = (event, given) => {
    heard = moments[event] || heard;
    // A product page tells the price of the product, which is not the cart's value.
    moments[event] && event != "view_item" && attempt(() => learn(given));
    added = added || event == "add_to_cart";
    look(event);
  };
  let overhear = (...entries) => entries.forEach(safe((entry) => {
    if (entry[0] == "event") {
      hear(entry[1], entry[2]);
    } else if (entry.event) {
      hear(entry.event, { ...entry, ...entry.ecommerce });
    }
  }));

  // A new path is a new page; an anchor or a query is not.
  let place = location.pathname;
  // One ear for all: a look or a flush too many does no harm.
  let woken = safe((event) => {
    if (place != (place = location.pathname)) {
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
    flush();
  });

  let begin = () => {
    if (permitted && !begun) {
      begun = true;
      Object.assign(session, read(tab, name));
      new URLSearchParams(location.search).forEach((value, parameter) => parameter.replace(/^utm_(.+)/, (all, campaign) => session.utm[campaign] = value));
      update(() => {
        if (!recent(visitor.last, 18e5)) {
          visitor.visits++;
          visitor.added = added;
        }
      });
      look();
      flush();
    }
  };

  // What the card gets in its hands.
  let bridge = {
    context: safe(() => ({
      ...moment(),
      visitor: visitor.id,
      language: spoken(),
      url: location.href,
      visits: visitor.visits,
      utm: session.utm,
      attributes,
      steps_seen: visitor.steps,
      added: visitor.added,
      seconds: (Date.now() - session.since) / 1e3,
      events,
      calls,
    })),
    history: recall,
    record: (prompt, what) => update(() => {
      let mark = visitor.shown[prompt] = { n: 0, ...visitor.shown[prompt] };
      if (what == "shown") {
        mark.n++;
        mark.at = Date.now();
      } else if (what == "answered") {
        mark.answered = true;
      } else {
        visitor.closed = Date.now();
      }
    }),
    uuid,
    send,
    book: () => Promise.race([fetchBook("no-cache"), new Promise((go) => setTimeout(go, 2e3, null))]).catch(() => null),
    emit: (event, detail) => listeners[event]?.forEach((tell) => attempt(() => tell(detail))),
  };

  let listeners = {};
  let undo = [];
  let commands = {
    step(to, given) {
      explicit = to && "" + to;
      given && learn(given);
      look();
    },
    set(given) {
      Object.assign(attributes, given);
      look();
    },
    event: hear,
    ask(prompt) {
      calls.push("" + prompt);
      look();
    },
    consent(answer) {
      permitted = answer == "granted";
      begin();
      if (!permitted) {
        begun = scope = null;
        bridge.stop?.();
        [name, ...waiting()].forEach((item) => delete store[item]);
        delete tab[name];
        forget();
      }
    },
    on(event, tell) {
      (listeners[event] = listeners[event] || []).push(tell);
    },
    remove() {
      attempt(() => bridge.stop());
      begun = commands = null;
      undo.forEach(attempt);
      bridge.emit("removed", {});
    },
  };
  let tillside = (command, ...given) => attempt(() => commands[command](...given));

  // What others wrapped again after us stays when we go, and then only passes on; so does
  // a dataLayer of ours that others have filled.
  let put = (object, member, ours, original = object[member]) => {
    undo.push(() => {
      if (object[member] == ours && !ours[0]) {
        delete object[member];
        object[member] == original || (object[member] = original);
      }
    });
    return object[member] = ours;
  };
  let wrap = (object, method, after, original = object[method]) => put(object, method, (...given) => {
    let result = original.apply(object, given);
    after(...given);
    return result;
  });

  forget();
  put(window, "tillside", tillside);
  tillside.live = true;
  attempt(() => before.q.forEach((call) => tillside(...call)));
  let layer = window.dataLayer || put(window, "dataLayer", []);
  attempt(() => overhear(...layer));
  wrap(layer, "push", overhear);
  wrap(history, "pushState", woken);
  wrap(history, "replaceState", woken);
  "popstate DOMContentLoaded visibilitychange pagehide online".split(" ").forEach((type) => {
    addEventListener(type, woken);
    undo.push(() => removeEventListener(type, woken));
  });
  begin();
  woken();
})();
} catch {}

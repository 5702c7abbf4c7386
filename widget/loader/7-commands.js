// What the card gets in its hands, what the page may say, and the beginning.
  // What the card gets in its hands.
  let bridge = {
    context: safe(() => ({
      ...moment(),
      visitor: visitor.id,
      language: spoken(),
      url: location.href,
      visits: visitor.visits,
      utm: session.utm,
      referrer: session.referrer,
      attributes,
      steps_seen: visitor.steps,
      added: visitor.added,
      seconds: (Date.now() - session.since) / 1e3,
      calls,
      // Last, because the card reads only so much of what the page has a hand in.
      cart,
      events,
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

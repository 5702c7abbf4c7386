// What the card is told, what the page may say, and the beginning.
  // The loader's side of the bridge; the rest of it comes with the card.
  let bridge = {
    facts: () => [moment(), session, attributes, calls, cart, events],
    history: recall,
    update,
    uuid,
    post: send,
    get: (path, more) => get(shop + path, more),
    read: readBook,
    tell: (event, detail) => listeners[event]?.forEach((tell) => safe(tell)(detail)),
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
      permitted = draft || answer == "granted";
      begin();
      if (!permitted) {
        begun = scope = null;
        bridge.stop?.();
        [name, ...waiting()].forEach((item) => delete store[item]);
        delete tab[name];
        fresh();
      }
    },
    forget() {
      let { id } = visitor;
      bring(card, (module) => module.forget(bridge, id)).catch(attempt);
      commands.consent();
    },
    on(event, tell) {
      (listeners[event] ||= []).push(tell);
    },
    remove() {
      attempt(bridge.stop);
      commands = permitted = begun = null;
      // What others put on top of ours comes off first.
      bridge.tell("removed", {});
      undo.forEach(attempt);
    },
  };
  let tillside = safe((command, ...given) => commands[command](...given));

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

  fresh();
  put(window, "tillside", tillside);
  tillside.live = 1;
  attempt(() => before.q.forEach((call) => tillside(...call)));
  let layer = window.dataLayer || put(window, "dataLayer", []);
  attempt(() => overhear(...layer));
  wrap(layer, "push", overhear);
  wrap(history, "pushState", woken);
  wrap(history, "replaceState", woken);
  "DOMContentLoaded load popstate pagehide visibilitychange online".split(" ").forEach((type) => {
    addEventListener(type, woken);
    undo.push(() => removeEventListener(type, woken));
  });
  // In a task of its own: a slow phone takes long enough to read a script.
  setTimeout(begin);
  // What only some shops need comes as a module that uses nothing but the public commands. It
  // brings nothing of the visitor's along, and so comes before consent too.
  adapter && bring(adapter, (module) => commands && module.default(tillside)).catch(attempt);
  if (why) {
    bring("/assets/why.js", (module) => commands && module.default([base + card, consent, prompts, bridge, () => [permitted, begun, step, explicit, heard, scope, pause, would]])).catch(attempt);
  }
})();
} catch {}

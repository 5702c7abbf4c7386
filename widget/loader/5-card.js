// Whether something may be asked, and then the card.
  // The coarse check. It may wrongly say yes, never wrongly no.
  let recent = (at, period) => Date.now() - at < period;
  let bucket = (salt) => {
    let hash = 0x811c9dc5;
    // Ids are ASCII, one byte a character.
    for (let character of salt + ":" + visitor.id) {
      hash = Math.imul(hash ^ character.charCodeAt(), 0x01000193);
    }
    hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b);
    hash = Math.imul(hash ^ hash >>> 13, 0xc2b2ae35);
    return ((hash ^ hash >>> 16) >>> 0) * 1e4 / 2 ** 32;
  };
  let here = ([, steps]) => !steps[0] || steps.includes(step);
  let may = (prompt) => {
    let [id, , sampling = 1e4, times = 1, every, flags] = prompt;
    let mark = visitor.shown[id] || {};
    // Showings are forgotten some days after the last.
    if (every && !recent(mark.at, every * 864e5)) {
      mark.n = 0;
    }
    return (here(prompt) || calls.includes(id))
      && (flags & 1 || !mark.answered)
      && !(times && mark.n >= times)
      && bucket(id) < sampling;
  };

  // The card. Glue and program are fetched once, a book for every scope: a step, or
  // all steps where the shop's code asks for a prompt of another one.
  let bring = (file, then) => import(base + file).then(then);
  let scope, program, would, pause = 15e3;
  // What is called though it is no function rejects in fewer bytes than a promise of ours.
  let readBook = (cache) => get(shop + "/book?step=" + scope + (draft ? "&preview=" + draft : "") + "&lang=" + spoken(), { cache }).then((reply) => reply.ok ? reply.json() : reply());
  let consider = () => {
    let { saveData, effectiveType } = navigator.connection || {};
    let wanted;
    update(() => {
      !step || visitor.steps.includes(step) || visitor.steps.push(step);
      wanted = prompts.filter(may);
    });
    let next = !why && wanted.every(here) ? step : "";
    would = !/true|2g/.test([saveData, effectiveType]) && (visitor.gift
      || !recent(visitor.closed, afterClose) && !Object.values(visitor.shown).some(({ at }) => recent(at, between))
      // What cannot be asked at once lets the page arrive first, and what can its pictures:
      // they would share the line. "lazy" comes after "eager".
      && wanted.some(([id, , , , , flags]) => calls.includes(id) || document.readyState == "complete"
        || flags > 1 && !Object.values(document.images).some(({ loading, complete }) => loading < "f" && !complete)));
    // A book of all steps serves every step; taking it back would close what is being asked.
    if ((would || why || draft) && scope != next && scope !== ""
      && !(document.querySelector("tillside-prompt") && calls[0])) {
      bridge.stop?.();
      scope = next;
      let current = () => begun && scope == next;
      (async () => {
        try {
          program ||= get(wasm);
          let [module, book] = await Promise.all([bring(card), readBook(), program]);
          await module.begin(bridge, program, book, current);
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
      })();
    }
  };

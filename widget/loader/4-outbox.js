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
      if (!(event?.id && event.occurred_at > now - 6048e5)) {
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
        bridge.heard?.(id, fate);
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
        hold = Date.now() + Math.min(15e4, reply?.headers.get("retry-after") * 1e3 || 500 * 2 ** failures++) * (1 + Math.random());
      } else {
        failures = 0;
      }
      return deliver();
    }
  };
  // One tab sends at a time. Where locks are refused, all may: an id counts once. A page
  // that is going away cannot wait for a lock, and one that was frozen may never give it back.
  let flush = async (event) => {
    try {
      await (document.hidden || event?.type == "pagehide" ? deliver() : navigator.locks.request(name, { signal: AbortSignal.timeout(3e3) }, deliver));
    } catch {
      deliver();
    }
  };
  let send = (event) => {
    if (begun && !draft) {
      let id = uuid();
      write(outbox + id, { ...event, id, occurred_at: Date.now(), visitor: anonymous ? undefined : visitor.id });
      // It is safe already; the page has other work to do first.
      setTimeout(flush);
      return id;
    }
  };

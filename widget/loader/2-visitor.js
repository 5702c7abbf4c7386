// What the browser remembers of the visitor and of the session.
  // Storage is used like a plain object, so that a plain object can stand in for it where
  // the browser refuses or its room is used up.
  let store = !draft && attempt(() => localStorage) || {};
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
  let fresh = () => {
    visitor = { id: uuid(), visits: 0, steps: [], shown: {}, closed: 0 };
    session = { seen: {}, referrer: document.referrer, search: location.search };
  };
  let recall = () => Object.assign(visitor, read(store, name));
  let update = (change) => {
    if (begun) {
      recall();
      visitor.added ||= added;
      if (anonymous) {
        // One of 256 groups is left of the id, so that a sample stays the same.
        visitor.id = visitor.id.slice(-2);
      }
      change(visitor);
      visitor.last = Date.now();
      let { id, shown, closed, gift } = visitor;
      write(name, anonymous ? { id, shown, closed, gift } : visitor);
    }
  };

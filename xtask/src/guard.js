// Goes between the browser and the card's wasm. A trap in there would leave a
// dead card on a shop's page and an error in the page's own handlers; here it
// removes the card, and the page hears nothing. It is no error report.
function guard(exports) {
  const guarded = {};
  let depth = 0;
  let dead = false;
  for (const [name, value] of Object.entries(exports)) {
    // The wasm that called these relies on what they do, so once dead they end
    // it by an error, which the entry that it came in by takes in.
    const helper = /^__.*(alloc|exn_store)/.test(name);
    guarded[name] = typeof value !== 'function' ? value : (...args) => {
      // The glue reads results by index; of an empty list it reads nothing.
      if (dead && !(helper && depth)) return [];
      depth++;
      try {
        if (dead) throw 0;
        return value(...args);
      } catch (error) {
        dead = true;
        document.querySelectorAll('tillside-prompt').forEach((card) => card.remove());
        if (helper && depth > 1) throw error;
        return [];
      } finally {
        depth--;
      }
    };
  }
  return guarded;
}

// Notes which functions of the card ran on a page until its prompt was visible, and which
// run when the shop has everything taken away, which must not wait for anything.

/** Runs in the page: gives the card what its functions call, and ends with the first prompt. */
function listen() {
  let ran = (window.__ran = new Set());
  window.__note = (number) => ran.add(number);
  for (const method of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[method];
    WebAssembly[method] = (module, imports) => original(module, { ...imports, profile: { ran: (number) => window.__note(number) } });
  }
  new MutationObserver((changes, observer) => {
    // A card is in the page before it can be seen.
    if (document.querySelector("tillside-prompt:not([hidden])")) {
      observer.disconnect();
      // What the card does as soon as the browser has painted it comes first.
      setTimeout(() => {
        window.__note = () => {};
        window.__shown = true;
      });
    }
  }).observe(document, { attributes: true, childList: true, subtree: true });
}

/** Takes down, page by page, what ran there. */
export function recorder() {
  const all = new Set();
  const record = async (bench, path, { before, unseen, ...how }, ways) => {
    const prepare = async (shopper) => {
      await shopper.page.addInitScript(listen);
      await shopper.page.clock.install();
      before && await before(shopper);
    };
    const visitor = await bench.visitor({ ...how, path, before: prepare });
    const { page, shopper } = visitor;
    await page.waitForFunction(() => window.tillside);
    // What waits for its moment is looked at by a card that is at work already.
    ways[0]?.length && await page.waitForLoadState("networkidle");
    for (const way of ways) {
      await way(visitor);
      await page.waitForTimeout(50);
    }
    if (unseen) {
      await page.clock.fastForward(3_000);
    } else {
      for (let second = 0; !await page.evaluate(() => window.__shown); second++) {
        if (second > 40) {
          throw new Error(`no prompt became visible on ${path}: ${shopper.faults.join("; ")}`);
        }
        await page.clock.fastForward(1_000);
        await page.waitForTimeout(100);
      }
    }
    const numbers = await page.evaluate(() => {
      const kept = [...window.__ran];
      window.__note = (number) => kept.push(number);
      window.tillside("remove");
      return kept;
    });
    const known = all.size;
    numbers.forEach((number) => all.add(number));
    if (all.size > known) {
      console.error(`      ${path} ${how.lang}: ${all.size - known} more, ${all.size} in all`);
    }
    await shopper.end();
  };
  record.ran = () => [...all].sort((a, b) => a - b);
  return record;
}

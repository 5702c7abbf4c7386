// What a page tells about itself while it loads: when it was painted, what held it up, what
// moved, and when a prompt could be seen. Layout shifts are noted by the visit itself. The
// page tells by itself, because each question of playwright's brings a script of its own
// with it, and that would hold up a slow page for a tenth of a second.

/** Runs in the page before anything else. */
export function watchPage() {
  const seen = (window.__seen = { tasks: [], scripts: [], paint: 0, lcp: 0 });
  const observe = (type, note) => {
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  };
  observe("longtask", ({ startTime, duration }) => seen.tasks.push({ startTime, duration }));
  // Long tasks do not tell whose they are; long frames name the scripts that ran.
  observe("long-animation-frame", ({ scripts }) => {
    seen.scripts.push(...scripts.map(({ sourceURL, startTime, duration }) => ({ sourceURL, startTime, duration })));
  });
  observe("paint", ({ name, startTime }) => name == "first-paint" && (seen.paint = startTime));
  observe("largest-contentful-paint", ({ startTime }) => (seen.lcp = startTime));

  // In plain sight: half of it is in view and it is no longer more transparent than not.
  const inPlainSight = (card) => {
    const { top, bottom, height } = card.getBoundingClientRect();
    const inView = Math.min(bottom, innerHeight) - Math.max(top, 0);
    const { opacity, visibility } = getComputedStyle(card);
    return height > 0 && inView >= height / 2 && opacity >= 0.5 && visibility == "visible";
  };
  const look = (host) => requestAnimationFrame(() => {
    const card = host.shadowRoot?.querySelector("[role=dialog], [role=region]");
    if (card && inPlainSight(card)) {
      // This frame paints it; the message comes after that.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => window.tellVisible(String(performance.now()));
      port2.postMessage(0);
    } else {
      look(host);
    }
  });
  const finder = new MutationObserver((changes) => {
    const host = changes.flatMap(({ addedNodes }) => [...addedNodes]).find((node) => node.localName == "tillside-prompt");
    if (host) {
      finder.disconnect();
      look(host);
    }
  });
  finder.observe(document, { childList: true, subtree: true });
}

/** When the next prompt can be seen, in milliseconds since the navigation to its page. */
export async function nextVisible(session, deadline) {
  await session.send("Runtime.enable");
  await session.send("Runtime.addBinding", { name: "tellVisible" });
  return new Promise((tell, fail) => {
    const late = () => fail(new Error(`no prompt became visible in ${deadline} ms`));
    const timer = setTimeout(late, deadline);
    session.once("Runtime.bindingCalled", ({ payload }) => {
      clearTimeout(timer);
      tell(Number(payload));
    });
  });
}

/** The figures of a page; `origin` is where our scripts come from. */
export async function figures(session, origin) {
  const { result } = await session.send("Runtime.evaluate", {
    expression: "({ ...window.__seen, shifts: window.__notes.shifts })", returnByValue: true,
  });
  const seen = result.value;
  const ours = seen.scripts.filter(({ sourceURL }) => sourceURL.startsWith(origin));
  const during = (task) => ours.some((script) => (
    script.startTime < task.startTime + task.duration && task.startTime < script.startTime + script.duration
  ));
  return {
    paint_ms: seen.paint,
    lcp_ms: seen.lcp,
    blocking_ms: sum(seen.tasks.map(({ duration }) => duration - 50)),
    longest_ours_ms: Math.max(0, ...seen.tasks.filter(during).map(({ duration }) => duration)),
    shift: sum(seen.shifts.filter(({ byInput }) => !byInput).map(({ value }) => value)),
  };
}

const sum = (numbers) => numbers.reduce((sum, number) => sum + number, 0);

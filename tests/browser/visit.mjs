// A visitor with a browser of their own: a phone or a desktop, a language, and a notebook
// of everything that went wrong on the pages. It knows no page in particular.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium, firefox } from "playwright-core";
import { DEADLINE } from "./waiting.mjs";

const screenshots = fileURLToPath(new URL("../../target/tillside/screenshots/", import.meta.url));

const PHONE = {
  viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true,
  userAgent: "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
};
const DESKTOP = { viewport: { width: 1280, height: 860 } };

/**
 * Starts the browser that the visits of one test file share, perhaps set up by its owner, or
 * without one of the settings that the driver makes.
 */
export function startBrowser({ settings = [], without = [] } = {}) {
  return chromium.launch({
    ignoreDefaultArgs: without,
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: [
      "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", ...settings,
    ],
  });
}

/**
 * Starts a Firefox as Debian has it. It has no finger, says of itself that it is a desktop's
 * also where its screen is a phone's, and tells of no layout shift.
 */
export function startFirefox() {
  return firefox.launch({ channel: "moz-firefox", executablePath: process.env.FIREFOX || "/usr/bin/firefox-esr" });
}

/** A visitor who was never here before. */
export async function visit(browser, { phone = false, lang = "en-GB", ...more } = {}) {
  const hasFinger = phone && browser.browserType() === chromium;
  const { viewport, deviceScaleFactor } = PHONE;
  const kind = hasFinger ? PHONE : phone ? { viewport, deviceScaleFactor } : DESKTOP;
  const context = await browser.newContext({ ...kind, locale: lang, ...more });
  const visit = new Visit(context, hasFinger);
  visit.page = await visit.newTab();
  return visit;
}

class Visit {
  /** Errors of pages, of the console and of requests, in words. */
  faults = [];

  constructor(context, hasFinger) {
    this.context = context;
    this.hasFinger = hasFinger;
  }

  async newTab() {
    const page = await this.context.newPage();
    // As patient as everything that waits here: a busy machine is no fault of the page.
    page.setDefaultTimeout(DEADLINE);
    await page.addInitScript(watchShifts);
    page.on("pageerror", (error) => this.faults.push(`page error: ${error}`));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) {
        this.faults.push(`console: ${message.text()} ${message.location().url}`);
      }
    });
    page.on("requestfailed", (request) => {
      const { errorText } = request.failure();
      // What a page had under way when it was left is not a fault: the outbox keeps it.
      if (!/ABORTED/.test(errorText)) {
        this.faults.push(`request failed: ${request.url()} ${errorText}`);
      }
    });
    page.on("response", (response) => {
      if (response.status() >= 400) {
        this.faults.push(`${response.status()} ${response.url()}`);
      }
    });
    return page;
  }

  /** Clicks with a mouse, or taps with a finger. */
  async press(locator) {
    await (this.hasFinger ? locator.tap() : locator.click());
  }

  async screenshot(name, page = this.page) {
    mkdirSync(screenshots, { recursive: true });
    await page.screenshot({ path: `${screenshots}${name}.png` });
  }

  async end() {
    await this.context.close();
  }
}

/** Runs in the page: notes every layout shift, and when a card came into the page. */
function watchShifts() {
  const notes = (window.__notes = { shifts: [], cards: [] });
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) {
      const moved = shift.sources.map(({ node }) => {
        const form = node?.parentElement?.closest("form")?.id;
        return `${node?.nodeName}.${node?.className ?? ""}${form ? ` in #${form}` : ""}`;
      });
      notes.shifts.push({ at: shift.startTime, value: shift.value, byInput: shift.hadRecentInput, moved });
    }
  }).observe({ type: "layout-shift", buffered: true });
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        if (node.localName == "tillside-prompt") {
          // The document's own clock, which a test that moves the page's time leaves alone
          // and by which the browser dates its shifts.
          notes.cards.push(document.timeline.currentTime);
        }
      }
    }
  }).observe(document, { childList: true, subtree: true });
}

/**
 * The layout shifts of a page from shortly before its first card came, whatever caused
 * them. A card that changes its own height after a tap counts as little as it does for a
 * browser's layout shift score, as long as nothing of the page moves with it.
 */
export async function shiftsSinceCard(page) {
  // Two frames, so that what the card has caused is on the list.
  await page.evaluate(() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go))));
  return page.evaluate(() => {
    const [card] = window.__notes.cards;
    const own = (shift) => shift.byInput && shift.moved.every((name) => name == "TILLSIDE-PROMPT.");
    return window.__notes.shifts.filter((shift) => shift.at >= card - 20 && !own(shift));
  });
}

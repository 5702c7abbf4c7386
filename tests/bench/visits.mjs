// The visits that are measured, each of a visitor who was never here before and whose
// browser has nothing in its cache.
import { visit } from "../browser/visit.mjs";
import { slowDown } from "./slow.mjs";
import { figures, nextVisible, watchPage } from "./watch.mjs";

/** No look of the loader at a page comes later than a second after the one before. */
const SETTLED = 1500;
const DEADLINE = 30_000;

/** A page of the cart without the tag. */
export const bare = (shop) => asVisitor(shop, (visitor) => visitor.see("/bare/cart"));

/** The same, with its pictures so far down that they do not come with the page. */
export const bareLater = (shop) => asVisitor(shop, (visitor) => visitor.see("/bare/later/cart"));

/** The first prompt on that page. */
export const promptLater = (shop) => asVisitor(shop, (visitor) => visitor.seePrompt("/later/cart"));

/** A page of the cart with the tag, on a step whose prompt waits for its moment. */
export const waiting = (shop) => asVisitor(shop, (visitor) => visitor.see("/checkout"));

/** A page where nothing may be asked. */
export const idle = (shop) => asVisitor(shop, async (visitor) => ({
  ...await visitor.see("/product"), ...await visitor.wire.received(),
}));

/** The first prompt, and the next page's with everything in the cache. */
export const prompts = (shop) => asVisitor(shop, async (visitor) => {
  const first = await visitor.seePrompt("/cart");
  return { first, warm: await visitor.seePrompt("/cart/delivery") };
});

async function asVisitor({ browser, site, server }, look) {
  const someone = await visit(browser, { phone: true });
  try {
    await someone.page.addInitScript(watchPage);
    await someone.page.goto(`${site.base}/start`);
    const session = await someone.context.newCDPSession(someone.page);
    const wire = await slowDown(session, server.base);
    const seen = await look(new Visitor(someone, site, server, session, wire));
    if (someone.faults.length) {
      throw new Error(`something failed that is measured: ${someone.faults.join("; ")}`);
    }
    return seen;
  } finally {
    await someone.end();
  }
}

class Visitor {
  constructor(someone, site, server, session, wire) {
    Object.assign(this, { someone, site, server, session, wire });
  }

  /** Opens a page and waits until nothing happens any more. */
  async see(path) {
    this.wire.forget();
    await this.someone.page.goto(this.site.base + path, { waitUntil: "load" });
    await this.wire.isQuietFor(SETTLED);
    return figures(this.session, this.server.base);
  }

  /** Opens a page and waits until its prompt can be seen. */
  async seePrompt(path) {
    try {
      const [visible_ms, seen] = await Promise.all([nextVisible(this.session, DEADLINE), this.see(path)]);
      return { visible_ms, ...seen, ...await this.wire.received(visible_ms) };
    } catch (error) {
      throw new Error(`${path}: ${[error.message, ...this.someone.faults].join("; ")}`);
    }
  }
}

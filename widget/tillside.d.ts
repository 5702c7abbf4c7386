// The types of `window.tillside`, for shops that write TypeScript. They describe the
// public commands only; nothing here is part of what a shopper downloads.

export {};

declare global {
  /** What is known about the cart. */
  interface TillsideFacts {
    /** The cart's value in `currency`; left out where it is not above 0. */
    value?: number;
    /** Three capital letters, ISO 4217. */
    currency?: string;
    /** The number of items in the cart, or the items themselves. */
    items?: number | ReadonlyArray<TillsideItem>;
    /** The code of the coupon that is used. Only for deciding whom to ask, like all below. */
    coupon?: string;
    /** How the cart is paid for. */
    payment_type?: string;
    /** How it is sent. */
    shipping_tier?: string;
  }

  /** An item in the shape of Google Analytics 4; what else it has does no harm. */
  interface TillsideItem {
    quantity?: number;
    item_id?: string | number;
    item_name?: string;
    /** There may be four more, `item_category2` to `item_category5`. */
    item_category?: string;
    coupon?: string;
    [more: string]: unknown;
  }

  /** What a listener is told, by the name of what happened. */
  interface TillsideHappenings {
    /** A prompt became visible. */
    shown: { prompt: string };
    /** A shopper answered, or changed an answer. */
    answered: { prompt: string; values: TillsideValues };
    /** A prompt was closed without an answer. */
    dismissed: { prompt: string };
    /** Everything of Tillside's is leaving the page. */
    removed: Record<string, never>;
  }

  /** All that a shopper said so far to one prompt. */
  interface TillsideValues {
    question: TillsideValue;
    follow_up?: TillsideValue;
  }

  type TillsideValue =
    | { score: number }
    | { choice: string; other?: string; order?: string[] }
    | { choices: string[]; other?: string; order?: string[] }
    | { text: string }
    | { thumb: "up" | "down" }
    | { contact: { email: string } | { phone: string } };

  type TillsideStep = "product" | "cart" | "checkout" | "confirmation" | (string & {});

  interface Tillside {
    /**
     * Says where the shopper stands. It wins over everything else until the path of the
     * page changes. A name of your own has 1 to 64 of `a-z`, `0-9` and `-`.
     */
    (command: "step", name: TillsideStep, facts?: TillsideFacts): void;
    /**
     * Sets attributes that targeting may read, and that are kept with answers where the shop
     * lists them; earlier ones stay. `customer`, a hash of 16 to
     * 128 of `A-Z a-z 0-9 - _`, lets caps follow a customer from device to device.
     */
    (command: "set", attributes: Record<string, string | number | boolean>): void;
    /**
     * Tells that something happened. The ecommerce names of Google Analytics 4, such as
     * `view_cart`, mean the same as in the dataLayer.
     */
    (command: "event", name: string, properties?: TillsideFacts & Record<string, unknown>): void;
    /** Asks for one prompt on any step, without waiting for its trigger; caps still hold. */
    (command: "ask", prompt: string): void;
    /** Grants consent, or denies it and wipes what was stored. It is not remembered: call it on every page. */
    (command: "consent", answer: "granted" | "denied"): void;
    /**
     * Erases the visitor here at once, and what the server has of the visitor and, where it
     * is known, of the customer. Nothing is asked on this page after it without new consent.
     */
    (command: "forget"): void;
    /** Calls back whenever it happens. */
    <Name extends keyof TillsideHappenings>(
      command: "on",
      name: Name,
      listener: (detail: TillsideHappenings[Name]) => void,
    ): void;
    /** Takes everything away and leaves the page as it was. */
    (command: "remove"): void;
    /** Calls that wait for the loader, where the page put a queue in its place. */
    q?: ArrayLike<unknown>[];
  }

  interface Window {
    /** Absent before the tag has loaded, unless the page put a queue in its place. */
    tillside?: Tillside;
  }

  const tillside: Tillside;
}

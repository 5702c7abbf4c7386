// Page object of the card: what a shopper sees and does. It finds everything by role and
// name, as assistive technology does, and never by class.
import { until } from "./waiting.mjs";

export class Card {
  constructor(visit, strings, page = visit.page) {
    this.visit = visit;
    this.strings = strings;
    this.page = page;
    this.host = page.locator("tillside-prompt");
    this.surface = this.host.locator("[role=dialog], [role=region]");
    this.status = this.host.getByRole("status");
  }

  /**
   * Does something again and again until the card asks; its program may still be on its way.
   * In between it has a while, for a clock that is put forward also ends its patience with
   * the network.
   */
  async asksAfter(act, question) {
    const heading = this.host.getByRole("heading", { name: question, exact: true });
    await until(`the card to ask "${question}"`, async () => {
      await act();
      return heading.waitFor({ timeout: 1_500 }).then(() => true, () => false);
    });
    await this.asks(question);
  }

  /** Waits until the card asks `question` in plain sight. */
  async asks(question) {
    await this.host.getByRole("heading", { name: question, exact: true }).waitFor();
    // It has come to rest: nothing in it moves any more.
    await this.surface.evaluate((card) => Promise.all(card.getAnimations({ subtree: true }).map((one) => one.finished)));
  }

  /** Chooses an option by what it says. */
  async choose(name) {
    await this.visit.press(this.option(name));
  }

  option(name) {
    return this.host.getByRole("radio", { name, exact: true }).or(this.host.getByRole("checkbox", { name, exact: true }));
  }

  async type(text) {
    await this.host.getByRole("textbox").fill(text);
  }

  button(word) {
    return this.host.getByRole("button", { name: this.strings[word], exact: true });
  }

  async send() {
    await this.visit.press(this.button("send"));
  }

  async close() {
    await this.visit.press(this.button("close"));
  }

  /** Waits until the shop's last word is there. */
  async replies(text) {
    await this.status.getByText(text).waitFor();
  }

  async isGone() {
    await this.host.waitFor({ state: "detached" });
  }

  /** How many cards are in the page, seen or not. */
  count() {
    return this.host.count();
  }

  /** Whether the page's outbox is empty: every event got a reply. */
  async outboxIsEmpty() {
    await until("the outbox to be empty", () => this.page.evaluate(
      () => !Object.keys(localStorage).some((key) => /^tillside:[^:]+:o:/.test(key)),
    ));
  }
}

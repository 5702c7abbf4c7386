// Page object of the demo shop: the way of a shopper from the product to the
// confirmation. It knows the shop's own fields and buttons and nothing of the survey.

/** What is typed into the checkout; no character of it may reach the survey. */
export const ADDRESS = {
  email: "shopper@mail.example", name: "Amal Haddad", street: "Harbour Street 5", postcode: "10115",
  city: "Berlin", country: "Germany", "card-number": "4242424242424242", "card-expiry": "1230",
  "card-code": "123",
};

export class DemoShop {
  constructor(visit, server, lang) {
    this.visit = visit;
    this.page = visit.page;
    this.base = `${server.base}/demo/${lang}/`;
  }

  async open(name) {
    await this.page.goto(`${this.base}${name}.html`);
  }

  async addToCart() {
    await this.visit.press(this.page.locator("#buy-form [type=submit]"));
  }

  async toCart() {
    await this.visit.press(this.page.locator("#cart-link"));
    await this.page.waitForURL("**/cart.html");
  }

  async toCheckout() {
    await this.visit.press(this.page.locator("#to-checkout"));
    await this.page.waitForURL("**/checkout.html");
  }

  /** Types what cannot be right and leaves the field, as people do. */
  async mistypeEmail() {
    await this.page.locator("#email").pressSequentially("shopper@");
    await this.page.locator("#email").blur();
    await this.page.locator("#email-error").waitFor();
  }

  async order() {
    for (const [id, text] of Object.entries(ADDRESS)) {
      const field = this.page.locator(`#${id}`);
      // Apart, because Firefox writes behind what stands there.
      await field.clear();
      await field.fill(text);
    }
    await this.visit.press(this.page.locator("#place-order"));
    await this.page.waitForURL("**/confirmation.html");
  }

  /** Signs of leaving: the mouse goes up and out of the window. */
  async reachForTheTabs() {
    await this.page.mouse.move(600, 300);
    await this.page.mouse.move(600, 2, { steps: 5 });
    // Headless there is nothing above the page, so the last event is made by hand.
    await this.page.evaluate(() => document.documentElement.dispatchEvent(
      new MouseEvent("mouseout", { bubbles: true, composed: true, clientX: 600, clientY: -1, relatedTarget: null }),
    ));
  }
}

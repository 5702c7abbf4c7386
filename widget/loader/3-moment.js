// What is known about the moment: the step, the cart, the language.
  // Where the shopper stands.
  let step = "", explicit, heard, facts, events = [], calls = [], late, cart, added = false;
  let attributes = {};
  // What makes no sense is dropped by the collector, which also reads a price that is text.
  let learn = (given) => {
    let { value, currency, items } = given;
    cart = { ...cart, ...given };
    facts = {
      value,
      currency,
      items: items?.reduce?.((sum, { quantity }) => sum + (+quantity || 1), 0) ?? items,
    };
  };
  let spoken = () => document.documentElement.lang || navigator.language;

  // What events tell about the moment; the bridge adds what only targeting needs.
  let moment = () => ({
    returning: visitor.visits > 1,
    step,
    device: Math.min(screen.width, screen.height) < 600 ? "phone" : matchMedia("(pointer:coarse)").matches ? "tablet" : "desktop",
    // The collector knows which of the shop's languages that is.
    lang: spoken(),
    ...facts,
    page: location.pathname.slice(0, 999),
  });

// What is known about the moment: the step, the cart, the language.
  // Where the shopper stands.
  let step = "", explicit, heard, facts, events = [], calls = [], late, cart, added = false;
  let attributes = {};
  // A price may come as text. What makes no sense is dropped by the collector.
  let learn = (given) => {
    let { value, currency, items } = given;
    cart = { ...cart, ...given };
    facts = {
      value: value > 0 ? +value : undefined,
      currency,
      items: Math.round(items?.reduce ? items.reduce((sum, { quantity }) => sum + (+quantity || 1), 0) : items) || undefined,
    };
  };
  let spoken = () => document.documentElement.lang || navigator.language;
  // The shop's own language comes first.
  let language = () => langs.find((offered) => offered == spoken())
    || langs.find((offered) => offered.split("-")[0] == spoken().toLowerCase().split(/[-_]/)[0]) || langs[0];

  // What events tell about the moment; the bridge adds what only targeting needs.
  let moment = () => ({
    step,
    device: Math.min(screen.width, screen.height) < 600 ? "phone" : matchMedia("(pointer:coarse)").matches ? "tablet" : "desktop",
    lang: language(),
    returning: visitor.visits > 1,
    ...facts,
    page: location.pathname.slice(0, 999),
  });

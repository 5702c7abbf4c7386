// A coupon that was promised: from the answer that earned it to the moment in which the
// shopper closes the card that shows it. Until then it comes back on every page.

/** What is kept of a prompt: its reply, and what the answer is read by. */
function promise({ prompts }, prompt) {
  const { experiment, ...found } = prompts.find(({ id }) => id == prompt) || {};
  return { prompt: { ...found, placement: "card", follow_ups: [], targeting: [], trigger: { call: true } } };
}

/** Sends an event; the answer that earns the coupon is kept with it. */
function post(event, loader) {
  const id = loader.post(event);
  if (event.type == "answered" && loader.history().gift?.prompt?.id == event.prompt) {
    loader.update(({ gift }) => Object.assign(gift, { event, id }));
  }
}

/** What became of an event. */
function receive(loader, id, fate) {
  const { gift } = loader.history();
  if (fate?.coupon !== undefined && gift?.id == id) {
    // Where there is none left it is `false`.
    const { answer, values: { question } } = gift.event;
    loader.update((visitor) => Object.assign(visitor.gift, { coupon: fate.coupon ?? false, event: { answer, values: { question } } }));
    loader.changed?.();
  }
}

/** On another page: asks for a coupon that has not come yet; the same answer gets the same one. */
function bring(loader) {
  const { gift } = loader.history();
  if (gift?.coupon === false) {
    loader.update((visitor) => {
      delete visitor.gift;
    });
  } else if (gift?.event && !gift.coupon) {
    post(gift.event, loader);
  }
}

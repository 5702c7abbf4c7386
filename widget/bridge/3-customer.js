// Caps that follow a customer from device to device, where the shop tells who it is by a
// hash: `tillside('set', { customer: '…' })`.

/** The customer's hash; none where the visitor keeps no id, and none in a preview. */
function customerOf(loader, { preview }) {
  const [, , { customer }] = loader.facts();
  // Of the id of somebody who is not to be recognised two digits are left.
  return customer && !preview && loader.history().id.length > 2 ? customer : undefined;
}

/**
 * Adds what the customer was asked elsewhere to what this browser remembers. Rejected where
 * that cannot be had in time: then nobody knows whether the customer was asked already.
 */
async function meet(loader, customer) {
  if (customer) {
    const reply = await Promise.race([loader.get("/customers/" + encodeURIComponent(customer)), soon(PATIENCE)]);
    const { shown = {}, closed = 0 } = await reply.json();
    loader.update((visitor) => {
      for (const [prompt, { n, at, answered }] of Object.entries(shown)) {
        const mark = visitor.shown[prompt] || { n: 0, at: 0 };
        visitor.shown[prompt] = { n: Math.max(n, mark.n), at: Math.max(at, mark.at || 0), answered: answered || mark.answered };
      }
      visitor.closed = Math.max(closed, visitor.closed);
    });
  }
}

// `tillside('forget')` on the server's side; here everything is gone already.

/**
 * Has the collector erase a visitor, and again until it has said that it will: a request that
 * is under way survives the page, one that has failed does not.
 */
async function forget(loader, visitor) {
  const [, , { customer }] = loader.facts();
  const body = JSON.stringify({ v: 1, visitor, customer });
  for (let wait = 1e3; ; wait *= 2) {
    const reply = await loader.get("/forget", { method: "POST", body, keepalive: true }).catch(() => null);
    if (reply && (reply.ok || reply.status < 500 && reply.status != 429)) {
      return;
    }
    await new Promise((go) => setTimeout(go, wait));
  }
}

// Pages whose Content-Security-Policy lets the tag in and not the rest, so that nothing can tell
// of it: the installation check knows by what such a page fetches, and names what is missing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setUp } from "./bench.mjs";
import { page, servePages, tag } from "./pages.mjs";
import { visit } from "./visit.mjs";

// Two origins, because browsers keep what one of them has fetched.
let bench, second;
before(async () => {
  bench = await setUp({
    pages: (server) => ({
      "/": {
        html: page({ head: tag(server) }),
        // No further than the tag itself.
        headers: { "content-security-policy": `script-src ${server.base}/s/ 'wasm-unsafe-eval'; connect-src ${server.base}` },
      },
    }),
  });
  second = await servePages({
    "/": {
      html: page({ head: tag(bench.server) }),
      headers: { "content-security-policy": `script-src ${bench.server.base} 'wasm-unsafe-eval'; connect-src 'self'` },
    },
  });
});
after(async () => {
  await second?.close();
  await bench?.tearDown();
});

test("the owner is told which directive lacks the collector", async () => {
  const { server } = bench;
  const owner = await visit(bench.browser, {});
  await owner.page.goto(await server.newSignInLink());
  await owner.page.goto(`${server.base}/console/shops/pk_tests/installation`);
  const row = owner.page.locator('.checks > [data-check="csp"][data-state="wrong"]');
  for (const [origin, says] of [
    [bench.site.base, `would not load the card's script: ${server.base} is missing in script-src`],
    [second.base, `would not fetch the questions: ${server.base} is missing in connect-src`],
  ]) {
    const shopper = await visit(bench.browser, {});
    await shopper.page.goto(origin);
    // What did not come in ten seconds is taken not to come.
    await row.getByText(`A page of ${origin} ${says}`).waitFor({ timeout: 30_000 });
    assert.equal(await row.locator("pre").innerText(), `script-src ${server.base} 'wasm-unsafe-eval'\nconnect-src ${server.base}`);
    assert.ok(shopper.faults.every((fault) => !fault.startsWith("page error")), shopper.faults.join());
    await shopper.end();
  }
  await owner.end();
});

// Measures what the widget costs a page and a shopper, in as many runs as the first
// argument says, and prints what was seen as one JSON object: `cargo xtask bench widget`
// builds what is measured, starts this and makes medians of it.
import { demoShop } from "../browser/server.mjs";
import { startBoth } from "../browser/bench.mjs";
import { weighMany } from "./many.mjs";
import { SLOW } from "./slow.mjs";
import { serveShop } from "./storefront.mjs";
import { bare, bareLater, idle, promptLater, prompts, waiting } from "./visits.mjs";

/** The demo shop, whose cart asks at once and on every page; its checkout asks later. */
function shopThatAsks() {
  const shop = demoShop();
  for (const prompt of shop.prompts.filter(({ steps }) => steps.includes("cart"))) {
    prompt.trigger = { time: 0 };
    prompt.cap = { ...prompt.cap, times: 0 };
  }
  return shop;
}

async function measure(runs) {
  const asking = shopThatAsks();
  const [server, browser] = await startBoth({ shop: asking });
  const site = await serveShop(server, asking.key);
  const shop = { server, browser, site };
  const seen = { bare: [], idle: [], first: [], warm: [], waiting: [], bare_later: [], first_later: [] };
  try {
    // The first visitor of an hour waits until the server has packed what it sends.
    await bare(shop);
    await prompts(shop);
    for (let run = 1; run <= runs; run++) {
      const turns = [
        async () => seen.bare.push(await bare(shop)),
        async () => seen.waiting.push(await waiting(shop)),
        async () => seen.bare_later.push(await bareLater(shop)),
        async () => seen.first_later.push(await promptLater(shop)),
        async () => {
          const { first, warm } = await prompts(shop);
          seen.first.push(first);
          seen.warm.push(warm);
        },
      ];
      // Other work on the machine comes in waves, so none is always the first.
      for (const turn of run % 2 ? turns : turns.reverse()) {
        await turn();
      }
      seen.idle.push(await idle(shop));
      console.error(`      run ${run} of ${runs}: visible after ${Math.round(seen.first.at(-1).visible_ms)} ms beside pictures, ${Math.round(seen.first_later.at(-1).visible_ms)} ms without`);
    }
  } finally {
    await browser.close();
    await site.close();
    await server.stop();
  }
  return { runs, ...SLOW, ...seen };
}

try {
  const seen = await measure(Number(process.argv[2] ?? 5));
  console.log(JSON.stringify({ ...seen, many: await weighMany() }));
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}

// What axe finds on a page or a part of it, in words; nothing is the only good answer.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Looks at the whole page, or at the elements that match. */
export async function findings(page, part) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(([part, runOnly]) => window.axe.run(part ? { include: [[part]] } : document, { runOnly }), [part, RULES]);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join(" | ")}`);
}

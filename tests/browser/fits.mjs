// Whether a card fits: on the screen, and its words into it. It measures what the browser
// has drawn and knows neither classes nor languages.
import assert from "node:assert/strict";

/** Nothing of the card lies outside of the screen, and nothing in it is cut off. */
export async function fits(card, what) {
  assert.deepEqual(await card.surface.evaluate(misfits), [], what);
}

/** Runs in the page. */
function misfits(surface) {
  const box = surface.getBoundingClientRect();
  const found = [];
  if (box.left < -1 || box.right > innerWidth + 1 || box.top < -1 || box.bottom > innerHeight + 1) {
    found.push(`outside: ${JSON.stringify(box)}`);
  }
  if (surface.scrollWidth > surface.clientWidth + 1) {
    found.push(`wider than the card: ${surface.scrollWidth} > ${surface.clientWidth}`);
  }
  const texts = document.createTreeWalker(surface, NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode()); ) {
    const parent = text.parentElement;
    // What is a pixel wide is there for screen readers alone.
    if (!parent.checkVisibility() || parent.clientWidth == 1) {
      continue;
    }
    const holder = (parent.closest("button, a") ?? surface).getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(text);
    const out = [...range.getClientRects()].filter(({ left, right }) => left < holder.left - 1 || right > holder.right + 1);
    found.push(...out.map((rect) => `"${text.data}" sticks out: ${JSON.stringify(rect)} of ${JSON.stringify(holder)}`));
  }
  for (const field of surface.querySelectorAll("input[placeholder]")) {
    const style = getComputedStyle(field);
    const pen = new OffscreenCanvas(1, 1).getContext("2d");
    pen.font = style.font;
    const room = field.clientWidth - parseFloat(style.paddingInlineStart) - parseFloat(style.paddingInlineEnd);
    const needed = pen.measureText(field.placeholder).width;
    if (field.checkVisibility() && needed > room + 1) {
      found.push(`"${field.placeholder}" needs ${needed} px and has ${room}`);
    }
  }
  return found;
}

// What else the card does with an answer.

/**
 * What the page's own analytics are told of an answer. What a shopper wrote, and an address,
 * are for the shop alone.
 */
function said(values) {
  const told = {};
  for (const [place, value] of Object.entries(values || {})) {
    for (const kind of ["score", "choice", "choices", "thumb"]) {
      if (value[kind] != null) {
        told[place == "question" ? "tillside_" + kind : "tillside_follow_up_" + kind] = value[kind];
      }
    }
  }
  return told;
}

/** Puts a text on the clipboard; tells whether that was allowed. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {}
}

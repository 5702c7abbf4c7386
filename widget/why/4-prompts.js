// Of each prompt: a word on where it stands, and its lines.

/** What a line's sign says to those who do not see it. */
const SIGNS = { "✓": "holds", "✗": "does not hold", "…": "not yet" };

function sign({ rule, holds }) {
  return holds ? "✓" : rule == "trigger" ? "…" : "✗";
}

/** A line as it is shown. */
function shown(line) {
  const { want, there } = words(line);
  const parts = line.rule == "trigger" && line.found?.called ? [] : line.parts;
  return { sign: sign(line), want, there, parts: parts.map(shown) };
}

const HOLDOUT = "withheld: this visitor is in the holdout, whom nobody asks";

/** Where a prompt stands, with a sign; no numbers that run, so that it can be read out. */
function standing({ prompt, verdict, lines, arm }, { asked, unread, slot }, told, first) {
  if (told.card == prompt) {
    return ["✓", "is being asked"];
  }
  if (asked) {
    return ["✗", arm == "holdout" ? `was ${HOLDOUT}` : "was asked on this page"];
  }
  if (unread) {
    return ["…", "was published just now; the card has it as soon as it looks"];
  }
  if (verdict == "stopped") {
    return ["✗", `stopped by ${words(lines.find((line) => !line.holds)).title}`];
  }
  if (verdict == "waiting") {
    return ["…", "waits for its trigger"];
  }
  if (verdict == "withhold") {
    return ["✗", HOLDOUT];
  }
  if (verdict == "behind") {
    return ["…", `waits behind ${first}`];
  }
  if (slot && !slot.there) {
    return ["✗", `has no place here: nothing matches ${slot.selector}`];
  }
  if (slot?.full_until) {
    return ["…", `waits for room in ${slot.selector}`];
  }
  const hold = told.card ? `the card of ${told.card} is up` : told.offline_until ? "the prompts cannot be read" : hindrance(told);
  return hold ? ["…", `would be asked, but ${hold}`] : ["✓", "would be asked now"];
}

/** Every prompt, in the order of the shop's table, with its lines where there is a card. */
function promptsOf({ rows, told }) {
  const explained = new Map((told?.prompts || []).map((one, at) => [one.prompt, { ...one, place: told.places[at] }]));
  const first = told?.prompts.find(({ verdict }) => verdict == "ask" || verdict == "withhold")?.prompt;
  const ids = new Set([...rows.map(([id]) => id), ...explained.keys()]);
  return [...ids].map((id) => {
    const one = explained.get(id);
    if (!one) {
      return { id, sign: "✗", word: told ? "not published any more" : "not looked at without the card", lines: [] };
    }
    const [mark, word] = standing(one, one.place, told, first);
    const lines = one.lines.map(shown);
    if (one.arm != null) {
      lines.push({ sign: "", want: "Arm of the experiment", there: one.arm || "the prompt's own wording", parts: [] });
    }
    return { id, sign: mark, word, lines };
  });
}

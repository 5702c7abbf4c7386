// The panel that tells why a prompt is asked or not, on the page itself and as it changes:
// `?tillside=why`. It is for the people of the shop; no shopper downloads it. What holds is
// decided by the card's own code (`explain` of the glue) and by the loader; the panel puts
// it into words. It changes nothing, keeps nothing and sends nothing.
//
// The files of this folder are one module, put together in their order. The loader imports
// it and calls its default export with an array: the address of the card's glue, how the
// shop wants consent (0 required, 1 without id, 2 full), the prompts of the coarse table,
// its side of the bridge, and a function that gives the loader's variables `permitted`,
// `begun`, `step`, `explicit`, `heard`, `scope`, `pause` and `would` as they are now.

/** Some of a list, as people say it. */
const either = (list) => list.join(" or ") || "none";

/** A number of things. */
const count = (number, thing) => `${number} ${thing}${number == 1 ? "" : "s"}`;

/** Basis points as percent. */
const percent = (points) => `${points / 100} %`;

/** A length of time in its two largest units. */
function length(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1e3));
  const units = [[86_400, "d"], [3_600, "h"], [60, "min"], [1, "s"]];
  const first = Math.max(0, units.findIndex(([unit]) => seconds >= unit));
  const parts = units.slice(first, first + 2).map(([unit, name], at) => {
    const whole = at ? seconds % units[first][0] : seconds;
    return [Math.floor(whole / unit), name];
  });
  return parts.filter(([number], at) => number || !at).map((part) => part.join(" ")).join(" ") || "0 s";
}

/** A point in time, and how far away it is. */
function time(at) {
  const ahead = at - Date.now();
  const date = new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" });
  return `${date} (${ahead > 0 ? `in ${length(ahead)}` : `${length(-ahead)} ago`})`;
}

/** From and to, where either may be missing. */
function range({ min, max }) {
  if (min == null && max == null) {
    return "of any size";
  }
  return [min != null && `at least ${min}`, max != null && `at most ${max}`].filter(Boolean).join(", ");
}

/** Something that may be missing. */
const known = (value, otherwise = "not known") => value == null || value === "" ? otherwise : `${value}`;

const yes = (truth) => truth ? "yes" : "no";

/** An element of the page, as a selector would name it. */
const describe = (element) => element
  ? element.localName + (element.id && `#${element.id}`) + [...element.classList].slice(0, 2).map((one) => `.${one}`).join("")
  : "something";

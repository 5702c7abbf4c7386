// What was seen once and found right, kept in the folder `snapshots/` and compared with
// what is seen now. Nothing is ever kept silently: a run that writes a file fails.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const folder = new URL("snapshots/", import.meta.url);
const HINT = "if this is how it should be, run the same with UPDATE_SNAPSHOTS=1, read `git diff`, then run it again without";

/** Compares a text with the snapshot of this name; what is wrong in words, or nothing. */
export function compare(name, seen) {
  const file = new URL(name, folder);
  const kept = names().includes(name) ? readFileSync(file, "utf8") : "";
  if (seen == kept) {
    return "";
  }
  if (process.env.UPDATE_SNAPSHOTS) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, seen);
  }
  return `tests/browser/snapshots/${name}:\n${difference(kept, seen)}\n${process.env.UPDATE_SNAPSHOTS ? "rewritten just now" : HINT}\n\n`;
}

/** The names of all snapshots. */
export function names() {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** The lines that only one of the two has, in their order. */
function difference(kept, seen) {
  const [before, after] = [kept.split("\n"), seen.split("\n")];
  // How many lines both have in common from each pair of places on.
  const common = Array.from({ length: before.length + 1 }, () => new Array(after.length + 1).fill(0));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      common[i][j] = before[i] == after[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const lines = [];
  for (let i = 0, j = 0; i < before.length || j < after.length; ) {
    if (i < before.length && before[i] == after[j]) {
      i++;
      j++;
    } else if (j >= after.length || (i < before.length && common[i + 1][j] >= common[i][j + 1])) {
      lines.push(`${i + 1} - ${before[i++]}`);
    } else {
      lines.push(`${j + 1} + ${after[j++]}`);
    }
  }
  return lines.join("\n");
}

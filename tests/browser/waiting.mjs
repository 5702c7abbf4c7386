// Waiting for a condition with a deadline. Nothing here waits for a length of time.

/** How long anything is waited for, in milliseconds; only what fails takes that long. */
export const DEADLINE = 60_000;

/** Looks until `look` returns something true and returns it; fails with what was seen last. */
export async function until(what, look, deadline = DEADLINE) {
  const end = Date.now() + deadline;
  for (;;) {
    const seen = await look();
    if (seen) {
      return seen;
    }
    if (Date.now() > end) {
      throw new Error(`waited ${deadline} ms in vain for: ${what}`);
    }
    await new Promise((go) => setTimeout(go, 50));
  }
}

// The loader's hash against the golden vectors that the survey crate is held to as well.
// The vectors were made by a third implementation.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { mayAsk } from "./coarse.mjs";
import { prompt, table, written } from "./page.mjs";

const vectors = JSON.parse(readFileSync(new URL("../../survey/golden/hash.json", import.meta.url), "utf8"));

const inside = (salt, id, sampling) =>
  mayAsk({ table: written(table({ prompts: [prompt(salt, { sampling })] })), state: { id, shown: {} }, step: "cart", now: 1_760_000_000_000 });

// The ids of visitors are hexadecimal and those of prompts ASCII, so the loader hashes
// characters where the vectors have bytes; those beyond ASCII hold the survey crate alone.
const ascii = vectors.filter(({ salt, visitor }) => /^[\0-\x7f]*$/.test(salt + visitor));

test("there are golden vectors", () => {
  assert.ok(ascii.length >= 7);
});

for (const { salt, visitor, bucket } of ascii) {
  test(`a visitor '${visitor}' of '${salt}' lies in bucket ${bucket}, no lower and no higher`, () => {
    assert.equal(inside(salt, visitor, bucket + 1), true);
    assert.equal(inside(salt, visitor, bucket), false);
  });
}

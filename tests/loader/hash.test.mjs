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

test("there are golden vectors, some beyond ASCII", () => {
  assert.ok(vectors.length >= 8);
  assert.ok(vectors.some(({ visitor }) => /[^\0-\x7f]/.test(visitor)));
});

for (const { salt, visitor, bucket } of vectors) {
  test(`a visitor '${visitor}' of '${salt}' lies in bucket ${bucket}, no lower and no higher`, () => {
    assert.equal(inside(salt, visitor, bucket + 1), true);
    assert.equal(inside(salt, visitor, bucket), false);
  });
}

-- Many answers: whatever is looked for among them is found by an index.

-- Only the words that the console shows, in its order, so that it reads no more than it shows.
DROP INDEX askings_with_words;
CREATE INDEX askings_with_words ON askings (shop, prompt, version, asked_at DESC, answer DESC)
  WHERE has_words = 1 AND over_quota = 0;

-- What a shop has kept for long enough is at the beginning of these.
CREATE INDEX askings_by_time ON askings (shop, asked_at);
CREATE INDEX contacts_by_time ON contacts (shop, left_at);

-- Visitors come and go by the day: one day's rows stand together, so that new ones and old
-- ones each change few pages.
CREATE TABLE reached_by_day (
  shop    TEXT NOT NULL,
  step    TEXT NOT NULL,
  visitor TEXT NOT NULL,
  day     INTEGER NOT NULL,
  again   INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (shop, step, day, visitor)
) STRICT, WITHOUT ROWID;

INSERT INTO reached_by_day (shop, step, visitor, day, again)
  SELECT shop, step, visitor, day, again FROM reached ORDER BY shop, step, day, visitor;
DROP TABLE reached;
ALTER TABLE reached_by_day RENAME TO reached;

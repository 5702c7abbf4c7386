-- Who is told what without looking: the rules of shops, what they found, and how far everybody
-- has been told. A digest is told like a rule; its numbers are days.

CREATE TABLE rules (
  shop       TEXT NOT NULL REFERENCES shops (key),
  id         TEXT NOT NULL,
  json       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT, WITHOUT ROWID;

-- Whether a shop has rules at all, where the drain changes a row of the shop anyway.
ALTER TABLE changes ADD COLUMN has_rules INTEGER NOT NULL DEFAULT 0;

-- The answers that rules found, each once. Of one shop the numbers grow with the time of the
-- commit, and none is used again.
CREATE TABLE notices (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  shop   TEXT NOT NULL,
  rule   TEXT NOT NULL,
  answer TEXT NOT NULL,
  at     INTEGER NOT NULL,
  UNIQUE (shop, answer, rule)
) STRICT;

CREATE INDEX notices_of_rule ON notices (shop, rule, id);
CREATE INDEX notices_by_time ON notices (shop, at);

-- `about` is the id of a rule, `weekly` or `daily`; `receiver` the id of a person, or `webhook`.
-- What is to be told goes up to `wanted`, what was told up to `done`. `claimed` is there while
-- somebody sends, until `next_at` at the latest; without it nothing is sent before `next_at`.
CREATE TABLE deliveries (
  shop         TEXT NOT NULL REFERENCES shops (key),
  about        TEXT NOT NULL,
  receiver     TEXT NOT NULL,
  wanted       INTEGER NOT NULL,
  done         INTEGER NOT NULL,
  claimed      INTEGER,
  next_at      INTEGER NOT NULL DEFAULT 0,
  tries        INTEGER NOT NULL DEFAULT 0,
  succeeded_at INTEGER,
  failed_at    INTEGER,
  failure      TEXT,
  PRIMARY KEY (shop, about, receiver)
) STRICT, WITHOUT ROWID;

CREATE INDEX deliveries_waiting ON deliveries (next_at) WHERE wanted > done;

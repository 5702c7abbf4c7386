-- The tables of the SQLite store, as the first migration makes them. Not a place to edit
-- once it has shipped: a change is a further file, and `migrate.rs` lists them in order.

-- What a shop is, apart from its prompts. `facts` is the shop file without prompts.
CREATE TABLE shops (
  key          TEXT PRIMARY KEY,
  name         TEXT NOT NULL,
  facts        TEXT NOT NULL,
  book_version INTEGER NOT NULL DEFAULT 0,
  changed_at   INTEGER NOT NULL
) STRICT;

-- Every version of every prompt. `json` never changes once `published_at` is set;
-- `state` and `position` belong to the highest version and may.
CREATE TABLE prompts (
  shop         TEXT NOT NULL REFERENCES shops (key),
  id           TEXT NOT NULL,
  version      INTEGER NOT NULL,
  position     INTEGER NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('live', 'paused', 'draft')),
  json         TEXT NOT NULL,
  published_at INTEGER,
  PRIMARY KEY (shop, id, version)
) STRICT;

-- Every published book: the whole shop file with the prompts and states of that moment.
CREATE TABLE books (
  shop         TEXT NOT NULL REFERENCES shops (key),
  version      INTEGER NOT NULL,
  json         TEXT NOT NULL,
  published_at INTEGER NOT NULL,
  PRIMARY KEY (shop, version)
) STRICT;

-- One row per answer id: the snapshot with the highest sequence number. No foreign key
-- to shops: an accepted event must find its place even if the shop is gone.
CREATE TABLE askings (
  shop         TEXT NOT NULL,
  answer       TEXT NOT NULL,
  seq          INTEGER NOT NULL,
  event        TEXT NOT NULL,
  kind         TEXT NOT NULL CHECK (kind IN ('shown', 'withheld', 'answered', 'dismissed')),
  prompt       TEXT NOT NULL,
  version      INTEGER NOT NULL,
  variant      TEXT,
  visitor      TEXT,
  step         TEXT NOT NULL,
  device       TEXT NOT NULL,
  lang         TEXT NOT NULL,
  is_returning INTEGER NOT NULL,
  value        REAL,
  currency     TEXT,
  items        INTEGER,
  page         TEXT,
  asked_at     INTEGER NOT NULL,
  occurred_at  INTEGER NOT NULL,
  received_at  INTEGER NOT NULL,
  corrected    INTEGER NOT NULL,
  said         TEXT,
  has_words    INTEGER NOT NULL,
  over_quota   INTEGER NOT NULL,
  PRIMARY KEY (shop, answer)
) STRICT;

CREATE INDEX askings_with_words ON askings (shop, prompt, version, asked_at DESC)
  WHERE has_words = 1;
CREATE INDEX askings_over_quota ON askings (shop, prompt, version) WHERE over_quota = 1;

-- Addresses that shoppers left on purpose. Kept apart from what they answered.
CREATE TABLE contacts (
  shop    TEXT NOT NULL,
  answer  TEXT NOT NULL,
  place   TEXT NOT NULL CHECK (place IN ('question', 'follow_up')),
  channel TEXT NOT NULL CHECK (channel IN ('email', 'phone')),
  address TEXT NOT NULL,
  prompt  TEXT NOT NULL,
  version INTEGER NOT NULL,
  left_at INTEGER NOT NULL,
  PRIMARY KEY (shop, answer, place)
) STRICT, WITHOUT ROWID;

-- Event ids that were seen, so that the same event twice is known as a duplicate.
CREATE TABLE events (
  shop    TEXT NOT NULL,
  id      TEXT NOT NULL,
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT, WITHOUT ROWID;

-- Queue entries that were committed and perhaps not yet acknowledged. A redelivered
-- entry that stands here is skipped and not counted again.
CREATE TABLE entries (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE fates (
  fate TEXT PRIMARY KEY,
  n    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO fates (fate, n) VALUES
  ('stored', 0), ('superseded', 0), ('duplicate', 0),
  ('over_quota', 0), ('erased', 0), ('dead_lettered', 0);

-- What the console adds up. `day` is the UTC day (days since 1970-01-01) of asking.
-- A row whose n comes to 0 is removed, so that a rebuild gives the same rows.
CREATE TABLE rollups (
  shop         TEXT NOT NULL,
  prompt       TEXT NOT NULL,
  version      INTEGER NOT NULL,
  day          INTEGER NOT NULL,
  variant      TEXT NOT NULL,
  step         TEXT NOT NULL,
  device       TEXT NOT NULL,
  lang         TEXT NOT NULL,
  is_returning INTEGER NOT NULL,
  band         TEXT NOT NULL,
  measure      TEXT NOT NULL,
  option       TEXT NOT NULL,
  n            INTEGER NOT NULL,
  PRIMARY KEY (shop, prompt, version, day, variant, step, device, lang, is_returning,
               band, measure, option)
) STRICT, WITHOUT ROWID;

-- Who reached which step on which day. `visitor` is the visitor's random id, or the
-- event's own id where the shop stores no visitor id.
CREATE TABLE reached (
  shop    TEXT NOT NULL,
  step    TEXT NOT NULL,
  visitor TEXT NOT NULL,
  day     INTEGER NOT NULL,
  PRIMARY KEY (shop, step, visitor, day)
) STRICT, WITHOUT ROWID;

-- How many answers of each prompt were numbered, over all its versions: what `stop_at`
-- is held against.
CREATE TABLE quotas (
  shop    TEXT NOT NULL,
  prompt  TEXT NOT NULL,
  answers INTEGER NOT NULL,
  PRIMARY KEY (shop, prompt)
) STRICT, WITHOUT ROWID;

-- Entries that could not be read, with the reason. Nothing is thrown away.
CREATE TABLE dead_letters (
  id      INTEGER PRIMARY KEY,
  entry   TEXT NOT NULL,
  reason  TEXT NOT NULL,
  payload BLOB NOT NULL,
  at      INTEGER NOT NULL
) STRICT;

-- Codes and sessions are stored as SHA-256 hashes: a stolen store opens no console.
CREATE TABLE sign_in_codes (
  hash       BLOB PRIMARY KEY,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  hash       BLOB PRIMARY KEY,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

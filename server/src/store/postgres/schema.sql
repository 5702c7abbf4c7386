-- The tables of the store in PostgreSQL, as the first migration makes them. Not a place to
-- edit once it has shipped: a change is a further file, and `migrate.rs` lists them in order.
-- Texts are compared byte by byte, as in SQLite.

-- How many migrations the store has seen.
CREATE TABLE schema_version (
  version BIGINT NOT NULL
);

-- The place of one run of bytes in another, counted from 1; 0 where it is not in it.
CREATE FUNCTION instr(bytes BYTEA, part BYTEA) RETURNS INTEGER
  LANGUAGE sql IMMUTABLE STRICT AS 'SELECT position(part IN bytes)';

-- What a shop is, apart from its prompts. `facts` is the shop file without prompts.
CREATE TABLE shops (
  key          TEXT COLLATE "C" PRIMARY KEY,
  name         TEXT COLLATE "C" NOT NULL,
  facts        TEXT COLLATE "C" NOT NULL,
  book_version BIGINT NOT NULL DEFAULT 0,
  changed_at   BIGINT NOT NULL
);

-- Every version of every prompt. `json` never changes once `published_at` is set;
-- `state` and `position` belong to the highest version and may.
CREATE TABLE prompts (
  shop         TEXT COLLATE "C" NOT NULL REFERENCES shops (key),
  id           TEXT COLLATE "C" NOT NULL,
  version      BIGINT NOT NULL,
  position     BIGINT NOT NULL,
  state        TEXT COLLATE "C" NOT NULL CHECK (state IN ('live', 'paused', 'draft')),
  json         TEXT COLLATE "C" NOT NULL,
  published_at BIGINT,
  PRIMARY KEY (shop, id, version)
);

-- Every published book: the whole shop file with the prompts and states of that moment.
CREATE TABLE books (
  shop         TEXT COLLATE "C" NOT NULL REFERENCES shops (key),
  version      BIGINT NOT NULL,
  json         TEXT COLLATE "C" NOT NULL,
  published_at BIGINT NOT NULL,
  PRIMARY KEY (shop, version)
);

-- One row per answer id: the snapshot with the highest sequence number. No foreign key
-- to shops: an accepted event must find its place even if the shop is gone.
CREATE TABLE askings (
  shop         TEXT COLLATE "C" NOT NULL,
  answer       TEXT COLLATE "C" NOT NULL,
  seq          BIGINT NOT NULL,
  event        TEXT COLLATE "C" NOT NULL,
  kind         TEXT COLLATE "C" NOT NULL CHECK (kind IN ('shown', 'withheld', 'answered', 'dismissed')),
  prompt       TEXT COLLATE "C" NOT NULL,
  version      BIGINT NOT NULL,
  variant      TEXT COLLATE "C",
  visitor      TEXT COLLATE "C",
  step         TEXT COLLATE "C" NOT NULL,
  device       TEXT COLLATE "C" NOT NULL,
  lang         TEXT COLLATE "C" NOT NULL,
  is_returning BIGINT NOT NULL,
  value        DOUBLE PRECISION,
  currency     TEXT COLLATE "C",
  items        BIGINT,
  page         TEXT COLLATE "C",
  asked_at     BIGINT NOT NULL,
  occurred_at  BIGINT NOT NULL,
  received_at  BIGINT NOT NULL,
  corrected    BIGINT NOT NULL,
  said         TEXT COLLATE "C",
  has_words    BIGINT NOT NULL,
  over_quota   BIGINT NOT NULL,
  PRIMARY KEY (shop, answer)
);

CREATE INDEX askings_with_words ON askings (shop, prompt, version, asked_at DESC)
  WHERE has_words = 1;
CREATE INDEX askings_over_quota ON askings (shop, prompt, version) WHERE over_quota = 1;

-- Addresses that shoppers left on purpose. Kept apart from what they answered.
CREATE TABLE contacts (
  shop    TEXT COLLATE "C" NOT NULL,
  answer  TEXT COLLATE "C" NOT NULL,
  place   TEXT COLLATE "C" NOT NULL CHECK (place IN ('question', 'follow_up')),
  channel TEXT COLLATE "C" NOT NULL CHECK (channel IN ('email', 'phone')),
  address TEXT COLLATE "C" NOT NULL,
  prompt  TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  left_at BIGINT NOT NULL,
  PRIMARY KEY (shop, answer, place)
);

-- Event ids that were seen, so that the same event twice is known as a duplicate.
CREATE TABLE events (
  shop    TEXT COLLATE "C" NOT NULL,
  id      TEXT COLLATE "C" NOT NULL,
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (shop, id)
);

-- Queue entries that were committed and perhaps not yet acknowledged. A redelivered
-- entry that stands here is skipped and not counted again.
CREATE TABLE entries (
  id TEXT COLLATE "C" PRIMARY KEY,
  at BIGINT NOT NULL
);

CREATE TABLE fates (
  fate TEXT COLLATE "C" PRIMARY KEY,
  n    BIGINT NOT NULL
);

INSERT INTO fates (fate, n) VALUES
  ('stored', 0), ('superseded', 0), ('duplicate', 0),
  ('over_quota', 0), ('erased', 0), ('dead_lettered', 0);

-- What the console adds up. `day` is the UTC day (days since 1970-01-01) of asking.
-- A row whose n comes to 0 is removed, so that a rebuild gives the same rows.
CREATE TABLE rollups (
  shop         TEXT COLLATE "C" NOT NULL,
  prompt       TEXT COLLATE "C" NOT NULL,
  version      BIGINT NOT NULL,
  day          BIGINT NOT NULL,
  variant      TEXT COLLATE "C" NOT NULL,
  step         TEXT COLLATE "C" NOT NULL,
  device       TEXT COLLATE "C" NOT NULL,
  lang         TEXT COLLATE "C" NOT NULL,
  is_returning BIGINT NOT NULL,
  band         TEXT COLLATE "C" NOT NULL,
  measure      TEXT COLLATE "C" NOT NULL,
  option       TEXT COLLATE "C" NOT NULL,
  n            BIGINT NOT NULL,
  PRIMARY KEY (shop, prompt, version, day, variant, step, device, lang, is_returning,
               band, measure, option)
);

-- Who reached which step on which day. `visitor` is the visitor's random id, or the
-- event's own id where the shop stores no visitor id.
CREATE TABLE reached (
  shop    TEXT COLLATE "C" NOT NULL,
  step    TEXT COLLATE "C" NOT NULL,
  visitor TEXT COLLATE "C" NOT NULL,
  day     BIGINT NOT NULL,
  PRIMARY KEY (shop, step, visitor, day)
);

-- How many answers of each prompt were numbered, over all its versions: what `stop_at`
-- is held against.
CREATE TABLE quotas (
  shop    TEXT COLLATE "C" NOT NULL,
  prompt  TEXT COLLATE "C" NOT NULL,
  answers BIGINT NOT NULL,
  PRIMARY KEY (shop, prompt)
);

-- Entries that could not be read, with the reason. Nothing is thrown away.
CREATE TABLE dead_letters (
  id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  entry   TEXT COLLATE "C" NOT NULL,
  reason  TEXT COLLATE "C" NOT NULL,
  payload BYTEA NOT NULL,
  at      BIGINT NOT NULL
);

-- Codes and sessions are stored as SHA-256 hashes: a stolen store opens no console.
CREATE TABLE sign_in_codes (
  hash       BYTEA PRIMARY KEY,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at    BIGINT
);

CREATE TABLE sessions (
  hash       BYTEA PRIMARY KEY,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

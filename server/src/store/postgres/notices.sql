-- Who is told what without looking: the rules of shops, what they found, and how far everybody
-- has been told. A digest is told like a rule; its numbers are days.

CREATE TABLE rules (
  shop       TEXT COLLATE "C" NOT NULL REFERENCES shops (key),
  id         TEXT COLLATE "C" NOT NULL,
  json       TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (shop, id)
);

-- Whether a shop has rules at all, where the drain changes a row of the shop anyway.
ALTER TABLE changes ADD COLUMN has_rules BIGINT NOT NULL DEFAULT 0;

-- The answers that rules found, each once. Of one shop the numbers grow with the time of the
-- commit, and none is used again.
CREATE TABLE notices (
  id     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shop   TEXT COLLATE "C" NOT NULL,
  rule   TEXT COLLATE "C" NOT NULL,
  answer TEXT COLLATE "C" NOT NULL,
  at     BIGINT NOT NULL,
  UNIQUE (shop, answer, rule)
);

CREATE INDEX notices_of_rule ON notices (shop, rule, id);
CREATE INDEX notices_by_time ON notices (shop, at);

-- `about` is the id of a rule, `weekly` or `daily`; `receiver` the id of a person, or `webhook`.
-- What is to be told goes up to `wanted`, what was told up to `done`. `claimed` is there while
-- somebody sends, until `next_at` at the latest; without it nothing is sent before `next_at`.
CREATE TABLE deliveries (
  shop         TEXT COLLATE "C" NOT NULL REFERENCES shops (key),
  about        TEXT COLLATE "C" NOT NULL,
  receiver     TEXT COLLATE "C" NOT NULL,
  wanted       BIGINT NOT NULL,
  done         BIGINT NOT NULL,
  claimed      BIGINT,
  next_at      BIGINT NOT NULL DEFAULT 0,
  tries        BIGINT NOT NULL DEFAULT 0,
  succeeded_at BIGINT,
  failed_at    BIGINT,
  failure      TEXT COLLATE "C",
  PRIMARY KEY (shop, about, receiver)
);

CREATE INDEX deliveries_waiting ON deliveries (next_at) WHERE wanted > done;

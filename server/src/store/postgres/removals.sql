-- What was removed when, and why: that retention and erasure were done. How many rows of each
-- kind went is all that is kept of them.
CREATE TABLE removals (
  at           BIGINT NOT NULL,
  why          TEXT COLLATE "C" NOT NULL CHECK (why IN ('retention', 'erasure')),
  -- Empty for dead letters that name no shop.
  shop         TEXT COLLATE "C" NOT NULL,
  -- Of whom, as in `erased`; empty for retention.
  visitor      BYTEA NOT NULL,
  askings      BIGINT NOT NULL,
  contacts     BIGINT NOT NULL,
  reached      BIGINT NOT NULL,
  dead_letters BIGINT NOT NULL,
  PRIMARY KEY (at, why, shop, visitor)
);

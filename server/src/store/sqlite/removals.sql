-- What was removed when, and why: that retention and erasure were done. How many rows of each
-- kind went is all that is kept of them.
CREATE TABLE removals (
  at           INTEGER NOT NULL,
  why          TEXT NOT NULL CHECK (why IN ('retention', 'erasure')),
  -- Empty for dead letters that name no shop.
  shop         TEXT NOT NULL,
  -- Of whom, as in `erased`; empty for retention.
  visitor      BLOB NOT NULL,
  askings      INTEGER NOT NULL,
  contacts     INTEGER NOT NULL,
  reached      INTEGER NOT NULL,
  dead_letters INTEGER NOT NULL,
  PRIMARY KEY (at, why, shop, visitor)
) STRICT, WITHOUT ROWID;

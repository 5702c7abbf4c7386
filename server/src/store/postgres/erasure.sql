-- Erasure: who wants to be forgotten, and what became of the events behind each row, so
-- that they can become `erased` with it.

-- Visitors whose events are not kept, as SHA-256 of shop and visitor: to know them again
-- is enough.
CREATE TABLE erased (
  shop    TEXT COLLATE "C" NOT NULL,
  visitor BYTEA NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (shop, visitor)
);

-- How many events of an asking met each fate.
ALTER TABLE askings ADD COLUMN n_stored BIGINT NOT NULL DEFAULT 0;
ALTER TABLE askings ADD COLUMN n_superseded BIGINT NOT NULL DEFAULT 0;
ALTER TABLE askings ADD COLUMN n_over_quota BIGINT NOT NULL DEFAULT 0;
UPDATE askings SET n_stored = 1 - over_quota, n_over_quota = over_quota;

-- How many further events told that the visitor was there: duplicates.
ALTER TABLE reached ADD COLUMN again BIGINT NOT NULL DEFAULT 0;

-- Ids are random, so each new row dirties another page of this index, and the drain writes
-- whole pages: a few bytes of the id keep them few.
CREATE INDEX askings_of_visitor ON askings (substr(visitor, 1, 8)) WHERE visitor IS NOT NULL;

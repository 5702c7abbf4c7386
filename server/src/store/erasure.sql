-- Erasure: who wants to be forgotten, and by what their events are found.

-- Visitors whose events are not kept, as SHA-256 of shop and visitor: to know them again
-- is enough.
CREATE TABLE erased (
  shop    TEXT NOT NULL,
  visitor BLOB NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (shop, visitor)
) STRICT, WITHOUT ROWID;

-- Whose an event was and the fate it met, so that it can become `erased`; both are empty
-- once it has.
ALTER TABLE events ADD COLUMN visitor TEXT;
ALTER TABLE events ADD COLUMN fate TEXT;

CREATE INDEX events_of_visitor ON events (shop, visitor) WHERE visitor IS NOT NULL;
CREATE INDEX askings_of_visitor ON askings (shop, visitor) WHERE visitor IS NOT NULL;
CREATE INDEX reached_of_visitor ON reached (shop, visitor);

-- Visitors of the team itself: what they answer from here on counts nowhere.
CREATE TABLE testers (
  shop    TEXT NOT NULL,
  visitor TEXT NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (shop, visitor)
);

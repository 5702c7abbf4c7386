-- Answers that the team follows up on. A case goes with its answer when that is erased or removed,
-- and what happened to it with the case.

-- `assignee` is the id of a person, `due` a day of UTC (days since 1970-01-01). `asked_at` is the
-- answer's, by which both become too old. `revision` counts the changes.
CREATE TABLE cases (
  shop       TEXT NOT NULL,
  answer     TEXT NOT NULL,
  asked_at   INTEGER NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('open', 'waiting', 'solved')),
  assignee   TEXT,
  due        INTEGER,
  opened_at  INTEGER NOT NULL,
  solved_at  INTEGER,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  revision   INTEGER NOT NULL,
  PRIMARY KEY (shop, answer)
) STRICT, WITHOUT ROWID;

CREATE INDEX cases_by_time ON cases (shop, opened_at, answer);
CREATE INDEX cases_by_age ON cases (shop, asked_at);

-- What happened to a case and what was noted, in the order of `id`. Nothing here is ever changed.
CREATE TABLE case_entries (
  id     INTEGER PRIMARY KEY,
  shop   TEXT NOT NULL,
  answer TEXT NOT NULL,
  at     INTEGER NOT NULL,
  who    TEXT,
  what   TEXT NOT NULL,
  text   TEXT NOT NULL,
  FOREIGN KEY (shop, answer) REFERENCES cases (shop, answer) ON DELETE CASCADE
) STRICT;

CREATE INDEX entries_of_case ON case_entries (shop, answer, id);

-- How many cases went, for the record of what was removed.
ALTER TABLE removals ADD COLUMN cases INTEGER NOT NULL DEFAULT 0;

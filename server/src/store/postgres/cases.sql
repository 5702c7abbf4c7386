-- Answers that the team follows up on. A case goes with its answer when that is erased or removed,
-- and what happened to it with the case.

-- `assignee` is the id of a person, `due` a day of UTC (days since 1970-01-01). `asked_at` is the
-- answer's, by which both become too old. `revision` counts the changes.
CREATE TABLE cases (
  shop       TEXT COLLATE "C" NOT NULL,
  answer     TEXT COLLATE "C" NOT NULL,
  asked_at   BIGINT NOT NULL,
  state      TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'waiting', 'solved')),
  assignee   TEXT COLLATE "C",
  due        BIGINT,
  opened_at  BIGINT NOT NULL,
  solved_at  BIGINT,
  changed_at BIGINT NOT NULL,
  changed_by TEXT COLLATE "C" NOT NULL,
  revision   BIGINT NOT NULL,
  PRIMARY KEY (shop, answer)
);

CREATE INDEX cases_by_time ON cases (shop, opened_at, answer);
CREATE INDEX cases_by_age ON cases (shop, asked_at);

-- What happened to a case and what was noted, in the order of `id`. Nothing here is ever changed.
CREATE TABLE case_entries (
  id     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shop   TEXT COLLATE "C" NOT NULL,
  answer TEXT COLLATE "C" NOT NULL,
  at     BIGINT NOT NULL,
  who    TEXT COLLATE "C",
  what   TEXT COLLATE "C" NOT NULL,
  text   TEXT COLLATE "C" NOT NULL,
  FOREIGN KEY (shop, answer) REFERENCES cases (shop, answer) ON DELETE CASCADE
);

CREATE INDEX entries_of_case ON case_entries (shop, answer, id);

-- How many cases went, for the record of what was removed.
ALTER TABLE removals ADD COLUMN cases BIGINT NOT NULL DEFAULT 0;

-- Who works in the console: people, what they may do in which shop, who is invited, and what
-- was changed by whom.

-- Addresses are in lower case. `password` is an argon2id hash with its salt and costs.
CREATE TABLE people (
  id               TEXT PRIMARY KEY,
  email            TEXT NOT NULL UNIQUE,
  name             TEXT NOT NULL,
  password         TEXT NOT NULL,
  is_administrator INTEGER NOT NULL,
  lang             TEXT,
  created_at       INTEGER NOT NULL
) STRICT;

CREATE TABLE roles (
  shop   TEXT NOT NULL REFERENCES shops (key),
  person TEXT NOT NULL REFERENCES people (id),
  role   TEXT NOT NULL CHECK (role IN ('support', 'analyst', 'editor', 'owner')),
  since  INTEGER NOT NULL,
  PRIMARY KEY (shop, person)
) STRICT, WITHOUT ROWID;

CREATE INDEX roles_of_person ON roles (person);

-- A session without a person is an operator's.
ALTER TABLE sessions ADD COLUMN person TEXT REFERENCES people (id);

CREATE INDEX sessions_of_person ON sessions (person);

-- Codes are stored as SHA-256 hashes, like those of sign-in links.
CREATE TABLE invitations (
  id         TEXT PRIMARY KEY,
  hash       BLOB NOT NULL UNIQUE,
  shop       TEXT NOT NULL REFERENCES shops (key),
  email      TEXT NOT NULL,
  role       TEXT NOT NULL CHECK (role IN ('support', 'analyst', 'editor', 'owner')),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  UNIQUE (shop, email)
) STRICT;

-- At most one reset of a password waits for each person.
CREATE TABLE resets (
  person     TEXT PRIMARY KEY REFERENCES people (id),
  hash       BLOB NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

-- What was changed in a shop. Names and addresses are those of that time; both are null for
-- an operator. `before` and `after` are JSON.
CREATE TABLE history (
  id        INTEGER PRIMARY KEY,
  shop      TEXT NOT NULL,
  at        INTEGER NOT NULL,
  who_name  TEXT,
  who_email TEXT,
  what      TEXT NOT NULL,
  about     TEXT NOT NULL,
  before    TEXT,
  after     TEXT
) STRICT;

CREATE INDEX history_of_shop ON history (shop, id);

-- Who works in the console: people, what they may do in which shop, who is invited, and what
-- was changed by whom.

-- Addresses are in lower case. `password` is an argon2id hash with its salt and costs.
CREATE TABLE people (
  id               TEXT COLLATE "C" PRIMARY KEY,
  email            TEXT COLLATE "C" NOT NULL UNIQUE,
  name             TEXT COLLATE "C" NOT NULL,
  password         TEXT COLLATE "C" NOT NULL,
  is_administrator BIGINT NOT NULL,
  lang             TEXT COLLATE "C",
  created_at       BIGINT NOT NULL
);

CREATE TABLE roles (
  shop   TEXT COLLATE "C" NOT NULL REFERENCES shops (key),
  person TEXT COLLATE "C" NOT NULL REFERENCES people (id),
  role   TEXT COLLATE "C" NOT NULL CHECK (role IN ('support', 'analyst', 'editor', 'owner')),
  since  BIGINT NOT NULL,
  PRIMARY KEY (shop, person)
);

CREATE INDEX roles_of_person ON roles (person);

-- A session without a person is an operator's.
ALTER TABLE sessions ADD COLUMN person TEXT COLLATE "C" REFERENCES people (id);

CREATE INDEX sessions_of_person ON sessions (person);

-- Codes are stored as SHA-256 hashes, like those of sign-in links.
CREATE TABLE invitations (
  id         TEXT COLLATE "C" PRIMARY KEY,
  hash       BYTEA NOT NULL UNIQUE,
  shop       TEXT COLLATE "C" NOT NULL REFERENCES shops (key),
  email      TEXT COLLATE "C" NOT NULL,
  role       TEXT COLLATE "C" NOT NULL CHECK (role IN ('support', 'analyst', 'editor', 'owner')),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  UNIQUE (shop, email)
);

-- At most one reset of a password waits for each person.
CREATE TABLE resets (
  person     TEXT COLLATE "C" PRIMARY KEY REFERENCES people (id),
  hash       BYTEA NOT NULL UNIQUE,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

-- What was changed in a shop. Names and addresses are those of that time; both are null for
-- an operator. `before` and `after` are JSON.
CREATE TABLE history (
  id        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shop      TEXT COLLATE "C" NOT NULL,
  at        BIGINT NOT NULL,
  who_name  TEXT COLLATE "C",
  who_email TEXT COLLATE "C",
  what      TEXT COLLATE "C" NOT NULL,
  about     TEXT COLLATE "C" NOT NULL,
  before    TEXT COLLATE "C",
  after     TEXT COLLATE "C"
);

CREATE INDEX history_of_shop ON history (shop, id);

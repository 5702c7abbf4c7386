-- What people note of answers. It goes with the asking's row when that is erased or removed.

-- A star, tags (each with a line feed behind it), and whether the asking is one of the
-- team's own: then it counts nowhere.
ALTER TABLE askings ADD COLUMN starred BIGINT NOT NULL DEFAULT 0;
ALTER TABLE askings ADD COLUMN tags TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE askings ADD COLUMN is_test BIGINT NOT NULL DEFAULT 0;

-- The words of a shop, and those of its answers that somebody noted something of, newest first.
-- `+ 0` keeps the first from being taken where the words of one prompt are looked for, of which
-- it could hold few.
CREATE INDEX askings_words_by_time ON askings (shop, asked_at DESC, answer DESC)
  WHERE has_words + 0 = 1 AND over_quota = 0;
CREATE INDEX askings_starred ON askings (shop, asked_at DESC, answer DESC) WHERE starred = 1;
CREATE INDEX askings_tagged ON askings (shop, asked_at DESC, answer DESC) WHERE tags <> '';
CREATE INDEX askings_tests ON askings (shop, asked_at DESC, answer DESC) WHERE is_test = 1;

-- How often something of a shop's results changed, so that whoever looks at them learns of it.
CREATE TABLE changes (
  shop TEXT COLLATE "C" PRIMARY KEY,
  n    BIGINT NOT NULL
);

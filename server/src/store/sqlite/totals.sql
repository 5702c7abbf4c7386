-- What the console shows at once: sums whose cost does not grow with the number of answers.

-- Rollups summed over everything but prompt, version and day.
CREATE TABLE totals (
  shop    TEXT NOT NULL,
  prompt  TEXT NOT NULL,
  version INTEGER NOT NULL,
  day     INTEGER NOT NULL,
  measure TEXT NOT NULL,
  option  TEXT NOT NULL,
  n       INTEGER NOT NULL,
  PRIMARY KEY (shop, prompt, version, day, measure, option)
) STRICT, WITHOUT ROWID;

INSERT INTO totals (shop, prompt, version, day, measure, option, n)
  SELECT shop, prompt, version, day, measure, option, CAST(sum(n) AS BIGINT) FROM rollups
  GROUP BY shop, prompt, version, day, measure, option;

-- How many visitors reached a step on a day.
CREATE TABLE step_totals (
  shop TEXT NOT NULL,
  step TEXT NOT NULL,
  day  INTEGER NOT NULL,
  n    INTEGER NOT NULL,
  PRIMARY KEY (shop, step, day)
) STRICT, WITHOUT ROWID;

INSERT INTO step_totals (shop, step, day, n)
  SELECT shop, step, day, count(*) FROM reached GROUP BY shop, step, day;

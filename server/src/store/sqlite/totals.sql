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

-- Where and in which language a shop's questions were shown or answered on a day, for the
-- installation check.
CREATE TABLE place_totals (
  shop    TEXT NOT NULL,
  day     INTEGER NOT NULL,
  measure TEXT NOT NULL,
  step    TEXT NOT NULL,
  lang    TEXT NOT NULL,
  n       INTEGER NOT NULL,
  PRIMARY KEY (shop, day, measure, step, lang)
) STRICT, WITHOUT ROWID;

INSERT INTO place_totals (shop, day, measure, step, lang, n)
  SELECT shop, day, measure, step, lang, CAST(sum(n) AS BIGINT) FROM rollups
  WHERE measure IN ('shown', 'answered') GROUP BY shop, day, measure, step, lang;

-- What the console shows at once: sums whose cost does not grow with the number of answers.

-- Rollups summed over everything but prompt, version and day.
CREATE TABLE totals (
  shop    TEXT COLLATE "C" NOT NULL,
  prompt  TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  day     BIGINT NOT NULL,
  measure TEXT COLLATE "C" NOT NULL,
  option  TEXT COLLATE "C" NOT NULL,
  n       BIGINT NOT NULL,
  PRIMARY KEY (shop, prompt, version, day, measure, option)
);

INSERT INTO totals (shop, prompt, version, day, measure, option, n)
  SELECT shop, prompt, version, day, measure, option, CAST(sum(n) AS BIGINT) FROM rollups
  GROUP BY shop, prompt, version, day, measure, option;

-- How many visitors reached a step on a day.
CREATE TABLE step_totals (
  shop TEXT COLLATE "C" NOT NULL,
  step TEXT COLLATE "C" NOT NULL,
  day  BIGINT NOT NULL,
  n    BIGINT NOT NULL,
  PRIMARY KEY (shop, step, day)
);

INSERT INTO step_totals (shop, step, day, n)
  SELECT shop, step, day, count(*) FROM reached GROUP BY shop, step, day;

-- Where and in which language a shop's questions were shown or answered on a day, for the
-- installation check.
CREATE TABLE place_totals (
  shop    TEXT COLLATE "C" NOT NULL,
  day     BIGINT NOT NULL,
  measure TEXT COLLATE "C" NOT NULL,
  step    TEXT COLLATE "C" NOT NULL,
  lang    TEXT COLLATE "C" NOT NULL,
  n       BIGINT NOT NULL,
  PRIMARY KEY (shop, day, measure, step, lang)
);

INSERT INTO place_totals (shop, day, measure, step, lang, n)
  SELECT shop, day, measure, step, lang, CAST(sum(n) AS BIGINT) FROM rollups
  WHERE measure IN ('shown', 'answered') GROUP BY shop, day, measure, step, lang;

-- What is being written stands apart from what was published, and whoever did either is named.

-- What is being written of a prompt, perhaps unfinished. `revision` is another one after every
-- change; `base` is the version that was the newest when the draft was begun, 0 for none;
-- `position` counts only as long as no version was published.
CREATE TABLE drafts (
  shop       TEXT NOT NULL REFERENCES shops (key),
  id         TEXT NOT NULL,
  position   INTEGER NOT NULL,
  json       TEXT NOT NULL,
  revision   INTEGER NOT NULL,
  base       INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (shop, id)
) STRICT, WITHOUT ROWID;

-- Until now a draft was a version of its own: the newest, if that was not published.
INSERT INTO drafts (shop, id, position, json, revision, base, changed_at, changed_by)
  SELECT shop, id, position, json, 1,
         (SELECT coalesce(max(version), 0) FROM prompts AS older
          WHERE older.shop = p.shop AND older.id = p.id AND older.published_at IS NOT NULL),
         0, 'import'
  FROM prompts AS p
  WHERE published_at IS NULL
    AND version = (SELECT max(version) FROM prompts AS newer
                   WHERE newer.shop = p.shop AND newer.id = p.id);

-- Every published version of every prompt. `json` never changes; `state` and `position` belong
-- to the highest version and may. What stood behind a draft was not asked.
CREATE TABLE prompts_now (
  shop         TEXT NOT NULL REFERENCES shops (key),
  id           TEXT NOT NULL,
  version      INTEGER NOT NULL,
  position     INTEGER NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('live', 'paused', 'rehearsal')),
  json         TEXT NOT NULL,
  published_at INTEGER NOT NULL,
  published_by TEXT NOT NULL,
  PRIMARY KEY (shop, id, version)
) STRICT;

INSERT INTO prompts_now (shop, id, version, position, state, json, published_at, published_by)
  SELECT shop, id, version, position,
         CASE WHEN state = 'draft' OR EXISTS (
           SELECT 1 FROM drafts WHERE drafts.shop = p.shop AND drafts.id = p.id
         ) THEN 'paused' ELSE state END,
         json, published_at, 'import'
  FROM prompts AS p WHERE published_at IS NOT NULL;

DROP TABLE prompts;
ALTER TABLE prompts_now RENAME TO prompts;

-- What is being written stands apart from what was published, and whoever did either is named.

-- What is being written of a prompt, perhaps unfinished. `revision` is another one after every
-- change; `base` is the version that was the newest when the draft was begun, 0 for none;
-- `position` counts only as long as no version was published.
CREATE TABLE drafts (
  shop       TEXT COLLATE "C" NOT NULL REFERENCES shops (key),
  id         TEXT COLLATE "C" NOT NULL,
  position   BIGINT NOT NULL,
  json       TEXT COLLATE "C" NOT NULL,
  revision   BIGINT NOT NULL,
  base       BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (shop, id)
);

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

-- From now on: every published version of every prompt. `json` never changes; `state` and
-- `position` belong to the highest version and may. What stood behind a draft was not asked.
DELETE FROM prompts WHERE published_at IS NULL;

UPDATE prompts AS p SET state = 'paused'
  WHERE state = 'draft' OR EXISTS (
    SELECT 1 FROM drafts WHERE drafts.shop = p.shop AND drafts.id = p.id
  );

ALTER TABLE prompts
  DROP CONSTRAINT prompts_state_check,
  ADD CONSTRAINT prompts_state_check CHECK (state IN ('live', 'paused', 'rehearsal')),
  ADD COLUMN published_by TEXT COLLATE "C" NOT NULL DEFAULT 'import',
  ALTER COLUMN published_at SET NOT NULL;

ALTER TABLE prompts ALTER COLUMN published_by DROP DEFAULT;

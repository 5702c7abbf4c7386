-- The attributes of the visit that the shop keeps with what was asked, as a JSON object in the
-- order of their names; empty where there are none. They go with the asking's row.
ALTER TABLE askings ADD COLUMN kept TEXT NOT NULL DEFAULT '';

-- Numbers that are asked for by attributes are made of these rows, the newest first.
CREATE INDEX askings_kept ON askings (shop, prompt, asked_at DESC, answer DESC) WHERE kept <> '';

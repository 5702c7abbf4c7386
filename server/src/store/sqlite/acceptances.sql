-- Which acceptance an event was first seen by, so that an entry which the queue has twice is
-- known from an event that was sent twice; none for those of older collectors.
ALTER TABLE events ADD COLUMN acceptance INTEGER;

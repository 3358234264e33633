-- Slots of lock packs take events for eight days, those of the feed for one: each counted event says until when it must be
-- remembered, so that no repeat counts.
ALTER TABLE attention_counted ADD COLUMN until_ms bigint;
UPDATE attention_counted SET until_ms = at_ms + 87000000;
ALTER TABLE attention_counted ALTER COLUMN until_ms SET NOT NULL;
DROP INDEX attention_counted_by_time;
CREATE INDEX attention_counted_by_end ON attention_counted (until_ms);

-- Originals whose bytes were found to be other than they were received. They are left as they lie, never sealed as if whole.
ALTER TABLE media_originals ADD COLUMN damaged_at_ms bigint;
CREATE INDEX media_originals_damaged ON media_originals (video_id) WHERE damaged_at_ms IS NOT NULL;

-- Originals are sealed, each under a key of its own that stands here sealed under its person's.
ALTER TABLE media_originals
  -- Null: as received, from before.
  ADD COLUMN blob_key text,
  ADD COLUMN key_sealed bytea,
  -- Of the sealed file; bytes and sha256 are those of what was received.
  ADD COLUMN stored_bytes bigint,
  ADD COLUMN stored_sha256 text,
  -- The bytes as received may still lie there: a sweep seals them and takes them away.
  ADD COLUMN plain_left boolean NOT NULL DEFAULT false,
  ADD CHECK (num_nulls(blob_key, key_sealed, stored_bytes, stored_sha256) IN (0, 4));
UPDATE media_originals SET plain_left = true WHERE dropped_at_ms IS NULL;
CREATE INDEX media_originals_plain ON media_originals (video_id) WHERE plain_left;

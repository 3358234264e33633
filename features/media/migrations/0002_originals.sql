-- Clips as their creators sent them: how much room they take, and when they go. Their bytes are blobs under sources/.
CREATE TABLE media_originals (
  person_id uuid NOT NULL,
  video_id uuid NOT NULL,
  region cell_region,
  bytes bigint NOT NULL,
  -- Lower-case hexadecimal SHA-256; stays when the bytes are gone, so that they are known again. Null: kept before it was noted.
  sha256 text,
  kept_at_ms bigint NOT NULL,
  -- Since when the bytes are gone.
  dropped_at_ms bigint,
  PRIMARY KEY (person_id, video_id)
);
CREATE INDEX media_originals_by_video ON media_originals (video_id);
CREATE INDEX media_originals_kept ON media_originals (kept_at_ms) WHERE dropped_at_ms IS NULL;

-- Those that were kept before.
INSERT INTO media_originals (person_id, video_id, bytes, kept_at_ms)
  SELECT person_id, video_id, bytes, settled_at_ms FROM media_uploads
  WHERE settled_at_ms IS NOT NULL AND asset IS NOT NULL
  ON CONFLICT DO NOTHING;

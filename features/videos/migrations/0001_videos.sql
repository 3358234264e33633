CREATE TABLE videos (
  video_id uuid PRIMARY KEY,
  region cell_region,
  person_id uuid NOT NULL,
  caption text NOT NULL,
  language text NOT NULL,
  genre text NOT NULL,
  tags text[] NOT NULL,
  duration_ms int NOT NULL,
  width_px int NOT NULL,
  height_px int NOT NULL,
  poster_key text NOT NULL,
  thumbhash text NOT NULL,
  -- [{name, key, codec, widthPx, heightPx, bitrateBps, bytes, sha256}], ascending by bitrate
  renditions jsonb NOT NULL,
  sample boolean NOT NULL,
  published_at_ms bigint NOT NULL,
  adult boolean NOT NULL DEFAULT false,
  removed_at_ms bigint,
  removed_reason text,
  removed_note text,
  withheld_at_ms bigint,
  withheld_basis text,
  deleted_at_ms bigint
);
CREATE INDEX videos_by_deletion ON videos (deleted_at_ms) WHERE deleted_at_ms IS NOT NULL;
CREATE INDEX videos_of_person ON videos (person_id);

-- A creator's clips, newest first, on the creator's node.
CREATE TABLE videos_by_person (
  person_id uuid NOT NULL,
  video_id uuid NOT NULL,
  region cell_region,
  PRIMARY KEY (person_id, video_id)
);

CREATE TABLE video_counts (
  video_id uuid PRIMARY KEY,
  region cell_region,
  views bigint NOT NULL DEFAULT 0,
  likes bigint NOT NULL DEFAULT 0,
  comments bigint NOT NULL DEFAULT 0
);

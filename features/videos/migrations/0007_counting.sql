-- `views` and `likes` count in full; the other columns are what is counted apart from them. Each has what deleted windows of
-- the journal said, where a recount begins.
ALTER TABLE video_counts
  ADD COLUMN newcomer_views bigint NOT NULL DEFAULT 0,
  ADD COLUMN own_views bigint NOT NULL DEFAULT 0,
  ADD COLUMN repeat_views bigint NOT NULL DEFAULT 0,
  ADD COLUMN newcomer_likes bigint NOT NULL DEFAULT 0,
  ADD COLUMN base_newcomer_views bigint NOT NULL DEFAULT 0,
  ADD COLUMN base_own_views bigint NOT NULL DEFAULT 0,
  ADD COLUMN base_repeat_views bigint NOT NULL DEFAULT 0,
  ADD COLUMN base_newcomer_likes bigint NOT NULL DEFAULT 0;

-- That somebody counted for a clip on a day: a keyed hash of the three, so that no two rows can be told to be one person's.
CREATE TABLE video_view_marks (
  video_id uuid NOT NULL,
  day int NOT NULL,
  mark bigint NOT NULL,
  region cell_region,
  PRIMARY KEY (video_id, day, mark)
);
CREATE INDEX video_view_marks_by_day ON video_view_marks (day);

-- Since when and of how many creators somebody has watched clips: how far they count in what others are shown.
CREATE TABLE video_viewers (
  person_id uuid PRIMARY KEY,
  region cell_region,
  since_ms bigint NOT NULL,
  -- One bit a creator, of thirty; which creator it was cannot be read from it.
  creators int NOT NULL,
  seen_ms bigint NOT NULL
);
CREATE INDEX video_viewers_by_time ON video_viewers (seen_ms);

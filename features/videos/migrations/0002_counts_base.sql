-- What windows of the journal said that were deleted since: counts are computed again from here.
ALTER TABLE video_counts
  ADD COLUMN base_views bigint NOT NULL DEFAULT 0,
  ADD COLUMN base_likes bigint NOT NULL DEFAULT 0;

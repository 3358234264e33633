-- What deleted windows of the journal said of comments: their count is computed again from here.
ALTER TABLE video_counts ADD COLUMN base_comments bigint NOT NULL DEFAULT 0;

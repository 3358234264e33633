-- A sweep looks for them all day; nearly all clips are dressed.
CREATE INDEX videos_undressed ON videos (video_id) WHERE looks IS NULL AND deleted_at_ms IS NULL;

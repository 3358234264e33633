-- Whether a house has regulars yet is asked again and again while it is young: without this every viewer's row is read.
CREATE INDEX video_viewers_regular ON video_viewers (since_ms) WHERE bit_count(creators::bit(32)) >= 3;

-- What each list held.
CREATE INDEX matching_holds_of_list ON matching_holds (list_id, at_ms, video_id) WHERE list_id IS NOT NULL;

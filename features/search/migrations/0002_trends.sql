-- How often a clip was watched in an hour, as trends count it: by people with a history here, and by others. No row knows who.
CREATE TABLE search_trend_hours (
  video_id uuid NOT NULL,
  -- Hours since 1970, UTC.
  hour int NOT NULL,
  -- '' for everybody; the name of a place where views are counted by place.
  place text NOT NULL,
  region cell_region,
  regular int NOT NULL,
  other int NOT NULL,
  PRIMARY KEY (video_id, hour, place)
);
CREATE INDEX search_trend_hours_by_hour ON search_trend_hours (hour);

-- That somebody counted for a clip on a day: a keyed hash of the three, so that no two rows can be told to be one person's.
CREATE TABLE search_trend_marks (
  video_id uuid NOT NULL,
  day int NOT NULL,
  mark bigint NOT NULL,
  region cell_region,
  PRIMARY KEY (video_id, day, mark)
);
CREATE INDEX search_trend_marks_by_day ON search_trend_marks (day);

-- Since when and of how many creators somebody has watched clips: how far their views count for others.
CREATE TABLE search_trend_viewers (
  person_id uuid PRIMARY KEY,
  region cell_region,
  since_ms bigint NOT NULL,
  -- One bit a creator, of thirty; which creator it was cannot be read from it.
  creators int NOT NULL,
  seen_ms bigint NOT NULL
);
CREATE INDEX search_trend_viewers_by_time ON search_trend_viewers (seen_ms);

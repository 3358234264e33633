-- Why a clip was shown, counted by day: what its creator learns about where people found it. No row knows who.
CREATE TABLE video_sources (
  video_id uuid NOT NULL,
  day int NOT NULL,
  source text NOT NULL,
  region cell_region,
  impressions bigint NOT NULL,
  views bigint NOT NULL,
  PRIMARY KEY (video_id, day, source)
);
CREATE INDEX video_sources_by_day ON video_sources (day);

-- What is said in a clip, as its creator wrote it down.
CREATE TABLE video_subtitles (
  video_id uuid NOT NULL,
  language text NOT NULL,
  region cell_region,
  person_id uuid NOT NULL,
  -- [{startMs, endMs, text}], in the order of their beginnings
  cues jsonb NOT NULL,
  -- The same without times and tags: searched, and compared with orders that name words.
  said text NOT NULL,
  changed_at_ms bigint NOT NULL,
  PRIMARY KEY (video_id, language)
);
CREATE INDEX video_subtitles_of_person ON video_subtitles (person_id);
-- In which languages there are some, beside what every showing of the clip reads.
ALTER TABLE videos ADD COLUMN subtitles text[] NOT NULL DEFAULT '{}';

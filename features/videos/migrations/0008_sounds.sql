-- What is heard in a clip: NULL its own sound, else the clip where that sound was first.
ALTER TABLE videos
  ADD COLUMN sound_id uuid,
  -- How its creator named its own sound; NULL: not.
  ADD COLUMN sound_title text,
  -- Whether others may use its own sound.
  ADD COLUMN remix boolean NOT NULL DEFAULT false;

-- Clips that use another one's sound.
CREATE TABLE videos_by_sound (
  sound_id uuid NOT NULL,
  video_id uuid NOT NULL,
  region cell_region,
  person_id uuid NOT NULL,
  PRIMARY KEY (sound_id, video_id)
);
CREATE INDEX videos_by_sound_of_person ON videos_by_sound (person_id);

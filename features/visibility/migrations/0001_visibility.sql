-- What may be seen, projected from the journal. flags: see src/flags.ts. window_number: the last event that set them.
CREATE TABLE visibility_videos (
  video_id uuid PRIMARY KEY,
  region cell_region,
  person_id uuid NOT NULL,
  flags int NOT NULL,
  window_number bigint NOT NULL
);
CREATE TABLE visibility_people (
  person_id uuid PRIMARY KEY,
  region cell_region,
  hidden boolean NOT NULL,
  window_number bigint NOT NULL
);
-- One row: the window up to which the two tables are complete.
CREATE TABLE visibility_position (
  id int PRIMARY KEY,
  region cell_region,
  window_number bigint NOT NULL
);

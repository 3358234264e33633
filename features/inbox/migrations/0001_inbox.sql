-- One row for what happened of one kind with one thing of one person on one day (UTC). Ids and codes only.
CREATE TABLE inbox_groups (
  person_id uuid NOT NULL,
  kind text NOT NULL,
  -- The clip, the upload or the person that it is about; all zeros where it is about nothing but its people.
  item_id uuid NOT NULL,
  day int NOT NULL,
  region cell_region,
  -- The latest who did it, and the comment or decision of each, the newest last; `beyond` counts who no longer fits.
  actors uuid[] NOT NULL,
  refs uuid[] NOT NULL,
  beyond int NOT NULL,
  reason text,
  first_at_ms bigint NOT NULL,
  last_at_ms bigint NOT NULL,
  -- Where in the journal the latest of it stands: the order of the list.
  last_window bigint NOT NULL,
  last_position bigint NOT NULL,
  -- Up to where the journal was applied to this row: what was applied changes nothing when it is read again.
  applied_window bigint NOT NULL,
  applied_position bigint NOT NULL,
  -- Set when it was read by itself.
  read_window bigint NOT NULL DEFAULT 0,
  read_position bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (person_id, kind, item_id, day)
);
CREATE INDEX inbox_groups_by_last ON inbox_groups (person_id, last_window DESC, last_position DESC);
CREATE INDEX inbox_groups_by_age ON inbox_groups (last_at_ms);
-- Finds an erased person in what others were told.
CREATE INDEX inbox_groups_by_actor ON inbox_groups USING gin (actors);

-- What somebody chose, and how far they have read. Nobody has a row who did neither.
CREATE TABLE inbox_people (
  person_id uuid PRIMARY KEY,
  region cell_region,
  -- Kind to everyone, following or nobody; what is missing is as by default.
  kinds jsonb NOT NULL DEFAULT '{}',
  -- Minutes of the day; null: chosen to have none. Both count only once they were chosen.
  quiet_chosen boolean NOT NULL DEFAULT false,
  quiet_from int,
  quiet_to int,
  read_window bigint NOT NULL DEFAULT 0,
  read_position bigint NOT NULL DEFAULT 0
);

-- Up to which window of the journal the rows above are written.
CREATE TABLE inbox_position (
  id int PRIMARY KEY,
  region cell_region,
  window_number bigint NOT NULL
);

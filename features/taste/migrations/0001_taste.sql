-- What the learner knows of one viewer, as of a snapshot: sealed, because it is what they watched.
CREATE TABLE taste_viewers (
  person_id uuid PRIMARY KEY,
  region cell_region,
  sealed bytea NOT NULL,
  window_number bigint NOT NULL
);

-- The last snapshots of the item model; the viewers above belong to the newest one.
CREATE TABLE taste_snapshots (
  window_number bigint PRIMARY KEY,
  region cell_region,
  blob_key text NOT NULL,
  made_at_ms bigint NOT NULL
);

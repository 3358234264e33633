-- One model a day is kept for a week, so that an operator can see what learning changes. Of clips alone: nobody's taste.
CREATE TABLE taste_frozen (
  day int PRIMARY KEY,
  region cell_region,
  blob_key text NOT NULL,
  sha256 bytea NOT NULL,
  made_at_ms bigint NOT NULL
);

-- From which window each follower was started last: its own snapshot holds everything up to there, nothing after.
CREATE TABLE journal_readers (
  name text PRIMARY KEY,
  region cell_region,
  window_number bigint NOT NULL,
  seen_at_ms bigint NOT NULL
);

-- What a viewer saw longer ago than their newest 500 items: Bloom filters, which answer for an item and cannot be listed.
CREATE TABLE attention_seen_sketch (
  person_id uuid PRIMARY KEY,
  region cell_region,
  sketch bytea NOT NULL,
  -- Of the newest item in it.
  newest_ms bigint NOT NULL
);
CREATE INDEX attention_seen_sketch_by_time ON attention_seen_sketch (newest_ms);

-- Which events were counted already: (viewer, slot, type, seq) once. The events themselves are in the journal, sealed.
CREATE TABLE attention_counted (
  person_id uuid NOT NULL,
  slot_id uuid NOT NULL,
  type smallint NOT NULL,
  seq int NOT NULL,
  region cell_region,
  at_ms bigint NOT NULL,
  PRIMARY KEY (person_id, slot_id, type, seq)
);
CREATE INDEX attention_counted_by_time ON attention_counted (at_ms);

-- What a viewer has seen, on whatever surface: feed and lock screen share it.
CREATE TABLE attention_seen (
  person_id uuid NOT NULL,
  video_id uuid NOT NULL,
  region cell_region,
  seen_at_ms bigint NOT NULL,
  PRIMARY KEY (person_id, video_id)
);
CREATE INDEX attention_seen_by_time ON attention_seen (person_id, seen_at_ms);

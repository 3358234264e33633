-- That somebody with the auditor's role read something: counted by day.
CREATE TABLE border_looks (
  person_id uuid NOT NULL,
  -- Days since 1970, UTC.
  day int NOT NULL,
  route text NOT NULL,
  region cell_region,
  count bigint NOT NULL,
  first_at_ms bigint NOT NULL,
  last_at_ms bigint NOT NULL,
  PRIMARY KEY (person_id, day, route)
);

-- Auditors read the log by kind, and all that was said of one thing.
CREATE INDEX border_entries_by_kind ON border_entries (cell_id, ((leaf::jsonb) #>> '{facts,kind}'), leaf_index);
CREATE INDEX border_entries_by_thing ON border_entries (cell_id,
  (coalesce((leaf::jsonb) #>> '{facts,commitment}', (leaf::jsonb) #>> '{facts,subject}', (leaf::jsonb) #>> '{facts,digest}')), leaf_index);

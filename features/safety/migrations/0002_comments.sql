-- Reports, cases and acts are of clips and of comments; each is known by its own id, a comment's case by its clip too.
ALTER TABLE safety_reports RENAME COLUMN video_id TO item_id;
ALTER TABLE safety_reports ADD COLUMN kind text NOT NULL DEFAULT 'clip';
ALTER TABLE safety_cases RENAME COLUMN video_id TO item_id;
ALTER TABLE safety_cases ADD COLUMN kind text NOT NULL DEFAULT 'clip';
ALTER TABLE safety_cases ADD COLUMN clip_id uuid;
ALTER TABLE safety_acts RENAME COLUMN video_id TO item_id;
ALTER TABLE safety_acts ADD COLUMN kind text NOT NULL DEFAULT 'clip';
CREATE INDEX safety_cases_by_clip ON safety_cases (clip_id) WHERE clip_id IS NOT NULL;

-- What authors answer to a removal, once each, sealed under their own key.
CREATE TABLE safety_appeals (
  item_id uuid PRIMARY KEY,
  region cell_region,
  person_id uuid NOT NULL,
  note_sealed bytea NOT NULL,
  at_ms bigint NOT NULL,
  decided_at_ms bigint
);
CREATE INDEX safety_appeals_of_person ON safety_appeals (person_id);

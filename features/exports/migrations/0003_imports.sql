-- Archives that people bring along from another cell.
CREATE TABLE imports (
  person_id uuid NOT NULL,
  import_id uuid NOT NULL,
  region cell_region,
  bytes bigint NOT NULL,
  state text NOT NULL CHECK (state IN
    ('receiving', 'checking', 'ready', 'running', 'done', 'refused', 'undoing', 'undone')),
  step text NOT NULL,
  -- 0 to 1.
  progress double precision NOT NULL,
  created_at_ms bigint NOT NULL,
  -- Of an open one: when it is given up. Of a finished one: until when it can be taken back. Of the others: when it is forgotten.
  expires_at_ms bigint NOT NULL,
  failure_code text,
  -- The run that writes; an older one that still lives changes nothing any more.
  run_id uuid,
  -- Whose it says it is, and whether a cell that this one knows says so.
  proven boolean,
  from_cell text,
  from_address text,
  from_handle text,
  made_at_ms bigint,
  -- Counts, and the profile as it stands in it.
  found jsonb,
  chosen text[] NOT NULL DEFAULT '{}',
  outcome jsonb NOT NULL DEFAULT '{}',
  -- Whom they followed, and what taking back needs to know; sealed under the person's key, gone with the days to undo.
  kept_sealed bytea,
  PRIMARY KEY (person_id, import_id)
);
-- One at a time.
CREATE UNIQUE INDEX imports_open ON imports (person_id)
  WHERE state IN ('receiving', 'checking', 'ready', 'running', 'undoing');
CREATE INDEX imports_by_end ON imports (expires_at_ms);
CREATE INDEX imports_by_origin ON imports (from_cell, from_handle) WHERE proven AND state = 'done';

-- Clips that came: one of there becomes one of here, however often its archive comes.
CREATE TABLE import_clips (
  person_id uuid NOT NULL,
  from_clip_id uuid NOT NULL,
  region cell_region,
  import_id uuid NOT NULL,
  upload_id uuid NOT NULL,
  video_id uuid NOT NULL,
  -- When it was published there, where that is proven; null: it begins anew here.
  published_at_ms bigint,
  adult boolean NOT NULL,
  PRIMARY KEY (person_id, from_clip_id)
);
CREATE INDEX import_clips_by_video ON import_clips (video_id);
CREATE INDEX import_clips_by_import ON import_clips (person_id, import_id);

-- Where people say that they are now, by the word of a cell that this one knows.
CREATE TABLE whereabouts (
  person_id uuid NOT NULL PRIMARY KEY,
  region cell_region,
  cell text NOT NULL,
  handle text NOT NULL,
  url text NOT NULL,
  since_ms bigint NOT NULL
);

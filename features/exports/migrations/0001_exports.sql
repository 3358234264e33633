-- Archives that people ask for: everything that is kept about them, once, for some days.
CREATE TABLE exports (
  person_id uuid NOT NULL,
  export_id uuid NOT NULL,
  region cell_region,
  -- In which the archive's page speaks.
  language text NOT NULL,
  state text NOT NULL CHECK (state IN ('queued', 'running', 'ready', 'failed', 'expired')),
  step text NOT NULL,
  -- 0 to 1.
  progress double precision NOT NULL,
  asked_at_ms bigint NOT NULL,
  started_at_ms bigint,
  finished_at_ms bigint,
  -- When the archive goes; of one that failed or went, when the row does.
  expires_at_ms bigint NOT NULL,
  failure_code text,
  -- The run that writes; an older one that still lives changes nothing any more.
  run_id uuid,
  -- Of a ready one: where it lies, its key sealed under the person's, its size when opened, and the clips whose files are in it.
  blob_key text,
  key_sealed bytea,
  bytes bigint,
  clips uuid[],
  PRIMARY KEY (person_id, export_id),
  CHECK ((state = 'ready') = (blob_key IS NOT NULL))
);
-- One at a time.
CREATE UNIQUE INDEX exports_open ON exports (person_id) WHERE state IN ('queued', 'running');
CREATE INDEX exports_by_end ON exports (expires_at_ms);

-- Uploads on their way to be videos. The received bytes are a file in the upload folder; how many there are is the
-- file's length, never a column.
CREATE TABLE media_uploads (
  person_id uuid NOT NULL,
  upload_id uuid NOT NULL,
  region cell_region,
  -- Minted with the upload, so that a job that runs again publishes the same video.
  video_id uuid NOT NULL,
  -- Size as declared at creation.
  bytes bigint NOT NULL,
  state text NOT NULL,
  -- Sealed JSON of the client's metadata: caption, file name, language, genre, tags, cut marks.
  metadata bytea NOT NULL,
  sample boolean NOT NULL,
  failure_code text,
  failure_message text,
  failure_retryable boolean,
  -- What is published so far, without text: durationMs, widthPx, heightPx, thumbhash, posterKey, renditions.
  asset jsonb,
  -- The flight recorder: [{atMs, step, detail?}], oldest first, bounded.
  steps jsonb NOT NULL,
  created_at_ms bigint NOT NULL,
  changed_at_ms bigint NOT NULL,
  -- When an unfinished or failed upload is given up.
  expires_at_ms bigint NOT NULL,
  -- Since when nothing more happens to it and its received bytes are gone.
  settled_at_ms bigint,
  PRIMARY KEY (person_id, upload_id)
);
CREATE INDEX media_uploads_unsettled ON media_uploads (state, upload_id) WHERE settled_at_ms IS NULL;
CREATE INDEX media_uploads_settled ON media_uploads (changed_at_ms) WHERE settled_at_ms IS NOT NULL;
CREATE INDEX media_uploads_by_id ON media_uploads (upload_id);
CREATE INDEX media_uploads_by_video ON media_uploads (video_id);

-- How far the present run is. Written often, lost without harm: stays with the machine.
CREATE TABLE media_progress (
  upload_id uuid PRIMARY KEY,
  step text NOT NULL,
  -- 0 to 1 of the encoding.
  share double precision NOT NULL,
  eta_ms bigint,
  -- Failed runs since the upload was received or retried; kills do not count.
  failures int NOT NULL,
  updated_at_ms bigint NOT NULL
);

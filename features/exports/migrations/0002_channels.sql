-- Creators who take their channel to another cell of the same region. The code that they were shown is kept as a digest.
CREATE TABLE channel_moves (
  person_id uuid NOT NULL,
  move_id uuid NOT NULL,
  region cell_region,
  to_cell text NOT NULL,
  to_address text NOT NULL,
  code_digest bytea NOT NULL,
  state text NOT NULL CHECK (state IN ('asked', 'packed', 'moved', 'withdrawn')),
  asked_at_ms bigint NOT NULL,
  packed_at_ms bigint,
  moved_at_ms bigint,
  -- Where they are now.
  url text,
  clip_count int,
  PRIMARY KEY (person_id, move_id)
);
-- One at a time.
CREATE UNIQUE INDEX channel_moves_open ON channel_moves (person_id) WHERE state IN ('asked', 'packed');
CREATE INDEX channel_moves_by_id ON channel_moves (move_id);

-- Old links of channels that moved away, and where they lead now.
CREATE TABLE channel_links (
  -- `/@asha.rao`, `/v/ID`.
  path text PRIMARY KEY,
  region cell_region,
  person_id uuid NOT NULL,
  url text NOT NULL,
  since_ms bigint NOT NULL
);
CREATE INDEX channel_links_by_person ON channel_links (person_id);

-- Channels that came here and wait for their creator to say the code.
CREATE TABLE channel_arrivals (
  move_id uuid PRIMARY KEY,
  region cell_region,
  from_cell text NOT NULL,
  code_digest bytea NOT NULL,
  -- Profile and clips as they came; null once they were taken.
  what jsonb,
  state text NOT NULL CHECK (state IN ('waiting', 'claimed')),
  person_id uuid,
  arrived_at_ms bigint NOT NULL,
  claimed_at_ms bigint,
  -- What came, once taken: ids of clips.
  clips uuid[] NOT NULL DEFAULT '{}',
  expires_at_ms bigint NOT NULL
);
CREATE INDEX channel_arrivals_by_code ON channel_arrivals (code_digest);
CREATE INDEX channel_arrivals_by_end ON channel_arrivals (expires_at_ms) WHERE state = 'waiting';
CREATE INDEX channel_arrivals_by_person ON channel_arrivals (person_id);

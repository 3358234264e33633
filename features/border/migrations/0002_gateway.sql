-- What may leave to whom: dated, written by one person and approved by another. Rows are never changed but to approve or end.
CREATE TABLE border_policies (
  policy_id text NOT NULL,
  version int NOT NULL,
  region cell_region,
  message text NOT NULL,
  -- A host name, a cell's id, or * where another list names them (publishers' hosts, the directory of cells).
  party text NOT NULL,
  party_region text NOT NULL,
  -- Where a processor is asked.
  url text,
  fields text[] NOT NULL,
  class_limit text NOT NULL CHECK (class_limit IN ('public', 'aggregate', 'personal')),
  -- Fewest people behind a count.
  k int NOT NULL CHECK (k >= 50),
  basis text NOT NULL,
  author text NOT NULL,
  -- Null until somebody else approved it.
  approver text CHECK (approver <> author),
  from_ms bigint NOT NULL,
  until_ms bigint NOT NULL CHECK (until_ms > from_ms),
  created_at_ms bigint NOT NULL,
  ended_at_ms bigint,
  -- The log's entry of the approval.
  entry_id uuid,
  PRIMARY KEY (policy_id, version)
);
CREATE INDEX border_policies_by_message ON border_policies (message, party);

-- What left. Each row's entry was under a signed checkpoint before the first byte.
CREATE TABLE border_crossings (
  cell_id text NOT NULL,
  entry_id uuid NOT NULL,
  region cell_region,
  at_ms bigint NOT NULL,
  message text NOT NULL,
  party text NOT NULL,
  data_class text NOT NULL CHECK (data_class IN ('public', 'aggregate', 'personal')),
  policy text NOT NULL,
  digest bytea NOT NULL,
  bytes bigint NOT NULL,
  -- What another cell was told; never what a processor got.
  fields jsonb,
  PRIMARY KEY (cell_id, entry_id)
);
CREATE INDEX border_crossings_by_time ON border_crossings (cell_id, at_ms);

-- What was kept from leaving, counted by day.
CREATE TABLE border_refusals (
  cell_id text NOT NULL,
  -- Days since 1970, UTC.
  day int NOT NULL,
  message text NOT NULL,
  party text NOT NULL,
  reason text NOT NULL,
  region cell_region,
  count bigint NOT NULL,
  first_at_ms bigint NOT NULL,
  last_at_ms bigint NOT NULL,
  -- The log's entry of the first of them.
  entry_id uuid NOT NULL,
  PRIMARY KEY (cell_id, day, message, party, reason)
);

-- Other cells: a key and an address, signed by this cell's operator.
CREATE TABLE border_directory (
  other_cell_id text PRIMARY KEY,
  region cell_region,
  -- The card as it was handed over, canonical JSON.
  card text NOT NULL,
  met_at_ms bigint NOT NULL,
  -- Ed25519 with this cell's directory key over the card and the moment: a row that somebody changed counts no more.
  signature bytea NOT NULL
);

-- Messages for other cells: kept until they are delivered.
CREATE TABLE border_outbox (
  cell_id text NOT NULL,
  message_id uuid NOT NULL,
  region cell_region,
  other_cell_id text NOT NULL,
  message text NOT NULL,
  -- As handed in; emptied when it is delivered or refused.
  fields jsonb,
  state text NOT NULL CHECK (state IN ('waiting', 'delivered', 'refused')),
  attempts int NOT NULL,
  next_at_ms bigint NOT NULL,
  created_at_ms bigint NOT NULL,
  ended_at_ms bigint,
  -- The log's entry of the crossing that delivered it.
  entry_id uuid,
  -- The receiver's signed receipt.
  receipt jsonb,
  note text,
  PRIMARY KEY (cell_id, message_id)
);
CREATE INDEX border_outbox_due ON border_outbox (cell_id, next_at_ms) WHERE state = 'waiting';

-- Messages from other cells, each once.
CREATE TABLE border_inbox (
  cell_id text NOT NULL,
  message_id uuid NOT NULL,
  region cell_region,
  other_cell_id text NOT NULL,
  message text NOT NULL,
  digest bytea NOT NULL,
  fields jsonb NOT NULL,
  received_at_ms bigint NOT NULL,
  receipt jsonb NOT NULL,
  PRIMARY KEY (cell_id, message_id)
);
CREATE INDEX border_inbox_by_time ON border_inbox (cell_id, received_at_ms);

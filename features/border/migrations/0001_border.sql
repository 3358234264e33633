-- The transparency log. A row is written in the transaction of what it tells of; the sequencer numbers committed rows, and
-- the public files are made from numbered rows. A cell's rows stand together: the order is one for all of them.
CREATE TABLE border_entries (
  cell_id text NOT NULL,
  entry_id uuid NOT NULL,
  region cell_region,
  at_ms bigint NOT NULL,
  -- The leaf's bytes, exactly as they are hashed: canonical JSON.
  leaf text NOT NULL,
  -- Null until numbered; then never changed.
  leaf_index bigint,
  PRIMARY KEY (cell_id, entry_id),
  UNIQUE (cell_id, leaf_index)
);
CREATE INDEX border_entries_unnumbered ON border_entries (cell_id, at_ms, entry_id) WHERE leaf_index IS NULL;

-- One row: who this cell is. The id is minted once; a sale raises the epoch.
CREATE TABLE border_cell (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  region cell_region,
  cell_id text NOT NULL,
  owner_epoch int NOT NULL,
  minted_at_ms bigint NOT NULL
);

-- Whose co-signature counts, from when, until when, and who said so.
CREATE TABLE border_witnesses (
  name text PRIMARY KEY,
  region cell_region,
  vkey text NOT NULL,
  from_ms bigint NOT NULL,
  until_ms bigint,
  added_by text NOT NULL
);

-- The latest co-signature of each witness.
CREATE TABLE border_cosignatures (
  cell_id text NOT NULL,
  witness text NOT NULL,
  region cell_region,
  tree_size bigint NOT NULL,
  -- The signature line, and the text under it: the log signs it again to the same bytes.
  line text NOT NULL,
  head text NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (cell_id, witness)
);

-- Deals as they stand: what their events add up to. The row is held while an event is added.
CREATE TABLE handover_deals (
  deal_id uuid PRIMARY KEY,
  region cell_region,
  -- Of the last event, and its digest.
  seq int NOT NULL,
  head text NOT NULL,
  step text NOT NULL,
  opened_at_ms bigint NOT NULL,
  -- Whether this cell is the one that is sold, or the install that takes over.
  side text NOT NULL CHECK (side IN ('seller', 'buyer'))
);

-- What happened, in order, never changed; each names the one before it by digest.
CREATE TABLE handover_events (
  deal_id uuid NOT NULL,
  seq int NOT NULL,
  region cell_region,
  type text NOT NULL,
  at_ms bigint NOT NULL,
  prev text NOT NULL,
  digest text NOT NULL,
  -- What was signed, with its signatures, as it came.
  file text NOT NULL,
  -- The public log's entry.
  entry_id uuid NOT NULL,
  PRIMARY KEY (deal_id, seq)
);

-- Inventories as they were when somebody may have signed their digest. Canonical JSON.
CREATE TABLE handover_inventories (
  digest text PRIMARY KEY,
  region cell_region,
  body text NOT NULL,
  taken_at_ms bigint NOT NULL
);

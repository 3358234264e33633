-- Orders of which the public log tells and this cell knows nothing, or an older state: found after a restore, and kept
-- until an officer says which order stands in their place. What they named nobody here can tell.
CREATE TABLE order_losses (
  commitment text PRIMARY KEY,
  region cell_region,
  -- nothing, older
  known text NOT NULL,
  -- As the log tells of it.
  phase text NOT NULL,
  codes text[] NOT NULL,
  step int NOT NULL,
  entered_at_ms bigint NOT NULL,
  last_at_ms bigint NOT NULL,
  found_at_ms bigint NOT NULL,
  settled_at_ms bigint,
  -- Null where a newer register brought it back.
  settled_by uuid,
  order_id uuid
);

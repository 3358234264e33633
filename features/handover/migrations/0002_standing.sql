-- Whether this cell may be written: one row, or none while it was never for sale.
CREATE TABLE handover_standing (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  region cell_region,
  state text NOT NULL CHECK (state IN ('open', 'frozen', 'ended')),
  -- When a freeze ends by itself; null once the keys were given, and after the end.
  until_ms bigint,
  -- When writing stopped being taken, and when nothing could write any more.
  since_ms bigint NOT NULL,
  settled_at_ms bigint,
  -- Whether the database was told to begin sessions that only read.
  read_only boolean NOT NULL DEFAULT false,
  -- Where the next owner serves it.
  moved_to text,
  -- Counts changes, so that every process sees each.
  version bigint NOT NULL
);

-- The journal. xid names the writing transaction; a window is sealed when no transaction below its bound can still commit.
-- epoch counts incarnations of the cluster: transaction ids start again after a restore.
CREATE TABLE journal (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  region cell_region,
  epoch int NOT NULL,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at_ms bigint NOT NULL,
  stream text NOT NULL,
  key text NOT NULL,
  type text NOT NULL,
  row_table text,
  row_key text,
  facts jsonb NOT NULL,
  subject uuid,
  key_class text,
  sealed bytea
);
CREATE INDEX journal_by_xid ON journal (epoch, xid, position);
CREATE INDEX journal_by_subject ON journal (subject) WHERE subject IS NOT NULL;

CREATE TABLE journal_windows (
  number bigint PRIMARY KEY,
  region cell_region,
  epoch int NOT NULL,
  from_xid xid8 NOT NULL,
  to_xid xid8 NOT NULL,
  events int NOT NULL,
  sealed_at_ms bigint NOT NULL
);

CREATE TABLE journal_epochs (
  epoch int PRIMARY KEY,
  region cell_region,
  cluster text NOT NULL,
  begun_at_ms bigint NOT NULL
);

CREATE TABLE journal_consumers (
  name text PRIMARY KEY,
  region cell_region,
  window_number bigint NOT NULL,
  position bigint NOT NULL
);

CREATE TABLE state_entries (
  space text NOT NULL,
  key text NOT NULL,
  region cell_region,
  value bytea NOT NULL,
  person_id uuid,
  expires_at_ms bigint NOT NULL,
  PRIMARY KEY (key, space)
);
CREATE INDEX state_entries_by_person ON state_entries (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX state_entries_by_expiry ON state_entries (expires_at_ms);

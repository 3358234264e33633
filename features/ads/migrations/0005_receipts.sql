-- Receipts of auctions: many in a row, because writes are shared, and many rows in a batch, whose root is in the public log.

CREATE TABLE ad_receipt_rows (
  row_id uuid PRIMARY KEY,
  region cell_region,
  -- The least and the greatest of ids: ids grow with time, and so rows are found by them.
  first_id uuid NOT NULL,
  last_id uuid NOT NULL,
  ids uuid[] NOT NULL,
  -- SHA-256 of each, 32 bytes one behind the other.
  digests bytea NOT NULL,
  -- One receipt a line, gzip.
  body bytea NOT NULL,
  kept_at_ms bigint NOT NULL,
  -- NULL until its batch is sealed.
  batch_id uuid,
  -- Place of its first receipt in the batch.
  first_index int,
  CHECK (cardinality(ids) BETWEEN 1 AND 256 AND octet_length(digests) = 32 * cardinality(ids))
);
CREATE INDEX ad_receipt_rows_open ON ad_receipt_rows (kept_at_ms, row_id) WHERE batch_id IS NULL;
CREATE INDEX ad_receipt_rows_by_id ON ad_receipt_rows (last_id, first_id);
CREATE INDEX ad_receipt_rows_by_batch ON ad_receipt_rows (batch_id, first_index) WHERE batch_id IS NOT NULL;
CREATE INDEX ad_receipt_rows_by_age ON ad_receipt_rows (kept_at_ms);

CREATE TABLE ad_receipt_batches (
  batch_id uuid PRIMARY KEY,
  region cell_region,
  receipts int NOT NULL CHECK (receipts > 0),
  root bytea NOT NULL,
  from_ms bigint NOT NULL,
  until_ms bigint NOT NULL,
  sealed_at_ms bigint NOT NULL,
  -- Of the public log.
  entry_id uuid NOT NULL
);
CREATE INDEX ad_receipt_batches_by_age ON ad_receipt_batches (sealed_at_ms, batch_id);

-- What the proof of an erasure says, and the entry of the public log that says it. Null on erasures from before.
ALTER TABLE erasures ADD COLUMN keys_destroyed integer;
ALTER TABLE erasures ADD COLUMN keys_destroyed_at_ms bigint;
ALTER TABLE erasures ADD COLUMN entry_id uuid;

-- Which events of packs without identifiers were counted already: (device, slot, type, seq) once, while the slot takes
-- events. device_hash: keyed hash of a pseudonym that the device changes each week.
CREATE TABLE lock_counted (
  device_hash bytea NOT NULL,
  slot_id uuid NOT NULL,
  type smallint NOT NULL,
  seq int NOT NULL,
  region cell_region,
  until_ms bigint NOT NULL,
  PRIMARY KEY (device_hash, slot_id, type, seq)
);
CREATE INDEX lock_counted_by_end ON lock_counted (until_ms);

-- Every yes and no to the lock screen, as the device keeps it signed. Rows are never changed; the highest counter holds.
CREATE TABLE lock_receipts (
  device_hash bytea NOT NULL,
  counter int NOT NULL,
  region cell_region,
  receipt_id uuid NOT NULL,
  -- Who was signed in on the device; null for nobody.
  person_id uuid,
  granted boolean NOT NULL,
  notice_version text NOT NULL,
  notice_language text NOT NULL,
  issued_at_ms bigint NOT NULL,
  PRIMARY KEY (device_hash, counter)
);
CREATE INDEX lock_receipts_by_time ON lock_receipts (issued_at_ms);
CREATE INDEX lock_receipts_by_person ON lock_receipts (person_id) WHERE person_id IS NOT NULL;

-- Showings in which the card stayed: times so far, as devices report them, do not add up.
ALTER TABLE lock_card_days RENAME COLUMN dwell_ms TO dwells;

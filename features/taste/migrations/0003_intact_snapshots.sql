-- What a snapshot's bytes must hash to, and which heads of the ranker were in trouble when it was made, for the doctor.
ALTER TABLE taste_snapshots ADD COLUMN sha256 bytea;
ALTER TABLE taste_snapshots ADD COLUMN troubled text[] NOT NULL DEFAULT '{}';

-- What a viewer's row held before the last snapshot: when that snapshot is damaged, the one before it goes with these.
ALTER TABLE taste_viewers ADD COLUMN former_sealed bytea;

-- What the law keeps of a person for a time, written when they are erased: sealed under the key of that day's log, which
-- ends by itself. Found only by who knows the person's id, because the key is the commitment of the public log.
CREATE TABLE kept_records (
  commitment text PRIMARY KEY,
  region cell_region,
  hold_id uuid NOT NULL,
  at_ms bigint NOT NULL,
  until_ms bigint NOT NULL,
  sealed bytea NOT NULL
);
CREATE INDEX kept_records_by_end ON kept_records (until_ms);

-- For how many days, since when, and who says so. 0: nothing is kept. The row with the latest beginning counts.
CREATE TABLE kept_terms (
  from_ms bigint PRIMARY KEY,
  region cell_region,
  days integer NOT NULL CHECK (days BETWEEN 0 AND 3650),
  source text NOT NULL,
  author text NOT NULL
);
INSERT INTO kept_terms (from_ms, days, source, author)
VALUES (0, 365, 'DPDP Rules 2025, rule 8(3): personal data, traffic data and logs are kept for at least one year from the processing', 'release');

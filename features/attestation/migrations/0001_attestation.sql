-- Whose signature counts, and from when until when. Rows are never changed but to end.
CREATE TABLE attest_signers (
  -- SHA-256 of the raw public key, hexadecimal.
  key_id text PRIMARY KEY,
  region cell_region,
  name text NOT NULL,
  public_key bytea NOT NULL,
  from_ms bigint NOT NULL,
  until_ms bigint,
  added_by text NOT NULL,
  added_at_ms bigint NOT NULL
);

-- Signed statements that were added; the public log has an entry of each.
CREATE TABLE attest_releases (
  release_id uuid PRIMARY KEY,
  region cell_region,
  digest text NOT NULL,
  number int NOT NULL,
  version text NOT NULL,
  -- The DSSE envelope as it was added.
  envelope jsonb NOT NULL,
  entry_id uuid NOT NULL,
  added_by text NOT NULL,
  added_at_ms bigint NOT NULL
);
CREATE INDEX attest_releases_by_digest ON attest_releases (digest);

-- What was started, when it differed from the time before, and what was refused.
CREATE TABLE attest_starts (
  start_id uuid PRIMARY KEY,
  region cell_region,
  at_ms bigint NOT NULL,
  -- Of everything measured.
  digest text NOT NULL,
  measured jsonb NOT NULL,
  -- Null for a release that was not added.
  number int,
  outcome text NOT NULL
);
CREATE INDEX attest_starts_by_time ON attest_starts (at_ms);

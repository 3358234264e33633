-- Persons: one row for everyone who was here, signed up or not. The same row before and after signing up.
CREATE TABLE persons (
  person_id uuid PRIMARY KEY,
  region cell_region,
  created_at_ms bigint NOT NULL,
  languages text[] NOT NULL,
  genres text[] NOT NULL,
  age_band text CHECK (age_band IN ('under13', '13-17', '18plus')),
  -- Null until the person was asked; null counts as no.
  consent_personalisation boolean,
  consent_lock boolean,
  consent_ads boolean,
  notice_version text,
  notice_language text,
  -- Null until signed up; a copy of the row in handles.
  handle text,
  signed_up_at_ms bigint,
  display_name text,
  bio text,
  sample boolean NOT NULL,
  -- Set when the person, or the operator, asked for erasure; from then on nobody sees this person.
  deletion_due_at_ms bigint
);
CREATE INDEX persons_by_deletion ON persons (deletion_due_at_ms) WHERE deletion_due_at_ms IS NOT NULL;
CREATE INDEX persons_by_sample ON persons (person_id) WHERE sample;

-- Global uniqueness of handles, by what they look like. Held (person and handle null) for a while after an erasure.
CREATE TABLE handles (
  skeleton text PRIMARY KEY,
  region cell_region,
  handle text,
  person_id uuid,
  claimed_at_ms bigint NOT NULL,
  held_until_ms bigint
);
CREATE INDEX handles_by_person ON handles (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX handles_by_hold ON handles (held_until_ms) WHERE held_until_ms IS NOT NULL;

CREATE TABLE credentials (
  person_id uuid PRIMARY KEY,
  region cell_region,
  password_hash text NOT NULL,
  changed_at_ms bigint NOT NULL
);

CREATE TABLE recovery_codes (
  person_id uuid NOT NULL,
  code_hash bytea NOT NULL,
  region cell_region,
  created_at_ms bigint NOT NULL,
  used_at_ms bigint,
  PRIMARY KEY (person_id, code_hash)
);

-- Found by the hash of the token on every request, so that is the distribution column.
CREATE TABLE sessions (
  token_hash bytea PRIMARY KEY,
  region cell_region,
  session_id uuid NOT NULL,
  person_id uuid NOT NULL,
  created_at_ms bigint NOT NULL,
  extended_at_ms bigint NOT NULL,
  expires_at_ms bigint NOT NULL
);
CREATE INDEX sessions_by_person ON sessions (person_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at_ms);

-- The ledger: one row for each answer about age and consent, never changed.
CREATE TABLE consents (
  person_id uuid NOT NULL,
  consent_id uuid NOT NULL,
  region cell_region,
  at_ms bigint NOT NULL,
  age_band text,
  personalisation boolean,
  lock boolean,
  ads boolean,
  notice_version text,
  notice_language text,
  PRIMARY KEY (person_id, consent_id)
);

CREATE TABLE roles (
  person_id uuid NOT NULL,
  role text NOT NULL,
  -- Empty for the whole cell.
  organisation text NOT NULL,
  region cell_region,
  granted_at_ms bigint NOT NULL,
  granted_by uuid,
  PRIMARY KEY (person_id, role, organisation)
);

-- The intent to erase, kept as the proof that it was done. swept: a second pass took what a request under way had left.
CREATE TABLE erasures (
  person_id uuid PRIMARY KEY,
  region cell_region,
  reason text NOT NULL,
  begun_at_ms bigint NOT NULL,
  finished_at_ms bigint,
  swept_at_ms bigint
);
CREATE INDEX erasures_open ON erasures (begun_at_ms) WHERE swept_at_ms IS NULL;

-- Local to the machine: how often signing in failed lately, by a keyed hash of the handle.
CREATE TABLE sign_in_attempts (
  key text PRIMARY KEY,
  failures double precision NOT NULL,
  last_at_ms bigint NOT NULL,
  locked_until_ms bigint NOT NULL
);
CREATE INDEX sign_in_attempts_by_age ON sign_in_attempts (last_at_ms);

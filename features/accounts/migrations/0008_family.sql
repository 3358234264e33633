-- From when somebody is an adult, and below which age a parent must agree. '*' holds where a country has no row; of one
-- country the latest beginning counts. The bounds are those of the age bands: others need another band first.
CREATE TABLE age_rules (
  country text NOT NULL,
  from_ms bigint NOT NULL,
  region cell_region,
  majority_years integer NOT NULL CHECK (majority_years BETWEEN 16 AND 18),
  -- 0: nobody is asked.
  consent_below_years integer NOT NULL CHECK (consent_below_years IN (0, 13, 18)),
  source text NOT NULL,
  author text NOT NULL,
  PRIMARY KEY (country, from_ms)
);
INSERT INTO age_rules (country, from_ms, majority_years, consent_below_years, source, author) VALUES
  ('in', 0, 18, 18, 'DPDP Act 2023, section 2(f) and 9(1): a child has not completed eighteen years; a parent’s consent before any processing', 'release'),
  ('*', 0, 18, 18, 'no rule on record for this country: the strictest that we know, until one is entered', 'release');

-- How a parent's consent stands for each declared child that asked.
CREATE TABLE parental_consents (
  person_id uuid PRIMARY KEY,
  region cell_region,
  state text NOT NULL CHECK (state IN ('not_asked', 'asked', 'given', 'refused', 'expired', 'withdrawn')),
  -- YYYY-MM as the child said it, once.
  born_month text,
  -- While it is asked for.
  code_hash bytea,
  expires_at_ms bigint,
  asked_day bigint NOT NULL DEFAULT 0,
  asked_times integer NOT NULL DEFAULT 0,
  -- While it is given.
  parent_id uuid,
  answered_at_ms bigint,
  notice_version text,
  proofs text[] NOT NULL DEFAULT '{}',
  may_be_public boolean NOT NULL DEFAULT false
);
CREATE INDEX parental_consents_by_code ON parental_consents (code_hash) WHERE code_hash IS NOT NULL;
CREATE INDEX parental_consents_by_parent ON parental_consents (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX parental_consents_by_end ON parental_consents (expires_at_ms) WHERE state = 'asked';
CREATE INDEX parental_consents_by_birth ON parental_consents (born_month) WHERE born_month IS NOT NULL;

-- The ledger: one row for each answer of a parent, never changed but for a parent who is erased.
CREATE TABLE parental_answers (
  person_id uuid NOT NULL,
  answer_id uuid NOT NULL,
  region cell_region,
  at_ms bigint NOT NULL,
  answer text NOT NULL CHECK (answer IN ('given', 'refused', 'withdrawn')),
  parent_id uuid,
  notice_version text,
  notice_language text,
  proofs text[] NOT NULL,
  PRIMARY KEY (person_id, answer_id)
);
CREATE INDEX parental_answers_by_parent ON parental_answers (parent_id) WHERE parent_id IS NOT NULL;

-- How long a child may be here in a day, as the parent says. What was used is on the device alone.
CREATE TABLE screen_limits (
  person_id uuid PRIMARY KEY,
  region cell_region,
  daily_minutes integer NOT NULL CHECK (daily_minutes BETWEEN 10 AND 600),
  -- The day for which the parent gave more last, YYYY-MM-DD, and how much.
  more_day text,
  more_minutes integer NOT NULL DEFAULT 0,
  changed_at_ms bigint NOT NULL
);

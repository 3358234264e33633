-- How a session began, on what, and when its person last proved to be there.
ALTER TABLE sessions
  ADD COLUMN how text NOT NULL DEFAULT 'password',
  ADD COLUMN browser text,
  ADD COLUMN system text,
  ADD COLUMN proven_at_ms bigint;

-- Whose number it is, by a keyed hash: one row makes numbers unique. The number itself is sealed under its person's key.
CREATE TABLE phone_numbers (
  number_hash bytea PRIMARY KEY,
  region cell_region,
  person_id uuid NOT NULL,
  number_sealed bytea NOT NULL,
  since_ms bigint NOT NULL,
  -- When a code that went to the number came back last.
  proven_at_ms bigint NOT NULL
);
CREATE INDEX phone_numbers_by_person ON phone_numbers (person_id);

CREATE TABLE passkeys (
  person_id uuid NOT NULL,
  credential_id bytea NOT NULL,
  region cell_region,
  passkey_id uuid NOT NULL,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  synced boolean NOT NULL,
  transports text[] NOT NULL,
  domain text NOT NULL,
  name text NOT NULL,
  created_at_ms bigint NOT NULL,
  used_at_ms bigint,
  PRIMARY KEY (person_id, credential_id)
);

-- Codes under way, for minutes: whoever asked has the attempt, the number's phone the code.
CREATE TABLE phone_codes (
  attempt_hash bytea PRIMARY KEY,
  region cell_region,
  number_hash bytea NOT NULL,
  -- Who asked, where that is somebody with an account.
  person_id uuid,
  purpose text NOT NULL CHECK (purpose IN ('enter', 'change', 'prove')),
  code_hash bytea NOT NULL,
  -- Number and, until it is handed on, code: sealed under a secret of the cell.
  parcel bytea NOT NULL,
  language text NOT NULL,
  tries integer NOT NULL,
  expires_at_ms bigint NOT NULL,
  sent_at_ms bigint
);
CREATE INDEX phone_codes_by_end ON phone_codes (expires_at_ms);
CREATE INDEX phone_codes_by_person ON phone_codes (person_id) WHERE person_id IS NOT NULL;

-- One step of somebody's way in, for minutes; each is taken once.
CREATE TABLE sign_in_tickets (
  ticket_hash bytea PRIMARY KEY,
  region cell_region,
  kind text NOT NULL,
  person_id uuid,
  number_hash bytea,
  -- A challenge, or a number that is sealed under a secret of the cell.
  detail bytea,
  expires_at_ms bigint NOT NULL
);
CREATE INDEX sign_in_tickets_by_end ON sign_in_tickets (expires_at_ms);
CREATE INDEX sign_in_tickets_by_person ON sign_in_tickets (person_id) WHERE person_id IS NOT NULL;

-- Local to the machine: how many codes were sent, by a keyed hash of for whom.
CREATE TABLE code_sends (
  key text PRIMARY KEY,
  window_ms bigint NOT NULL,
  sent integer NOT NULL,
  last_at_ms bigint NOT NULL
);
CREATE INDEX code_sends_by_age ON code_sends (last_at_ms);

-- Which numbers a region has. The row with the latest beginning counts.
CREATE TABLE phone_plans (
  country text NOT NULL,
  from_ms bigint NOT NULL,
  region cell_region,
  calling_code text NOT NULL CHECK (calling_code ~ '^[1-9][0-9]{0,2}$'),
  -- What people put before the number at home; may be empty.
  trunk text NOT NULL,
  -- Of the number without calling code and trunk.
  pattern text NOT NULL,
  source text NOT NULL,
  author text NOT NULL,
  PRIMARY KEY (country, from_ms)
);
INSERT INTO phone_plans (country, from_ms, calling_code, trunk, pattern, source, author) VALUES
  ('in', 0, '91', '0', '^[6-9][0-9]{9}$', 'India, National Numbering Plan: mobile numbers, ten digits that begin with 6 to 9', 'release'),
  ('id', 0, '62', '0', '^8[1-9][0-9]{7,10}$', 'Indonesia, national plan: mobile numbers behind 08', 'release'),
  ('bd', 0, '880', '0', '^1[3-9][0-9]{8}$', 'Bangladesh, national plan: mobile numbers behind 01', 'release'),
  ('np', 0, '977', '', '^9[678][0-9]{8}$', 'Nepal, national plan: mobile numbers', 'release'),
  ('lk', 0, '94', '0', '^7[0-9]{8}$', 'Sri Lanka, national plan: mobile numbers behind 07', 'release');

-- How many codes may go to numbers that begin so: the longest prefix in force counts, 0 closes it. Against whoever earns by
-- making us send.
CREATE TABLE phone_budgets (
  prefix text NOT NULL CHECK (prefix ~ '^\+[0-9]{1,10}$'),
  from_ms bigint NOT NULL,
  region cell_region,
  per_hour integer NOT NULL CHECK (per_hour >= 0),
  per_day integer NOT NULL CHECK (per_day >= 0),
  source text NOT NULL,
  author text NOT NULL,
  PRIMARY KEY (prefix, from_ms)
);
INSERT INTO phone_budgets (prefix, from_ms, per_hour, per_day, source, author)
SELECT '+' || calling_code, 0, 20000, 200000, 'a first bound: one code a second for hours is more than a young cell needs', 'release'
FROM phone_plans;

-- Everything else about codes, since when. The row with the latest beginning counts.
CREATE TABLE code_terms (
  from_ms bigint PRIMARY KEY,
  region cell_region,
  minutes integer NOT NULL CHECK (minutes BETWEEN 1 AND 10),
  tries integer NOT NULL CHECK (tries BETWEEN 1 AND 10),
  -- Until the next one to the same number; doubles each time within an hour, to ten minutes.
  again_s integer NOT NULL CHECK (again_s BETWEEN 10 AND 600),
  number_hour integer NOT NULL,
  number_day integer NOT NULL,
  caller_hour integer NOT NULL,
  -- All who ask without a token together.
  nobody_hour integer NOT NULL,
  cell_hour integer NOT NULL,
  -- A number that was not proven for so long may be somebody else's: the code alone is not enough.
  recycle_days integer NOT NULL CHECK (recycle_days BETWEEN 30 AND 3650),
  source text NOT NULL,
  author text NOT NULL
);
INSERT INTO code_terms (from_ms, minutes, tries, again_s, number_hour, number_day, caller_hour, nobody_hour, cell_hour, recycle_days, source, author)
VALUES (0, 5, 5, 30, 5, 10, 8, 6000, 20000, 90, 'OWASP ASVS 5.0, chapter 6.6: short life, few tries, rate limits; 90 days: for so long an Indian operator keeps a number from others (to be checked)', 'release');

-- What a message says. In India the text is registered first: registered_id is its DLT template id, given to the provider.
CREATE TABLE code_templates (
  template text NOT NULL,
  language text NOT NULL,
  from_ms bigint NOT NULL,
  region cell_region,
  registered_id text,
  -- {code} and {domain}; the last line is what WebOTP reads.
  body text NOT NULL,
  source text NOT NULL,
  author text NOT NULL,
  PRIMARY KEY (template, language, from_ms)
);
INSERT INTO code_templates (template, language, from_ms, body, source, author) VALUES
  ('code', 'en', 0, E'{code} is your Jhalak code. Tell it to nobody.\n\n@{domain} #{code}', 'WebOTP API, origin-bound one-time codes; not registered yet', 'release'),
  ('code', 'hi', 0, E'{code} आपका झलक कोड है। किसी को न बताएँ।\n\n@{domain} #{code}', 'as the English one; not reviewed by a native speaker', 'release'),
  ('code', 'ta', 0, E'{code} உங்கள் Jhalak குறியீடு. யாரிடமும் சொல்ல வேண்டாம்.\n\n@{domain} #{code}', 'as the English one; not reviewed by a native speaker', 'release'),
  ('code', 'te', 0, E'{code} మీ Jhalak కోడ్. ఎవరికీ చెప్పకండి.\n\n@{domain} #{code}', 'as the English one; not reviewed by a native speaker', 'release'),
  ('code', 'id', 0, E'{code} adalah kode Jhalak Anda. Jangan beri tahu siapa pun.\n\n@{domain} #{code}', 'as the English one; not reviewed by a native speaker', 'release');

-- When somebody was last here, to the day: sessions end and go long before it matters.
CREATE TABLE person_activity (
  person_id uuid PRIMARY KEY,
  region cell_region,
  last_active_at_ms bigint NOT NULL
);
CREATE INDEX person_activity_by_time ON person_activity (last_active_at_ms);
INSERT INTO person_activity (person_id, last_active_at_ms)
SELECT person_id, greatest(created_at_ms, coalesce(signed_up_at_ms, 0),
  coalesce((SELECT max(extended_at_ms) FROM sessions WHERE sessions.person_id = persons.person_id), 0))
FROM persons WHERE NOT sample;

-- After how many days without a visit an account is erased, and how long before it is hidden with a day to come back. The row
-- with the latest beginning counts; 0 days: never.
CREATE TABLE inactivity_terms (
  from_ms bigint PRIMARY KEY,
  region cell_region,
  days integer NOT NULL CHECK (days BETWEEN 0 AND 36500),
  notice_hours integer NOT NULL CHECK (notice_hours BETWEEN 48 AND 8760),
  source text NOT NULL,
  author text NOT NULL
);
INSERT INTO inactivity_terms (from_ms, days, notice_hours, source, author)
VALUES (0, 1095, 48, 'DPDP Rules 2025, rule 8(1) and (2), Third Schedule: three years without contact, 48 hours of notice', 'release');

-- A complaint that was made without an account can be taken into one, by whoever holds the key that came with its ticket.
ALTER TABLE safety_grievances ADD COLUMN claim_hash bytea CHECK (octet_length(claim_hash) = 32);
-- How long a complaint is kept once nobody has anything to do about it. A row that does not say keeps it as long as records of
-- removed content must be (IT Rules 2021, rule 3(1)(g): 180 days), which is past the 30 days in which one can go to the appellate committee.
ALTER TABLE safety_grievance_terms ADD COLUMN keep_ms bigint NOT NULL DEFAULT 15552000000 CHECK (keep_ms > 0);
-- Those that nobody has anything to do about, by the time of the last word.
CREATE INDEX safety_grievances_settled ON safety_grievances ((coalesce(decided_at_ms, answered_at_ms)), grievance_id)
  WHERE state IN ('answered', 'closed');

-- Complaints to the grievance officer. What is written, by whomever, is sealed under the key of who complains.
CREATE TABLE safety_grievances (
  grievance_id uuid PRIMARY KEY,
  region cell_region,
  person_id uuid NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  text_sealed bytea NOT NULL,
  filed_at_ms bigint NOT NULL,
  -- By when it is to be answered; once it was appealed against, by when that is to be decided.
  due_ms bigint NOT NULL,
  answer_due_ms bigint NOT NULL,
  appeal_to text NOT NULL,
  answer_sealed bytea,
  answered_at_ms bigint,
  answered_by uuid,
  appeal_sealed bytea,
  appealed_at_ms bigint,
  decision_sealed bytea,
  decided_at_ms bigint
);
CREATE INDEX safety_grievances_of_person ON safety_grievances (person_id, filed_at_ms DESC);
CREATE INDEX safety_grievances_due ON safety_grievances (due_ms, grievance_id) WHERE state IN ('open', 'appealed');
CREATE INDEX safety_grievances_filed ON safety_grievances (filed_at_ms);

-- How soon a complaint is answered, and where one goes who is not content. Of the cell's country, or of '' where it has no rows,
-- the row of the kind with the latest beginning counts.
CREATE TABLE safety_grievance_terms (
  country text NOT NULL,
  kind text NOT NULL,
  from_ms bigint NOT NULL,
  region cell_region,
  answer_ms bigint NOT NULL CHECK (answer_ms > 0),
  appeal_to text NOT NULL,
  source text NOT NULL,
  author text NOT NULL,
  PRIMARY KEY (country, kind, from_ms)
);
INSERT INTO safety_grievance_terms (country, kind, from_ms, answer_ms, appeal_to, source, author) VALUES
  ('in', 'general', 0, 1296000000, 'Grievance Appellate Committee, https://gac.gov.in', 'IT Rules 2021, rule 3(2)(a)(i): 15 days', 'release'),
  ('in', 'unlawful', 0, 259200000, 'Grievance Appellate Committee, https://gac.gov.in', 'IT Rules 2021, rule 3(2)(a)(i), proviso: 72 hours', 'release'),
  ('in', 'intimate', 0, 86400000, 'Grievance Appellate Committee, https://gac.gov.in', 'IT Rules 2021, rule 3(2)(b): 24 hours', 'release'),
  ('in', 'general', 1771525800000, 604800000, 'Grievance Appellate Committee, https://gac.gov.in', 'as of 20 Feb 2026: rule 3(2)(a)(i), 7 days', 'release'),
  ('in', 'unlawful', 1771525800000, 129600000, 'Grievance Appellate Committee, https://gac.gov.in', 'as of 20 Feb 2026: rule 3(2)(a)(i), proviso, 36 hours', 'release'),
  ('in', 'intimate', 1771525800000, 7200000, 'Grievance Appellate Committee, https://gac.gov.in', 'as of 20 Feb 2026: rule 3(2)(b), 2 hours', 'release'),
  ('', 'general', 0, 604800000, '', 'the house: as in India', 'release'),
  ('', 'unlawful', 0, 129600000, '', 'the house: as in India', 'release'),
  ('', 'intimate', 0, 7200000, '', 'the house: as in India', 'release');

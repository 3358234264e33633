-- Since when nobody has anything to do about a case and nothing that was decided has effect; null before that.
ALTER TABLE safety_cases ADD COLUMN settled_at_ms bigint;
-- Every act stands in a case, also one about a clip that nobody reported.
INSERT INTO safety_cases (item_id, state, reports, first_report_at_ms, last_report_at_ms, kind)
  SELECT item_id, CASE WHEN (array_agg(action ORDER BY at_ms DESC, act_id DESC)
      FILTER (WHERE action IN ('remove', 'restore')))[1] = 'remove' THEN 'removed' ELSE 'dismissed' END,
    0, min(at_ms), max(at_ms), min(kind) FROM safety_acts GROUP BY item_id
  ON CONFLICT (item_id) DO NOTHING;
-- From what is here alone: a removal whose clip went before this migration counts as one that has effect.
UPDATE safety_cases c SET settled_at_ms = greatest(last_report_at_ms,
    (SELECT max(at_ms) FROM safety_acts a WHERE a.item_id = c.item_id))
  WHERE state = 'gone' OR (state = 'dismissed' AND (SELECT action FROM safety_acts a WHERE a.item_id = c.item_id
    AND action IN ('restrict_age', 'unrestrict_age') ORDER BY at_ms DESC, act_id DESC LIMIT 1) IS DISTINCT FROM 'restrict_age');
CREATE INDEX safety_cases_settled ON safety_cases (settled_at_ms, item_id) WHERE settled_at_ms IS NOT NULL;

-- How long a settled case is kept, with its reports, acts and appeal. Of the cell's country, or of '' where it has no rows, the row
-- with the latest beginning counts.
CREATE TABLE safety_case_terms (
  country text NOT NULL,
  from_ms bigint NOT NULL,
  region cell_region,
  keep_ms bigint NOT NULL CHECK (keep_ms > 0),
  source text NOT NULL,
  author text NOT NULL,
  PRIMARY KEY (country, from_ms)
);
INSERT INTO safety_case_terms (country, from_ms, keep_ms, source, author) VALUES
  ('in', 0, 15552000000, 'IT Rules 2021, rule 3(1)(g): records of removed content are kept 180 days', 'release'),
  ('', 0, 15552000000, 'the house: as in India', 'release');

-- Reports of viewers. What the reporter wrote is sealed under the reporter's key.
CREATE TABLE safety_reports (
  video_id uuid NOT NULL,
  report_id uuid NOT NULL,
  region cell_region,
  person_id uuid NOT NULL,
  reason text NOT NULL,
  note_sealed bytea,
  at_ms bigint NOT NULL,
  PRIMARY KEY (video_id, report_id)
);
CREATE INDEX safety_reports_by_person ON safety_reports (person_id);

-- One row a reported clip: what a moderator's queue is read from.
CREATE TABLE safety_cases (
  video_id uuid PRIMARY KEY,
  region cell_region,
  state text NOT NULL,
  reports int NOT NULL,
  first_report_at_ms bigint NOT NULL,
  last_report_at_ms bigint NOT NULL
);
CREATE INDEX safety_cases_by_state ON safety_cases (state, first_report_at_ms, video_id);

-- Every act of a moderator, never changed.
CREATE TABLE safety_acts (
  video_id uuid NOT NULL,
  act_id uuid NOT NULL,
  region cell_region,
  moderator_id uuid NOT NULL,
  action text NOT NULL,
  reason text NOT NULL,
  note text NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (video_id, act_id)
);

-- Orders as they stand: what their events add up to. Words are sealed under a secret of the cell.
CREATE TABLE orders (
  order_id uuid PRIMARY KEY,
  region cell_region,
  -- Of the last event.
  seq int NOT NULL,
  -- entered, in_force, stayed, ended
  phase text NOT NULL,
  ended text,
  law text NOT NULL,
  targets jsonb NOT NULL,
  states text[],
  interim boolean NOT NULL,
  emergency boolean NOT NULL,
  confidential boolean NOT NULL,
  contested boolean NOT NULL,
  disclosed boolean NOT NULL,
  -- {authority, reference, text}
  words bytea NOT NULL,
  salt bytea NOT NULL,
  commitment text NOT NULL,
  content_commitment text NOT NULL,
  entered_by uuid NOT NULL,
  entered_at_ms bigint NOT NULL,
  received_at_ms bigint NOT NULL,
  expires_at_ms bigint,
  acknowledged_at_ms bigint,
  released_at_ms bigint,
  executed_at_ms bigint,
  confirmed_at_ms bigint,
  reviewed_at_ms bigint,
  ended_at_ms bigint
);
CREATE INDEX orders_open ON orders (phase, order_id) WHERE phase <> 'ended';

-- What happened to an order, in order, never changed.
CREATE TABLE order_events (
  order_id uuid NOT NULL,
  seq int NOT NULL,
  region cell_region,
  type text NOT NULL,
  at_ms bigint NOT NULL,
  -- Who did it; null where the clock did.
  person_id uuid,
  facts jsonb NOT NULL,
  -- Sealed like an order's words; null without one.
  note bytea,
  PRIMARY KEY (order_id, seq)
);

-- Acts that wait for a second person, and those that had one.
CREATE TABLE order_approvals (
  order_id uuid NOT NULL,
  approval_id uuid NOT NULL,
  region cell_region,
  act text NOT NULL,
  digest text NOT NULL,
  asked_by uuid NOT NULL,
  asked_at_ms bigint NOT NULL,
  expires_at_ms bigint NOT NULL,
  note bytea,
  -- open, used, void
  state text NOT NULL,
  approved_by uuid,
  decided_at_ms bigint,
  PRIMARY KEY (order_id, approval_id)
);
CREATE INDEX order_approvals_open ON order_approvals (asked_by) WHERE state = 'open';

-- How long the law gives, since when: data with a source and an author, never code.
CREATE TABLE order_clock_rules (
  law text NOT NULL,
  purpose text NOT NULL,
  from_ms bigint NOT NULL,
  region cell_region,
  limit_ms bigint NOT NULL,
  source text NOT NULL,
  author text NOT NULL,
  PRIMARY KEY (law, purpose, from_ms)
);

-- Which alarms rang.
CREATE TABLE order_rings (
  order_id uuid NOT NULL,
  purpose text NOT NULL,
  due_ms bigint NOT NULL,
  share int NOT NULL,
  region cell_region,
  at_ms bigint NOT NULL,
  PRIMARY KEY (order_id, purpose, due_ms, share)
);

-- What each order in force reaches.
CREATE TABLE order_items (
  order_id uuid NOT NULL,
  kind text NOT NULL,
  item_id uuid NOT NULL,
  region cell_region,
  person_id uuid,
  since_ms bigint NOT NULL,
  PRIMARY KEY (order_id, kind, item_id)
);
CREATE INDEX order_items_by_item ON order_items (item_id);

-- What every surface showed when it was asked after an order was carried out or lifted.
CREATE TABLE order_receipts (
  order_id uuid NOT NULL,
  seq int NOT NULL,
  region cell_region,
  at_ms bigint NOT NULL,
  reached int NOT NULL,
  surfaces jsonb NOT NULL,
  entry_id uuid,
  PRIMARY KEY (order_id, seq)
);

-- What creators are told.
CREATE TABLE order_notices (
  person_id uuid NOT NULL,
  order_id uuid NOT NULL,
  video_id uuid NOT NULL,
  region cell_region,
  notice_id uuid NOT NULL,
  at_ms bigint NOT NULL,
  lifted_at_ms bigint,
  PRIMARY KEY (person_id, order_id, video_id)
);

-- Digests of the bytes of ordered clips, under a secret of the cell: the same bytes are not published again.
CREATE TABLE order_digests (
  digest text NOT NULL,
  video_id uuid NOT NULL,
  region cell_region,
  -- Counts while an order of this clip is in force.
  at_ms bigint NOT NULL,
  PRIMARY KEY (digest, video_id)
);
CREATE INDEX order_digests_by_video ON order_digests (video_id);

-- What is kept sealed for authorities: record and bytes of one thing under one hold.
CREATE TABLE order_preserved (
  item_id uuid NOT NULL,
  kind text NOT NULL,
  region cell_region,
  hold_id uuid NOT NULL,
  -- Sealed JSON of the records.
  record bytea NOT NULL,
  -- [{blob, from, bytes}] once its bytes had to be copied, because the clip itself was deleted.
  blobs jsonb NOT NULL,
  at_ms bigint NOT NULL,
  until_ms bigint NOT NULL,
  PRIMARY KEY (item_id, kind)
);
CREATE INDEX order_preserved_due ON order_preserved (until_ms);

-- Times are UTC milliseconds; 20 February 2026, 00:00 in India is 1771525800000.
INSERT INTO order_clock_rules (law, purpose, from_ms, limit_ms, source, author) VALUES
  ('s69a', 'acknowledge', 0, 7200000, 'Blocking Rules 2009, rule 13: the designated person acknowledges within two hours', 'seed'),
  ('s69a', 'execute', 0, 129600000, 'taken as IT Rules 2021, rule 3(1)(d): 36 hours; the order itself may say less', 'seed'),
  ('s69a', 'execute', 1771525800000, 10800000, 'taken as IT Rules 2021, rule 3(1)(d) as amended by G.S.R. 120(E): three hours from 20 February 2026', 'seed'),
  ('s69a', 'review', 0, 5184000000, 'Blocking Rules 2009, rule 14: the review committee meets at least once in two months', 'seed'),
  ('s69a-emergency', 'acknowledge', 0, 7200000, 'Blocking Rules 2009, rule 13: acknowledgement within two hours', 'seed'),
  ('s69a-emergency', 'execute', 0, 129600000, 'taken as IT Rules 2021, rule 3(1)(d): 36 hours', 'seed'),
  ('s69a-emergency', 'execute', 1771525800000, 10800000, 'taken as IT Rules 2021, rule 3(1)(d) as amended by G.S.R. 120(E): three hours from 20 February 2026', 'seed'),
  ('s69a-emergency', 'confirm', 0, 172800000, 'Blocking Rules 2009, rule 9: brought before the committee within 48 hours of the interim direction', 'seed'),
  ('s69a-emergency', 'review', 0, 5184000000, 'Blocking Rules 2009, rule 14: the review committee meets at least once in two months', 'seed'),
  ('s79-3b', 'execute', 0, 129600000, 'IT Rules 2021, rule 3(1)(d): 36 hours', 'seed'),
  ('s79-3b', 'execute', 1771525800000, 10800000, 'IT Rules 2021, rule 3(1)(d) as amended by G.S.R. 120(E): three hours from 20 February 2026', 'seed'),
  ('s79-3b', 'review', 0, 5184000000, 'house rule: looked at again every two months', 'seed'),
  ('court', 'execute', 0, 129600000, 'IT Rules 2021, rule 3(1)(d): 36 hours', 'seed'),
  ('court', 'execute', 1771525800000, 10800000, 'IT Rules 2021, rule 3(1)(d) as amended by G.S.R. 120(E): three hours from 20 February 2026', 'seed'),
  ('court', 'review', 0, 5184000000, 'house rule: looked at again every two months', 'seed'),
  ('intimate', 'execute', 0, 86400000, 'IT Rules 2021, rule 3(2)(b): 24 hours', 'seed'),
  ('intimate', 'execute', 1771525800000, 7200000, 'IT Rules 2021, rule 3(2)(b) as amended by G.S.R. 120(E): two hours from 20 February 2026', 'seed'),
  ('grievance-urgent', 'acknowledge', 0, 86400000, 'IT Rules 2021, rule 3(2)(a)(i): acknowledged within 24 hours', 'seed'),
  ('grievance-urgent', 'execute', 0, 259200000, 'IT Rules 2021, rule 3(2)(a)(i), proviso: 72 hours', 'seed'),
  ('grievance-urgent', 'execute', 1771525800000, 129600000, 'IT Rules 2021, rule 3(2)(a)(i), proviso as amended by G.S.R. 120(E): 36 hours from 20 February 2026', 'seed'),
  ('grievance', 'acknowledge', 0, 86400000, 'IT Rules 2021, rule 3(2)(a)(i): acknowledged within 24 hours', 'seed'),
  ('grievance', 'execute', 0, 1296000000, 'IT Rules 2021, rule 3(2)(a)(i): 15 days', 'seed'),
  ('grievance', 'execute', 1771525800000, 604800000, 'IT Rules 2021, rule 3(2)(a)(i) as amended by G.S.R. 120(E): seven days from 20 February 2026', 'seed'),
  ('state', 'execute', 0, 129600000, 'IT Rules 2021, rule 3(1)(d): 36 hours', 'seed'),
  ('state', 'execute', 1771525800000, 10800000, 'IT Rules 2021, rule 3(1)(d) as amended by G.S.R. 120(E): three hours from 20 February 2026', 'seed'),
  ('state', 'review', 0, 5184000000, 'house rule: looked at again every two months', 'seed'),
  ('other', 'execute', 0, 129600000, 'house rule: 36 hours', 'seed'),
  ('other', 'review', 0, 5184000000, 'house rule: looked at again every two months', 'seed');

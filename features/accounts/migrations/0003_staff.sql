-- Why somebody got a role.
ALTER TABLE roles ADD COLUMN reason text NOT NULL DEFAULT '';

-- Grants, ends and dismissals: who did it to whom, when and why. Rows are never changed.
CREATE TABLE role_acts (
  person_id uuid NOT NULL,
  act_id uuid NOT NULL,
  region cell_region,
  action text NOT NULL CHECK (action IN ('granted', 'ended', 'dismissed')),
  -- Empty on dismissals.
  role text NOT NULL,
  organisation text NOT NULL,
  -- Null where the operator did it by command.
  by_person uuid,
  reason text NOT NULL,
  at_ms bigint NOT NULL,
  -- Opens the commitment that stands in the public log.
  salt bytea NOT NULL,
  PRIMARY KEY (person_id, act_id)
);
CREATE INDEX role_acts_by_age ON role_acts (at_ms);

-- A role for an hour. Waiting while ends_at_ms is null; open until ends_at_ms or until it is closed.
CREATE TABLE break_glass (
  person_id uuid NOT NULL,
  request_id uuid NOT NULL,
  region cell_region,
  role text NOT NULL,
  reason text NOT NULL,
  salt bytea NOT NULL,
  -- SHA-256 of exactly what is asked, salt included.
  digest bytea NOT NULL,
  requested_at_ms bigint NOT NULL,
  expires_at_ms bigint NOT NULL,
  opened_at_ms bigint,
  ends_at_ms bigint,
  closed_at_ms bigint,
  closed_how text,
  closed_by uuid,
  closed_reason text,
  uses int NOT NULL DEFAULT 0,
  PRIMARY KEY (person_id, request_id),
  CHECK ((opened_at_ms IS NULL) = (ends_at_ms IS NULL)),
  CHECK ((closed_at_ms IS NULL) = (closed_how IS NULL))
);
CREATE INDEX break_glass_by_request ON break_glass (request_id);
CREATE INDEX break_glass_unclosed ON break_glass (person_id) WHERE closed_at_ms IS NULL;
CREATE INDEX break_glass_by_age ON break_glass (requested_at_ms);

CREATE TABLE break_glass_approvals (
  -- Of the request, whose person it is.
  person_id uuid NOT NULL,
  request_id uuid NOT NULL,
  approver_id uuid NOT NULL,
  region cell_region,
  digest bytea NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (person_id, request_id, approver_id),
  CHECK (approver_id <> person_id)
);
CREATE INDEX break_glass_approvals_by_approver ON break_glass_approvals (approver_id);

-- Every request made under a lent role: the route's name and the time.
CREATE TABLE break_glass_uses (
  person_id uuid NOT NULL,
  request_id uuid NOT NULL,
  use_number int NOT NULL,
  region cell_region,
  route text NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (person_id, request_id, use_number)
);

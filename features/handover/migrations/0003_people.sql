-- What people were told before the cell goes to another owner. A correction is a new version; none is changed.
CREATE TABLE handover_notices (
  deal_id uuid NOT NULL,
  version int NOT NULL,
  region cell_region,
  -- Who will run it: a bidder of the deal. With another one the notice means nothing.
  bidder text NOT NULL,
  -- Canonical JSON, as everybody gets it.
  body text NOT NULL,
  published_at_ms bigint NOT NULL,
  deadline_ms bigint NOT NULL,
  PRIMARY KEY (deal_id, version)
);

-- What each person was told and chose. Erased with the person.
CREATE TABLE handover_choices (
  person_id uuid NOT NULL,
  deal_id uuid NOT NULL,
  region cell_region,
  -- Which notice was shown first, or chosen under.
  version int NOT NULL,
  told_at_ms bigint NOT NULL,
  -- Null: told, and nothing chosen.
  choice text CHECK (choice IN ('stay', 'export', 'erase', 'object')),
  chosen_at_ms bigint,
  PRIMARY KEY (person_id, deal_id)
);
CREATE INDEX handover_choices_leaving ON handover_choices (deal_id, person_id)
  WHERE choice IN ('erase', 'object');

-- What they chose, counted when the deadline was over, before those who leave were erased.
CREATE TABLE handover_settlements (
  deal_id uuid PRIMARY KEY,
  region cell_region,
  version int NOT NULL,
  begun_at_ms bigint NOT NULL,
  -- When the last of them was erased.
  settled_at_ms bigint,
  told int NOT NULL,
  stay int NOT NULL,
  export int NOT NULL,
  erase int NOT NULL,
  object int NOT NULL
);

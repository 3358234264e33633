-- Phone brands. A few hundred rows; copied to every node.
CREATE TABLE brands (
  brand_id uuid PRIMARY KEY,
  region cell_region,
  -- The organisation in which its people hold the role partner.
  organisation text NOT NULL UNIQUE,
  name text NOT NULL,
  languages text[] NOT NULL,
  -- [{name, screenWidthPx, screenHeightPx, packWidthPx, format}]
  models jsonb NOT NULL,
  stage text NOT NULL CHECK (stage IN ('invited', 'testing', 'live')),
  -- Null while it is lit.
  dark_since_ms bigint,
  dark_by text CHECK (dark_by IN ('brand', 'operator')),
  dark_note text,
  -- How often its switch was turned: makes its kill list's version grow.
  switch_count int NOT NULL,
  created_at_ms bigint NOT NULL,
  changed_at_ms bigint NOT NULL
);

-- Keys of brands: of the secret only a hash.
CREATE TABLE brand_keys (
  key_id text PRIMARY KEY,
  region cell_region,
  brand_id uuid NOT NULL,
  secret_hash bytea NOT NULL,
  label text NOT NULL,
  created_at_ms bigint NOT NULL,
  -- Null for one without an end.
  ends_at_ms bigint,
  last_used_at_ms bigint
);
CREATE INDEX brand_keys_by_brand ON brand_keys (brand_id, key_id);

-- How much reached a brand's phones in an hour (UTC). Nobody is told apart.
CREATE TABLE brand_hours (
  brand_id uuid NOT NULL,
  hour int NOT NULL,
  region cell_region,
  packs bigint NOT NULL,
  unchanged bigint NOT NULL,
  cards bigint NOT NULL,
  bytes bigint NOT NULL,
  glances bigint NOT NULL,
  opens bigint NOT NULL,
  dismisses bigint NOT NULL,
  without_receipt bigint NOT NULL,
  PRIMARY KEY (brand_id, hour)
);
CREATE INDEX brand_hours_by_hour ON brand_hours (hour);

-- What clients say of themselves.
CREATE TABLE brand_reports (
  brand_id uuid NOT NULL,
  report_id uuid NOT NULL,
  region cell_region,
  -- {client, model, checks: [{check, passed, detail}]}
  report jsonb NOT NULL,
  reported_at_ms bigint NOT NULL,
  PRIMARY KEY (brand_id, report_id)
);

-- What was done with a brand, by whom and why. Rows are never changed.
CREATE TABLE brand_acts (
  brand_id uuid NOT NULL,
  act_id uuid NOT NULL,
  region cell_region,
  -- Null where a client did it with its key.
  person_id uuid,
  by_side text NOT NULL,
  action text NOT NULL,
  note text NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (brand_id, act_id)
);
CREATE INDEX brand_acts_by_age ON brand_acts (at_ms);

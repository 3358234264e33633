-- What serving keeps: the operator's rules, how many questions come by hour, and what people say of ads.

-- Each change is a row; none is edited. `book` is 'ads': all rules of a cell lie together.
CREATE TABLE ad_policies (
  book text NOT NULL,
  version int NOT NULL CHECK (version > 0),
  region cell_region,
  from_ms bigint NOT NULL,
  -- As `AdPolicy` of the contract.
  policy jsonb NOT NULL,
  note text NOT NULL,
  set_by uuid NOT NULL,
  set_at_ms bigint NOT NULL,
  PRIMARY KEY (book, version)
);

-- Questions for ads in each hour, of nobody in particular.
CREATE TABLE ad_traffic (
  book text NOT NULL,
  hour_ms bigint NOT NULL,
  region cell_region,
  asks bigint NOT NULL,
  PRIMARY KEY (book, hour_ms)
);

CREATE TABLE ad_reports (
  -- The advertiser; of an outside seat's ad `seat:NAME`, which no advertiser can be called.
  organisation text NOT NULL,
  report_id uuid NOT NULL,
  region cell_region,
  person_id uuid NOT NULL,
  -- A creative's id, or what a seat calls its ad.
  creative text NOT NULL,
  -- {sponsor, title, url}: what was seen, as it may have changed since.
  seen jsonb NOT NULL,
  reason text NOT NULL,
  note_sealed bytea,
  state text NOT NULL CHECK (state IN ('open', 'upheld', 'dismissed')),
  verdict_note text,
  decided_by uuid,
  decided_at_ms bigint,
  at_ms bigint NOT NULL,
  PRIMARY KEY (organisation, report_id),
  -- One person's word on one ad counts once.
  UNIQUE (organisation, creative, person_id)
);
CREATE INDEX ad_reports_open ON ad_reports (at_ms, report_id) WHERE state = 'open';
CREATE INDEX ad_reports_of_person ON ad_reports (person_id);
CREATE INDEX ad_reports_by_age ON ad_reports (at_ms);

-- House ads cost nothing; only line items of advertisers that the operator marked are shown as such.
ALTER TABLE ad_line_items DROP CONSTRAINT ad_line_items_pricing_check;
ALTER TABLE ad_line_items ADD CONSTRAINT ad_line_items_pricing_check CHECK (pricing IN ('cpm', 'cpv', 'cpc', 'house'));

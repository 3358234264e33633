-- Everything of an advertiser lies under its organisation: it is in every key and every join, so that a row that points at
-- another organisation's leads nowhere. No foreign keys: deltas of a hand-over take rows out and put them in again.

CREATE TABLE ad_advertisers (
  -- In which its people hold the role advertiser.
  organisation text PRIMARY KEY,
  region cell_region,
  name text NOT NULL,
  legal_name text NOT NULL,
  website text NOT NULL,
  tax_id text,
  state text,
  verification text NOT NULL CHECK (verification IN ('waiting', 'verified', 'refused')),
  verification_note text,
  verified_by uuid,
  verified_at_ms bigint,
  -- Grows with each change of what is verified.
  version int NOT NULL,
  created_by uuid NOT NULL,
  created_at_ms bigint NOT NULL,
  changed_at_ms bigint NOT NULL
);
CREATE INDEX ad_advertisers_by_maker ON ad_advertisers (created_by);

CREATE TABLE ad_campaigns (
  organisation text NOT NULL,
  campaign_id uuid NOT NULL,
  region cell_region,
  name text NOT NULL,
  objective text NOT NULL,
  -- Smallest units of the region's currency.
  budget bigint NOT NULL CHECK (budget > 0),
  starts_at_ms bigint NOT NULL,
  ends_at_ms bigint NOT NULL,
  -- What its owner wants; what it is follows from this, its dates, and the reviews.
  wish text NOT NULL CHECK (wish IN ('draft', 'live', 'paused', 'ended')),
  created_at_ms bigint NOT NULL,
  changed_at_ms bigint NOT NULL,
  PRIMARY KEY (organisation, campaign_id),
  CHECK (ends_at_ms > starts_at_ms)
);

CREATE TABLE ad_line_items (
  organisation text NOT NULL,
  line_item_id uuid NOT NULL,
  campaign_id uuid NOT NULL,
  region cell_region,
  name text NOT NULL,
  pricing text NOT NULL CHECK (pricing IN ('cpm', 'cpv', 'cpc')),
  price bigint NOT NULL CHECK (price > 0),
  goal bigint,
  priority int NOT NULL,
  pacing text NOT NULL CHECK (pacing IN ('even', 'fast')),
  -- [{count, hours}]
  caps jsonb NOT NULL,
  -- {languages, genres, states, hours: [{day, fromHour, toHour}], interests}
  targeting jsonb NOT NULL,
  is_on boolean NOT NULL,
  created_at_ms bigint NOT NULL,
  changed_at_ms bigint NOT NULL,
  PRIMARY KEY (organisation, line_item_id)
);
CREATE INDEX ad_line_items_by_campaign ON ad_line_items (organisation, campaign_id);

CREATE TABLE ad_creatives (
  organisation text NOT NULL,
  creative_id uuid NOT NULL,
  region cell_region,
  name text NOT NULL,
  -- A card's fields, or a clip's id.
  content jsonb NOT NULL,
  -- Of the content.
  version int NOT NULL,
  review text NOT NULL CHECK (review IN ('draft', 'in_review', 'approved', 'refused')),
  review_note text,
  reviewed_by uuid,
  reviewed_at_ms bigint,
  -- Since when it waits for a verdict.
  waits_since_ms bigint,
  created_at_ms bigint NOT NULL,
  changed_at_ms bigint NOT NULL,
  PRIMARY KEY (organisation, creative_id)
);
CREATE INDEX ad_creatives_waiting ON ad_creatives (waits_since_ms, creative_id) WHERE review = 'in_review';

CREATE TABLE ad_line_creatives (
  organisation text NOT NULL,
  line_item_id uuid NOT NULL,
  creative_id uuid NOT NULL,
  region cell_region,
  PRIMARY KEY (organisation, line_item_id, creative_id)
);

-- What was done, by whom and why. Rows are never changed.
CREATE TABLE ad_acts (
  organisation text NOT NULL,
  act_id uuid NOT NULL,
  region cell_region,
  person_id uuid NOT NULL,
  by_side text NOT NULL,
  action text NOT NULL,
  thing_id uuid,
  note text NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (organisation, act_id)
);
CREATE INDEX ad_acts_by_age ON ad_acts (at_ms);

-- What ads cost. Amounts are whole smallest units of the region's currency unless a column says micros: millionths of the
-- currency's unit. Rows of an outside seat stand under the organisation `seat:NAME`, which no advertiser can be called.

-- Money that one server may spend on one line item: out of the wallet, in `held`, until it is billed or goes back.
CREATE TABLE ad_leases (
  organisation text NOT NULL,
  lease_id uuid NOT NULL,
  campaign_id uuid NOT NULL,
  line_item_id uuid NOT NULL,
  region cell_region,
  server_id uuid NOT NULL,
  placement text NOT NULL CHECK (placement IN ('feed', 'lock')),
  -- open: its server reserves from it. returning: no longer, but tokens that name it may come. closed: all of it is settled.
  state text NOT NULL CHECK (state IN ('open', 'returning', 'closed')),
  -- Of the wallet, without what went back.
  units bigint NOT NULL CHECK (units >= 0),
  billed bigint NOT NULL CHECK (billed >= 0),
  -- Paid events of the line item's goal that it may bring; null without a goal.
  events bigint,
  billed_events bigint NOT NULL,
  taken_at_ms bigint NOT NULL,
  -- Its server renews it before; afterwards that server is gone.
  serves_until_ms bigint NOT NULL,
  -- No token that names it lives longer.
  tokens_until_ms bigint NOT NULL,
  closed_at_ms bigint,
  PRIMARY KEY (organisation, lease_id),
  CHECK (billed <= units),
  CHECK (billed_events <= events)
);
CREATE INDEX ad_leases_over ON ad_leases (tokens_until_ms) WHERE state <> 'closed';
CREATE INDEX ad_leases_closed ON ad_leases (closed_at_ms) WHERE state = 'closed';
CREATE INDEX ad_leases_of_server ON ad_leases (server_id) WHERE state = 'open';

-- What of budgets and goals is used: every lease and every bill holds these rows.
CREATE TABLE ad_budgets (
  organisation text NOT NULL,
  campaign_id uuid NOT NULL,
  -- All zeros: the campaign as a whole.
  line_item_id uuid NOT NULL,
  region cell_region,
  -- In leases and not billed yet.
  leased bigint NOT NULL CHECK (leased >= 0),
  billed bigint NOT NULL CHECK (billed >= 0),
  leased_events bigint NOT NULL CHECK (leased_events >= 0),
  billed_events bigint NOT NULL CHECK (billed_events >= 0),
  -- Billed and less than a whole unit, of a line item or a seat: goes with the next event.
  carry_micros bigint NOT NULL CHECK (carry_micros >= 0),
  PRIMARY KEY (organisation, campaign_id, line_item_id)
);

-- What a seat spent on a day (UTC), against its limit.
CREATE TABLE ad_seat_days (
  organisation text NOT NULL,
  day_ms bigint NOT NULL,
  region cell_region,
  billed bigint NOT NULL CHECK (billed >= 0),
  PRIMARY KEY (organisation, day_ms)
);

-- Which event of which grant was counted, so that it counts once. No person is in it.
CREATE TABLE ad_counted (
  organisation text NOT NULL,
  grant_id uuid NOT NULL,
  -- 1 render, 2 view, 3 click, 4 hide, 5 report, 6 conversion.
  type smallint NOT NULL,
  -- Of a token that many devices have: a hash of device and grant; all zeros elsewhere.
  showing uuid NOT NULL,
  region cell_region,
  at_ms bigint NOT NULL,
  until_ms bigint NOT NULL,
  PRIMARY KEY (organisation, grant_id, type, showing)
);
CREATE INDEX ad_counted_by_end ON ad_counted (until_ms);

-- What was paid for: one row and one transfer of the ledger for each. Rows are never changed.
CREATE TABLE ad_billed (
  organisation text NOT NULL,
  grant_id uuid NOT NULL,
  showing uuid NOT NULL,
  region cell_region,
  transfer_id uuid NOT NULL,
  campaign_id uuid NOT NULL,
  line_item_id uuid NOT NULL,
  lease_id uuid,
  creative text NOT NULL,
  placement text NOT NULL,
  -- render, view, click.
  paid_on text NOT NULL,
  price_micros bigint NOT NULL,
  units bigint NOT NULL CHECK (units > 0),
  -- Of the units: who got how much. The rest is the house's.
  creator_units bigint NOT NULL,
  brand_units bigint NOT NULL,
  -- The clip beside it, and whose lock screen it was.
  beside uuid,
  brand text,
  at_ms bigint NOT NULL,
  PRIMARY KEY (organisation, grant_id, showing)
);
CREATE INDEX ad_billed_by_brand ON ad_billed (brand, at_ms) WHERE brand IS NOT NULL;
CREATE INDEX ad_billed_by_age ON ad_billed (at_ms);

-- What is owed to a creator (person id) or a phone brand (organisation) beyond whole units, in ten-thousandths of one.
CREATE TABLE ad_share_carries (
  owner text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('creator', 'brand')),
  region cell_region,
  -- Set where the owner is a person.
  person_id uuid,
  carry int NOT NULL CHECK (carry >= 0),
  PRIMARY KEY (owner, kind)
);

-- What happened, hour by hour. Empty text: not known. `reach` counts first showings of the campaign to somebody.
CREATE TABLE ad_facts (
  organisation text NOT NULL,
  hour_ms bigint NOT NULL,
  campaign_id uuid NOT NULL,
  line_item_id uuid NOT NULL,
  creative text NOT NULL,
  placement text NOT NULL,
  language text NOT NULL,
  genre text NOT NULL,
  state text NOT NULL,
  region cell_region,
  shown bigint NOT NULL,
  viewable bigint NOT NULL,
  clicks bigint NOT NULL,
  conversions bigint NOT NULL,
  reach bigint NOT NULL,
  hides bigint NOT NULL,
  reports bigint NOT NULL,
  billed_events bigint NOT NULL,
  spend bigint NOT NULL,
  -- Events that came when nothing was left to pay them from.
  given_events bigint NOT NULL,
  PRIMARY KEY (organisation, hour_ms, campaign_id, line_item_id, creative, placement, language, genre, state)
);
CREATE INDEX ad_facts_by_hour ON ad_facts (hour_ms);

-- What was not counted, and why; under an empty organisation where no grant of ours says whose it was.
CREATE TABLE ad_filtered (
  organisation text NOT NULL,
  hour_ms bigint NOT NULL,
  campaign_id uuid NOT NULL,
  line_item_id uuid NOT NULL,
  placement text NOT NULL,
  reason text NOT NULL,
  region cell_region,
  events bigint NOT NULL,
  PRIMARY KEY (organisation, hour_ms, campaign_id, line_item_id, placement, reason)
);
CREATE INDEX ad_filtered_by_hour ON ad_filtered (hour_ms);

-- With which an advertiser's own server tells of conversions. The secret is kept as a hash.
CREATE TABLE ad_keys (
  organisation text NOT NULL,
  key_id text NOT NULL,
  region cell_region,
  secret_hash bytea NOT NULL,
  label text NOT NULL,
  made_by uuid,
  created_at_ms bigint NOT NULL,
  ended_at_ms bigint,
  PRIMARY KEY (organisation, key_id)
);
CREATE INDEX ad_keys_by_maker ON ad_keys (made_by) WHERE ended_at_ms IS NULL;

-- Addresses of data centres, where nobody watches: the operator's newest list. Without a row the program's own is in force.
CREATE TABLE ad_ranges (
  list_id uuid PRIMARY KEY,
  region cell_region,
  -- {source, datedOn, ranges: [CIDR]}
  list jsonb NOT NULL,
  put_at_ms bigint NOT NULL
);

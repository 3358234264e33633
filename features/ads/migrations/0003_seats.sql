-- Outside seats and who sells here. Rows of a seat stand under the organisation `seat:NAME`, which no advertiser can be called.

CREATE TABLE ad_seats (
  organisation text PRIMARY KEY,
  region cell_region,
  -- As the operator wrote them: endpoint, version, limits, deals.
  terms jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('on', 'paused')),
  -- Grows with each change.
  version int NOT NULL,
  -- The last question that nobody's ad hung on, and how it went.
  last_test jsonb,
  created_at_ms bigint NOT NULL,
  changed_at_ms bigint NOT NULL
);

-- What became of questions to a seat on a day (UTC). Written every second or so: a killed process loses what came since.
CREATE TABLE ad_seat_counts (
  organisation text NOT NULL,
  day_ms bigint NOT NULL,
  region cell_region,
  asked bigint NOT NULL,
  bids bigint NOT NULL,
  no_bid bigint NOT NULL,
  faulty bigint NOT NULL,
  late bigint NOT NULL,
  failed bigint NOT NULL,
  refused bigint NOT NULL,
  spared bigint NOT NULL,
  won bigint NOT NULL,
  billed bigint NOT NULL,
  spent_micros bigint NOT NULL,
  PRIMARY KEY (organisation, day_ms)
);

-- Showings that a seat won, until they are billed or nobody can bill them any more. No person is in it.
CREATE TABLE ad_seat_wins (
  organisation text NOT NULL,
  grant_id uuid NOT NULL,
  region cell_region,
  -- What its billing notice is made of.
  win jsonb NOT NULL,
  -- Of a thousand showings.
  price_micros bigint NOT NULL,
  won_at_ms bigint NOT NULL,
  billed_at_ms bigint,
  PRIMARY KEY (organisation, grant_id)
);
CREATE INDEX ad_seat_wins_by_age ON ad_seat_wins (won_at_ms);

-- Our domain as a system, sellers and authorised systems: what ads.txt and sellers.json are written from. One row, `house:selling`.
CREATE TABLE ad_selling (
  organisation text PRIMARY KEY,
  region cell_region,
  selling jsonb NOT NULL,
  version int NOT NULL,
  changed_at_ms bigint NOT NULL
);

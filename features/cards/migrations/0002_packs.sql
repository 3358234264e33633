-- Numbers of signing keys. The keys themselves are derived from the cell's root and never stored.
CREATE TABLE lock_keys (
  key_number int PRIMARY KEY,
  region cell_region,
  -- Signs from this time on: devices know it by then.
  active_from_ms bigint NOT NULL,
  -- Signs no more from this time on.
  retired_at_ms bigint,
  -- Taken out of the key set at once: nothing that it signed counts any more.
  withdrawn_at_ms bigint
);

-- What this cell is called in everything that it signs: minted once.
CREATE TABLE lock_cell (
  id int PRIMARY KEY,
  region cell_region,
  name text NOT NULL
);

-- The present contextual pack of each channel (region, language, kind). version never goes back.
CREATE TABLE lock_channels (
  channel text PRIMARY KEY,
  region cell_region,
  version bigint NOT NULL,
  cards int NOT NULL,
  issued_at_ms bigint NOT NULL,
  -- Made anew from this time on: a card's time begins or ends, or half an hour is over.
  stale_at_ms bigint NOT NULL,
  -- The journal window of the cards that it was made of.
  made_of_window bigint NOT NULL,
  -- Protected header of the signatures: tells by which key.
  header text NOT NULL,
  -- {variant: signed pack as text}
  bodies jsonb NOT NULL
);

-- Versions of personal channels: (viewer, channel).
CREATE TABLE lock_viewer_channels (
  person_id uuid NOT NULL,
  channel text NOT NULL,
  region cell_region,
  version bigint NOT NULL,
  PRIMARY KEY (person_id, channel)
);

-- How each pack was chosen, so that it can be chosen again and its slots evaluated, while its slots take events.
CREATE TABLE lock_packs (
  pack_id uuid PRIMARY KEY,
  region cell_region,
  -- Null for a contextual one.
  person_id uuid,
  channel text NOT NULL,
  version bigint NOT NULL,
  issued_at_ms bigint NOT NULL,
  seed bigint NOT NULL,
  learned_window bigint NOT NULL,
  bytes int NOT NULL,
  -- [{card, propensity, score, how, reason}] by place
  places jsonb NOT NULL
);
CREATE INDEX lock_packs_by_time ON lock_packs (issued_at_ms);
CREATE INDEX lock_packs_by_person ON lock_packs (person_id) WHERE person_id IS NOT NULL;

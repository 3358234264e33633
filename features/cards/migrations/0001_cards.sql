-- Cards: what may stand on a lock screen for a moment, one a language of its story or clip.
CREATE TABLE cards (
  card_id uuid PRIMARY KEY,
  region cell_region,
  kind text NOT NULL,
  -- Story or clip; the card's own id for a desk card.
  item_id uuid NOT NULL,
  -- Who made the clip; null for stories and desk cards.
  person_id uuid,
  -- Whose reports a story rests on.
  publisher_ids uuid[] NOT NULL,
  language text NOT NULL,
  genre text NOT NULL,
  age text NOT NULL,
  headline text NOT NULL,
  summary text NOT NULL,
  attribution text[] NOT NULL,
  open_path text NOT NULL,
  -- {reports, origins, confirmed, disagreements}
  story jsonb,
  -- {focus, thumbhash, alternative, credit, renditions: [{key, format, widthPx, heightPx, bytes, sha256}]}
  picture jsonb,
  -- {key, widthPx, heightPx, bytes, sha256}
  loop jsonb,
  prepared boolean NOT NULL,
  happened_at_ms bigint NOT NULL,
  trend real NOT NULL,
  duration_ms int NOT NULL,
  sample boolean NOT NULL,
  state text NOT NULL,
  version int NOT NULL,
  from_ms bigint NOT NULL,
  until_ms bigint NOT NULL,
  embargo_until_ms bigint,
  proposed_at_ms bigint NOT NULL,
  changed_at_ms bigint NOT NULL,
  -- {by, atMs, rule, author, untilMs}; stays when the card ends, so that a killed card is known to have been shown.
  approval jsonb,
  -- {text: {headline, summary, attribution, genre, age}, story, picture} as the source says now.
  correction jsonb,
  ended_at_ms bigint,
  ended_reason text
);
CREATE INDEX cards_by_state ON cards (state, card_id);
CREATE INDEX cards_by_end ON cards (until_ms) WHERE state IN ('proposed', 'approved');
CREATE INDEX cards_by_ended ON cards (ended_at_ms) WHERE ended_at_ms IS NOT NULL;
CREATE INDEX cards_by_person ON cards (person_id) WHERE person_id IS NOT NULL;

-- Which card stands for an item in a language: found by the item, wherever its cards live.
CREATE TABLE cards_by_item (
  item_id uuid NOT NULL,
  language text NOT NULL,
  region cell_region,
  card_id uuid NOT NULL,
  PRIMARY KEY (item_id, language)
);

-- What was decided on a card, by whom and why. Rows are never changed.
CREATE TABLE card_acts (
  card_id uuid NOT NULL,
  act_id uuid NOT NULL,
  region cell_region,
  -- Null where no person did it.
  editor_id uuid,
  action text NOT NULL,
  note text NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (card_id, act_id)
);
CREATE INDEX card_acts_by_age ON card_acts (at_ms);

-- Whose cards are approved without a look: dated, with an author.
CREATE TABLE card_rules (
  rule_id uuid PRIMARY KEY,
  region cell_region,
  kind text NOT NULL,
  subject_id uuid,
  note text NOT NULL,
  author text NOT NULL,
  author_id uuid,
  from_ms bigint NOT NULL,
  until_ms bigint NOT NULL
);

-- The kill list's version: one row. It grows with every kill and with every turn of the switch.
CREATE TABLE lock_kill (
  id int PRIMARY KEY,
  region cell_region,
  version bigint NOT NULL,
  all_dark boolean NOT NULL,
  changed_at_ms bigint NOT NULL
);

-- How often things happened with a card on a day (UTC). Nobody is told apart.
CREATE TABLE lock_card_days (
  card_id uuid NOT NULL,
  day int NOT NULL,
  region cell_region,
  glances bigint NOT NULL DEFAULT 0,
  dwell_ms bigint NOT NULL DEFAULT 0,
  opens bigint NOT NULL DEFAULT 0,
  dismisses bigint NOT NULL DEFAULT 0,
  saves bigint NOT NULL DEFAULT 0,
  shares bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (card_id, day)
);
CREATE INDEX lock_card_days_by_day ON lock_card_days (day);

-- Cards that went dark while packs with them may live. Outlives the card's own row, which an erasure takes.
CREATE TABLE lock_kills (
  card_id uuid PRIMARY KEY,
  region cell_region,
  killed_at_ms bigint NOT NULL
);
CREATE INDEX lock_kills_by_time ON lock_kills (killed_at_ms);

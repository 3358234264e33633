-- Lock cards and stories, projected from the journal. flags: see src/flags.ts (a card's: approved is PUBLISHED).
CREATE TABLE visibility_cards (
  card_id uuid PRIMARY KEY,
  region cell_region,
  kind text NOT NULL,
  item_id uuid NOT NULL,
  flags int NOT NULL,
  -- In no pack and no picture before this time (embargo), nor from that one on.
  from_ms bigint NOT NULL,
  until_ms bigint NOT NULL,
  window_number bigint NOT NULL
);
CREATE TABLE visibility_stories (
  story_id uuid PRIMARY KEY,
  region cell_region,
  flags int NOT NULL,
  window_number bigint NOT NULL
);

-- What people told the feed in so many words: sealed, because it says what they like. The id is derived from what the choice
-- is about, so that a thing has one choice.
CREATE TABLE taste_choices (
  person_id uuid NOT NULL,
  choice_id uuid NOT NULL,
  region cell_region,
  sealed bytea NOT NULL,
  since_ms bigint NOT NULL,
  PRIMARY KEY (person_id, choice_id)
);

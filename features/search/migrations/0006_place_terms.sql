-- How many different people must have watched a clip in a state on one day before anything is told of it there. The row with the
-- latest beginning counts; never fewer than are asked of the whole country.
CREATE TABLE search_place_terms (
  from_ms bigint PRIMARY KEY,
  region cell_region,
  people_min integer NOT NULL CHECK (people_min BETWEEN 10 AND 10000),
  source text NOT NULL,
  author text NOT NULL
);
INSERT INTO search_place_terms (from_ms, people_min, source, author)
VALUES (0, 20, 'the house: twice what the whole country asks, because a state narrows down who watched', 'release');

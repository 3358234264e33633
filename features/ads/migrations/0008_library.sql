-- The public ad library: every ad that was let out, in the words that were let out, from its approval on; of outside seats, from
-- the first win on. What it came to is summed from the facts of its time.
CREATE TABLE ad_library (
  organisation text NOT NULL,
  -- Its name in public: says nothing of the creative's own id, which orders and reports name.
  ad_id uuid NOT NULL,
  region cell_region,
  -- As facts have it: a creative's id, or what a seat calls it.
  creative text NOT NULL,
  version int NOT NULL,
  content jsonb NOT NULL,
  -- In small letters, what is searched.
  words text NOT NULL,
  -- From when on facts of the creative are of this version.
  from_ms bigint NOT NULL,
  -- Null until it was shown.
  first_ms bigint,
  last_ms bigint,
  shown bigint NOT NULL,
  reach bigint NOT NULL,
  spend bigint NOT NULL,
  placements text[] NOT NULL,
  languages text[] NOT NULL,
  states text[] NOT NULL,
  -- Whom its line items were for: [{languages, genres, states, hours, interests}]
  targeting jsonb NOT NULL,
  PRIMARY KEY (organisation, ad_id),
  UNIQUE (organisation, creative, version)
);
CREATE INDEX ad_library_by_last ON ad_library (last_ms DESC, ad_id DESC) WHERE last_ms IS NOT NULL;

INSERT INTO ad_library (organisation, ad_id, creative, version, content, words, from_ms, shown, reach, spend, placements,
  languages, states, targeting)
SELECT organisation, gen_random_uuid(), creative_id::text, version, content, lower(content::text), reviewed_at_ms, 0, 0, 0,
  '{}', '{}', '{}', '[]' FROM ad_creatives WHERE review = 'approved';

-- People whom somebody proposes to follow together.
CREATE TABLE social_packs (
  pack_id uuid PRIMARY KEY,
  region cell_region,
  person_id uuid NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  language text NOT NULL,
  -- In the order in which its maker put them.
  people uuid[] NOT NULL,
  created_at_ms bigint NOT NULL,
  changed_at_ms bigint NOT NULL,
  -- Whether it is proposed to others: as its maker stood when it was made or changed.
  proposed boolean NOT NULL
);
CREATE INDEX social_packs_of_person ON social_packs (person_id, changed_at_ms DESC);
CREATE INDEX social_packs_by_language ON social_packs (language, changed_at_ms DESC, pack_id DESC) WHERE proposed;
CREATE INDEX social_packs_by_time ON social_packs (changed_at_ms DESC, pack_id DESC) WHERE proposed;
CREATE INDEX social_packs_people ON social_packs USING gin (people);

-- Who does not want to be in anybody's pack.
CREATE TABLE social_unpacked (
  person_id uuid PRIMARY KEY,
  region cell_region,
  since_ms bigint NOT NULL
);

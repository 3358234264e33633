-- Close friends: a list that only its owner sees. Both halves, so that who is on it finds whose, and an erasure both.
CREATE TABLE social_close (
  person_id uuid NOT NULL,
  friend_id uuid NOT NULL,
  region cell_region,
  since_ms bigint NOT NULL,
  PRIMARY KEY (person_id, friend_id)
);
CREATE TABLE social_close_back (
  person_id uuid NOT NULL,
  owner_id uuid NOT NULL,
  region cell_region,
  since_ms bigint NOT NULL,
  PRIMARY KEY (person_id, owner_id)
);
CREATE INDEX social_close_by_time ON social_close (person_id, since_ms DESC, friend_id DESC);

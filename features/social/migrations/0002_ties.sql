-- Whom a person keeps away, and how: block (neither sees the other) or mute (out of their own feed and inbox). Each tie stands
-- on both persons' nodes: that of a block so that both sides know of it, all of them so that an erasure finds both halves.
CREATE TABLE social_ties (
  person_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('block', 'mute')),
  other_id uuid NOT NULL,
  region cell_region,
  since_ms bigint NOT NULL,
  PRIMARY KEY (person_id, kind, other_id)
);
CREATE TABLE social_ties_back (
  person_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('block', 'mute')),
  other_id uuid NOT NULL,
  region cell_region,
  since_ms bigint NOT NULL,
  PRIMARY KEY (person_id, kind, other_id)
);

-- Accounts that are private, or were. No row: everybody may see.
CREATE TABLE social_privacy (
  person_id uuid PRIMARY KEY,
  region cell_region,
  private boolean NOT NULL,
  changed_at_ms bigint NOT NULL
);

-- Who waits to follow a private account: on the asked one's node, and on the asker's.
CREATE TABLE social_requests (
  person_id uuid NOT NULL,
  asker_id uuid NOT NULL,
  region cell_region,
  since_ms bigint NOT NULL,
  PRIMARY KEY (person_id, asker_id)
);
CREATE TABLE social_asked (
  person_id uuid NOT NULL,
  asked_id uuid NOT NULL,
  region cell_region,
  since_ms bigint NOT NULL,
  PRIMARY KEY (person_id, asked_id)
);

-- Folders of saved clips; the name is sealed under the person's key.
CREATE TABLE social_collections (
  person_id uuid NOT NULL,
  collection_id uuid NOT NULL,
  region cell_region,
  name_sealed bytea NOT NULL,
  created_at_ms bigint NOT NULL,
  PRIMARY KEY (person_id, collection_id)
);
CREATE TABLE social_saves (
  person_id uuid NOT NULL,
  video_id uuid NOT NULL,
  region cell_region,
  -- Null: in no folder.
  collection_id uuid,
  since_ms bigint NOT NULL,
  PRIMARY KEY (person_id, video_id)
);
CREATE INDEX social_saves_by_time ON social_saves (person_id, since_ms DESC, video_id DESC);

CREATE TABLE social_reposts (
  person_id uuid NOT NULL,
  video_id uuid NOT NULL,
  region cell_region,
  since_ms bigint NOT NULL,
  PRIMARY KEY (person_id, video_id)
);
CREATE INDEX social_reposts_by_time ON social_reposts (person_id, since_ms DESC);

-- Lists are read newest first.
CREATE INDEX social_following_by_time ON social_following (person_id, since_ms DESC, followee_id DESC);
CREATE INDEX social_followers_by_time ON social_followers (person_id, since_ms DESC, follower_id DESC);

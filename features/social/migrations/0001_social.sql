-- Both directions of the follow graph, each on its own person's node.
CREATE TABLE social_following (
  person_id uuid NOT NULL,
  followee_id uuid NOT NULL,
  region cell_region,
  since_ms bigint NOT NULL,
  PRIMARY KEY (person_id, followee_id)
);
CREATE TABLE social_followers (
  person_id uuid NOT NULL,
  follower_id uuid NOT NULL,
  region cell_region,
  since_ms bigint NOT NULL,
  PRIMARY KEY (person_id, follower_id)
);
CREATE TABLE social_likes (
  person_id uuid NOT NULL,
  video_id uuid NOT NULL,
  region cell_region,
  since_ms bigint NOT NULL,
  PRIMARY KEY (person_id, video_id)
);

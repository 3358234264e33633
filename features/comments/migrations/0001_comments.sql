-- Comments and replies, with their clip. Without a person: what was deleted and still has replies under it.
CREATE TABLE comments (
  video_id uuid NOT NULL,
  comment_id uuid NOT NULL,
  region cell_region,
  person_id uuid,
  -- Who made the clip: whose decision it waits for.
  creator_id uuid NOT NULL,
  parent_id uuid,
  state text NOT NULL,
  text text NOT NULL,
  language text,
  likes bigint NOT NULL DEFAULT 0,
  replies int NOT NULL DEFAULT 0,
  created_at_ms bigint NOT NULL,
  -- Its time, later by some hours with each doubling of its likes: the order that is called best.
  best_ms bigint NOT NULL,
  -- Of a deleted one: how it stood before, who deleted it, and when.
  was text,
  deleted_by_creator boolean NOT NULL DEFAULT false,
  deleted_at_ms bigint,
  removed_at_ms bigint,
  removed_reason text,
  removed_note text,
  PRIMARY KEY (video_id, comment_id)
);
CREATE INDEX comments_by_id ON comments (comment_id);
CREATE INDEX comments_best ON comments (video_id, best_ms DESC, comment_id DESC) WHERE parent_id IS NULL;
CREATE INDEX comments_newest ON comments (video_id, created_at_ms DESC, comment_id DESC) WHERE parent_id IS NULL;
CREATE INDEX comments_replies ON comments (video_id, parent_id, created_at_ms, comment_id) WHERE parent_id IS NOT NULL;
CREATE INDEX comments_of_person ON comments (person_id, comment_id);
CREATE INDEX comments_held ON comments (creator_id, created_at_ms, comment_id) WHERE state = 'held';
CREATE INDEX comments_by_deletion ON comments (deleted_at_ms) WHERE state = 'deleted' AND person_id IS NOT NULL;

CREATE TABLE comment_likes (
  video_id uuid NOT NULL,
  comment_id uuid NOT NULL,
  person_id uuid NOT NULL,
  region cell_region,
  since_ms bigint NOT NULL,
  PRIMARY KEY (video_id, comment_id, person_id)
);
CREATE INDEX comment_likes_of_person ON comment_likes (person_id, comment_id);

-- People whom a comment names.
CREATE TABLE comment_mentions (
  video_id uuid NOT NULL,
  comment_id uuid NOT NULL,
  person_id uuid NOT NULL,
  region cell_region,
  PRIMARY KEY (video_id, comment_id, person_id)
);
CREATE INDEX comment_mentions_of_person ON comment_mentions (person_id);

-- What creators say about comments on all their clips, and on one.
CREATE TABLE comment_settings (
  person_id uuid PRIMARY KEY,
  region cell_region,
  audience text NOT NULL,
  hold_all boolean NOT NULL,
  words text[] NOT NULL
);
CREATE TABLE comment_clips (
  video_id uuid PRIMARY KEY,
  region cell_region,
  person_id uuid NOT NULL,
  audience text,
  pinned_id uuid
);
CREATE INDEX comment_clips_of_person ON comment_clips (person_id);

-- How fast somebody writes: until when what they have written counts against them.
CREATE TABLE comment_rates (
  person_id uuid PRIMARY KEY,
  region cell_region,
  full_until_ms bigint NOT NULL
);

-- By what each published clip is known again. `position`: in the order of the commits, so that who reads on misses none.
CREATE TABLE matching_clips (
  video_id uuid PRIMARY KEY,
  region cell_region,
  person_id uuid NOT NULL,
  position bigint NOT NULL,
  source_sha256 text NOT NULL,
  frames bytea NOT NULL,
  sound bytea,
  -- Its sound may be used by others.
  remix boolean NOT NULL,
  -- The clip of which its pictures are a copy: how many frames agree, and what is added to its time to get the original's.
  original_id uuid,
  original_frames int,
  original_offset_ms int,
  -- The clip whose sound was heard in it without being named.
  sound_id uuid,
  at_ms bigint NOT NULL,
  -- The clip is gone, and an order over it still stands.
  gone_at_ms bigint
);
CREATE INDEX matching_clips_by_position ON matching_clips (position);
CREATE INDEX matching_clips_of_person ON matching_clips (person_id);
CREATE INDEX matching_clips_of_original ON matching_clips (original_id) WHERE original_id IS NOT NULL;
CREATE INDEX matching_clips_gone ON matching_clips (gone_at_ms) WHERE gone_at_ms IS NOT NULL;

-- Lists of content that may not be published. `version` grows with every change of any list.
CREATE TABLE matching_lists (
  list_id uuid PRIMARY KEY,
  region cell_region,
  version bigint NOT NULL,
  name text NOT NULL,
  issuer text NOT NULL,
  file_sha256 text NOT NULL,
  entries int NOT NULL,
  imported_by uuid NOT NULL,
  at_ms bigint NOT NULL,
  ended_by uuid,
  ended_at_ms bigint
);
CREATE INDEX matching_lists_by_version ON matching_lists (version);

CREATE TABLE matching_entries (
  list_id uuid NOT NULL,
  line int NOT NULL,
  region cell_region,
  kind text NOT NULL,
  hash bytea NOT NULL,
  reason text NOT NULL,
  PRIMARY KEY (list_id, line)
);
CREATE INDEX matching_entries_by_file ON matching_entries (hash) WHERE kind = 'sha256';

-- Clips that wait for a person, or for the end of an order, and how that went.
CREATE TABLE matching_holds (
  video_id uuid PRIMARY KEY,
  region cell_region,
  upload_id uuid NOT NULL,
  person_id uuid NOT NULL,
  -- open, upheld, appealed, final, released
  state text NOT NULL,
  -- list, order
  cause text NOT NULL,
  -- What was matched, as `list/LIST/LINE` or `order/CLIP`; what a person found to be something else.
  matched text NOT NULL,
  exempt text[] NOT NULL,
  list_id uuid,
  original_id uuid,
  kind text NOT NULL,
  reason text NOT NULL,
  at_clip_ms int NOT NULL,
  distance int NOT NULL,
  hash bytea,
  known_hash bytea,
  width_px int NOT NULL,
  height_px int NOT NULL,
  picture_sealed bytea,
  appeal_sealed bytea,
  appealed_at_ms bigint,
  decided_by uuid,
  decided_note text,
  decided_at_ms bigint,
  at_ms bigint NOT NULL
);
CREATE INDEX matching_holds_waiting ON matching_holds (state, at_ms, video_id);
CREATE INDEX matching_holds_of_person ON matching_holds (person_id);

-- Similar sounds are found by trigrams. The extension is trusted: whoever may make tables here may make it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- What can be found: public things only, as words. A thing that goes dark loses its row.
CREATE TABLE search_documents (
  -- kind:item
  document_id text COLLATE "C" PRIMARY KEY,
  region cell_region,
  -- clip, person, tag, story.
  kind text NOT NULL,
  -- An id; of a tag its key.
  item text COLLATE "C" NOT NULL,
  -- Whose it is; null: nobody's.
  person_id uuid,
  -- As a tag was last written; null of others.
  title text,
  -- BCP 47; empty where there is none.
  language text NOT NULL,
  genre text NOT NULL,
  -- Text keys of its words, each once.
  words text[] COLLATE "C" NOT NULL,
  -- Keys of its tags.
  tags text[] COLLATE "C" NOT NULL,
  -- Of a tag: how many clips have it. 0 of others.
  clips int NOT NULL,
  published_at_ms bigint NOT NULL
);
CREATE INDEX search_documents_clips ON search_documents USING gin (words) WHERE kind = 'clip';
CREATE INDEX search_documents_people ON search_documents USING gin (words) WHERE kind = 'person';
CREATE INDEX search_documents_tags ON search_documents USING gin (words) WHERE kind = 'tag';
CREATE INDEX search_documents_stories ON search_documents USING gin (words) WHERE kind = 'story';
CREATE INDEX search_documents_of_person ON search_documents (person_id) WHERE person_id IS NOT NULL;

-- Every word that a document holds, by what it sounds like.
CREATE TABLE search_words (
  -- Text key.
  word text COLLATE "C" PRIMARY KEY,
  region cell_region,
  -- As it was written when it was first met.
  shown text NOT NULL,
  sound text COLLATE "C" NOT NULL,
  skeleton text COLLATE "C" NOT NULL,
  -- How many documents hold it; a word of none has no row.
  documents int NOT NULL
);
CREATE INDEX search_words_by_sound ON search_words (sound);
CREATE INDEX search_words_by_skeleton ON search_words (skeleton);
CREATE INDEX search_words_like_sound ON search_words USING gin (sound gin_trgm_ops);

-- Which clips have a tag.
CREATE TABLE search_tagged (
  -- Tag key.
  tag text COLLATE "C" NOT NULL,
  video_id uuid NOT NULL,
  region cell_region,
  person_id uuid NOT NULL,
  language text NOT NULL,
  genre text NOT NULL,
  published_at_ms bigint NOT NULL,
  PRIMARY KEY (tag, video_id)
);
CREATE INDEX search_tagged_newest ON search_tagged (tag, published_at_ms DESC, video_id DESC);
CREATE INDEX search_tagged_by_clip ON search_tagged (video_id);
CREATE INDEX search_tagged_of_person ON search_tagged (person_id);

-- How far things of before were read into the index, a row a kind; no row: not begun.
CREATE TABLE search_filled (
  kind text COLLATE "C" PRIMARY KEY,
  region cell_region,
  after_id uuid NOT NULL,
  done boolean NOT NULL
);

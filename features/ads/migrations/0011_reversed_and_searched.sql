-- What the operator took back, in the hour in which it did; what was spent stays as it was billed.
ALTER TABLE ad_facts ADD COLUMN reversed bigint NOT NULL DEFAULT 0;

-- What the public library is searched by: the words of an ad and the names of who pays, in small letters. Trigrams find any part.
-- The extension is trusted: whoever may make tables here may make it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
ALTER TABLE ad_library ADD COLUMN searched text NOT NULL DEFAULT '';
UPDATE ad_library l SET searched = l.words || ' ' || coalesce(
  (SELECT lower(a.name || ' ' || a.legal_name) FROM ad_advertisers a WHERE a.organisation = l.organisation), '');
CREATE INDEX ad_library_searched ON ad_library USING gin (searched gin_trgm_ops) WHERE last_ms IS NOT NULL;

-- Follow packs, found by their name, what is said of them and whose they are.
CREATE INDEX search_documents_packs ON search_documents USING gin (words) WITH (fastupdate = off) WHERE kind = 'pack';

-- Sounds that others may use, found by their name, their first clip's words and whose they are.
CREATE INDEX search_documents_sounds ON search_documents USING gin (words) WITH (fastupdate = off) WHERE kind = 'sound';

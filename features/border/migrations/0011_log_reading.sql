-- Nearly all entries are crossings, and each is written twice (its row, then its number): only the others are worth an
-- index, and none before it has its number. Crossings are found by walking back from the newest.
DROP INDEX border_entries_by_kind;
DROP INDEX border_entries_by_thing;
CREATE INDEX border_entries_by_kind ON border_entries (cell_id, ((leaf::jsonb) #>> '{facts,kind}'), leaf_index)
  WHERE leaf_index IS NOT NULL AND leaf NOT LIKE '%"kind":"crossing"%';
CREATE INDEX border_entries_by_thing ON border_entries (cell_id,
  (coalesce((leaf::jsonb) #>> '{facts,commitment}', (leaf::jsonb) #>> '{facts,subject}', (leaf::jsonb) #>> '{facts,digest}')), leaf_index)
  WHERE leaf_index IS NOT NULL AND leaf NOT LIKE '%"kind":"crossing"%';

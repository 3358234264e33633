-- A window holds what became visible between two moments. Ranges of transaction ids alone let a change with an early id
-- and a late commit come before the change of the same row that it followed.
-- from_xid, to_xid: ids that were not given before the window and were given in it; of these `upto` says which had ended.
-- late: older ids that were still open at the window before and had ended by this one.
ALTER TABLE journal_windows ADD COLUMN upto pg_snapshot, ADD COLUMN late xid8[] NOT NULL DEFAULT '{}';
UPDATE journal_windows SET upto = (to_xid::text || ':' || to_xid::text || ':')::pg_snapshot;
ALTER TABLE journal_windows ALTER COLUMN upto SET NOT NULL;

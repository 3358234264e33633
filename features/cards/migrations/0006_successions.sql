-- Under which purpose a key is derived from the owner's own secret; null: of the cell's secret, which goes to every owner.
ALTER TABLE lock_keys ADD COLUMN purpose text;
-- The word of the key before for this one, signed by both (RFC 7515, general form); null: it is given when asked for.
ALTER TABLE lock_keys ADD COLUMN statement text;

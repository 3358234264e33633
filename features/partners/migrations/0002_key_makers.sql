-- Who has seen a key's secret: it ends when that person is dismissed. Null for keys made before this was kept.
ALTER TABLE brand_keys ADD COLUMN made_by uuid;
CREATE INDEX brand_keys_by_maker ON brand_keys (made_by) WHERE made_by IS NOT NULL;

-- A window: many messages of one type to one party under one entry, which was under a signed checkpoint before the first of them.
-- Until it is closed `bytes` and `messages` are what may leave at most, and so they stay when the gateway was killed in it.
ALTER TABLE border_crossings ADD COLUMN messages bigint;
ALTER TABLE border_crossings ADD COLUMN until_ms bigint;
-- The log's entry that says what left.
ALTER TABLE border_crossings ADD COLUMN closing_id uuid;

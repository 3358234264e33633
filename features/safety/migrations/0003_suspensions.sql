-- Until when somebody is suspended; null: until somebody lets them back.
ALTER TABLE safety_acts ADD COLUMN until_ms bigint;
CREATE INDEX safety_acts_by_end ON safety_acts (until_ms) WHERE until_ms IS NOT NULL;
-- Clip, comment or person; until now comments alone were answered.
ALTER TABLE safety_appeals ADD COLUMN kind text NOT NULL DEFAULT 'comment';

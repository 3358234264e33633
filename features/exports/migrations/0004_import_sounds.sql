-- Whose sound a clip that came carries: the clip where it was first; null: its own.
ALTER TABLE import_clips ADD COLUMN sound_id uuid;
-- What a sweep looks for; most rows are settled, and never due again.
CREATE INDEX imports_due ON imports (expires_at_ms)
  WHERE state NOT IN ('running', 'undoing') AND (state <> 'done' OR kept_sealed IS NOT NULL);
DROP INDEX imports_by_end;

-- What the law forbids is said by orders, never by a clip's row. What was withheld by a word alone stays dark, as removed.
UPDATE videos SET removed_at_ms = COALESCE(removed_at_ms, withheld_at_ms),
    removed_reason = COALESCE(removed_reason, 'other'), removed_note = COALESCE(removed_note, withheld_basis, '')
  WHERE withheld_at_ms IS NOT NULL;
ALTER TABLE videos DROP COLUMN withheld_at_ms, DROP COLUMN withheld_basis;

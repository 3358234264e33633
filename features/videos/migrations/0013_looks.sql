-- {storyboard: {key, everyMs, count, columns, widthPx, heightPx}, previewKey}; NULL: not made.
ALTER TABLE videos ADD COLUMN looks jsonb;

-- Who may see a clip: everybody, its creator's followers, their close friends, or its creator alone.
ALTER TABLE videos ADD COLUMN audience text NOT NULL DEFAULT 'everyone'
  CHECK (audience IN ('everyone', 'followers', 'close', 'self'));

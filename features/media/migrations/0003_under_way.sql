-- What of a person is under way: asked twice a second while they look.
CREATE INDEX media_uploads_under_way ON media_uploads (person_id, upload_id) WHERE settled_at_ms IS NULL;

-- Accounts whose clips are for their followers; a projection of social.privacy.
ALTER TABLE visibility_people ADD COLUMN private boolean NOT NULL DEFAULT false;

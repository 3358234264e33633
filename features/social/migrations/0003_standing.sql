-- Whether a like or a follow counts in full: as its maker stood when it was made, so that what is taken back is what was given.
ALTER TABLE social_likes ADD COLUMN counts_full boolean NOT NULL DEFAULT true;
ALTER TABLE social_followers ADD COLUMN counts_full boolean NOT NULL DEFAULT true;

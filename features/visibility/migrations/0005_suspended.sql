-- Accounts that moderators suspended; a projection of safety.act.
ALTER TABLE visibility_people ADD COLUMN suspended boolean NOT NULL DEFAULT false;

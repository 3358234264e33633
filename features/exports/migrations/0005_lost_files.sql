-- Files of clips that could not go into a finished archive, because they are damaged or missing in the store.
ALTER TABLE exports ADD COLUMN lost_files int;

-- Counting followers reads an index's entries and no rows: all of them by the key, and the few who do not count in full here.
CREATE INDEX social_followers_newcomers ON social_followers (person_id) WHERE NOT counts_full;

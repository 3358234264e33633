-- Where somebody said that they live goes when they say that they are a child.
UPDATE persons SET home_state = NULL WHERE home_state IS NOT NULL AND age_band IN ('under13', '13-17');

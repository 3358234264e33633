-- Children whose account nobody has looked at yet are found by this each hour.
CREATE INDEX persons_children ON persons (person_id) WHERE handle IS NOT NULL AND age_band IN ('under13', '13-17');

ALTER TABLE code_terms
  -- Codes an hour to a number whose share of the day strangers have used up: slower, and never closed.
  ADD COLUMN number_after_day integer NOT NULL DEFAULT 1 CHECK (number_after_day >= 1),
  -- Codes a day to a number, asked for by all devices together that knew it before.
  ADD COLUMN known_day integer NOT NULL DEFAULT 30 CHECK (known_day >= 1);

-- The last time that more was given: a repetition of it gives nothing.
ALTER TABLE screen_limits ADD COLUMN more_key text;

ALTER TABLE code_terms
  -- Of the codes that go to numbers that begin alike, and of the whole cell's: so many in a hundred are for whoever signed in before.
  ADD COLUMN known_share integer NOT NULL DEFAULT 20 CHECK (known_share BETWEEN 0 AND 90);

-- An answer about one purpose alone, given with its own notice: only that purpose's column is new in the row. Null: about all.
ALTER TABLE consents ADD COLUMN purpose text;
-- The signed receipt that the device keeps of this answer, where there is one.
ALTER TABLE consents ADD COLUMN receipt_id uuid;

-- The digest of the very text that was read, hexadecimal. Null: none was named, or the answer is older than this column.
ALTER TABLE persons ADD COLUMN notice_sha256 text CHECK (notice_sha256 ~ '^[0-9a-f]{64}$');
ALTER TABLE consents ADD COLUMN notice_sha256 text CHECK (notice_sha256 ~ '^[0-9a-f]{64}$');

-- Answers on consent outlive the rest of what is kept of an erased person, apart from it, without name or words.
ALTER TABLE kept_records ADD COLUMN kind text NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'consent'));
ALTER TABLE kept_records DROP CONSTRAINT kept_records_pkey, ADD PRIMARY KEY (commitment, kind);
ALTER TABLE kept_terms ADD COLUMN kind text NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'consent'));
ALTER TABLE kept_terms DROP CONSTRAINT kept_terms_pkey, ADD PRIMARY KEY (kind, from_ms);
INSERT INTO kept_terms (kind, from_ms, days, source, author)
VALUES ('consent', 0, 2557, 'DPDP Act 2023, section 6(10): the burden of proof of consent; for how long as DPDP Rules 2025, First Schedule, Part B, item 4: seven years', 'release');

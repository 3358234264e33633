-- What was delivered and shown on a day (UTC), by brand ('' for none) and pack language ('' where it is not known).
CREATE TABLE lock_days (
  day int NOT NULL,
  brand text NOT NULL,
  language text NOT NULL,
  region cell_region,
  packs bigint NOT NULL DEFAULT 0,
  not_modified bigint NOT NULL DEFAULT 0,
  pack_bytes bigint NOT NULL DEFAULT 0,
  files bigint NOT NULL DEFAULT 0,
  file_bytes bigint NOT NULL DEFAULT 0,
  shown bigint NOT NULL DEFAULT 0,
  shown_after_withdrawal bigint NOT NULL DEFAULT 0,
  shown_without_receipt bigint NOT NULL DEFAULT 0,
  opens bigint NOT NULL DEFAULT 0,
  dismisses bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (brand, day, language)
);
CREATE INDEX lock_days_by_day ON lock_days (day);

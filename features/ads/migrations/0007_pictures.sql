-- Pictures that advertisers sent for the lock screen. Their bytes are blobs under ads/; what was sent is deleted once it was
-- looked at.
CREATE TABLE ad_pictures (
  organisation text NOT NULL,
  picture_id uuid NOT NULL,
  region cell_region,
  state text NOT NULL CHECK (state IN ('checking', 'ready', 'refused')),
  refusal text,
  -- Of one that is ready: {focus, thumbhash, renditions: [{key, format, widthPx, heightPx, bytes, sha256}]}
  made jsonb,
  created_at_ms bigint NOT NULL,
  PRIMARY KEY (organisation, picture_id)
);
CREATE INDEX ad_pictures_by_age ON ad_pictures (created_at_ms);

-- Which creatives show a picture.
CREATE INDEX ad_creatives_by_picture ON ad_creatives (organisation, (content ->> 'picture'))
  WHERE content ->> 'kind' = 'lock';

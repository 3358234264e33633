-- Who tells us what happened, under which terms. state: active, paused, ended.
CREATE TABLE publishers (
  publisher_id uuid PRIMARY KEY,
  region cell_region,
  name text NOT NULL,
  home text NOT NULL,
  attribution text NOT NULL,
  licence_name text NOT NULL,
  licence_url text,
  -- The most that may be shown: headline, extract, full.
  licence_text text NOT NULL,
  licence_pictures boolean NOT NULL,
  -- Whether an article's own page is read for its text, beside what the feed says.
  reads_articles boolean NOT NULL,
  sample boolean NOT NULL,
  state text NOT NULL,
  created_at_ms bigint NOT NULL,
  changed_at_ms bigint NOT NULL,
  -- Of the desk; null for the sample world.
  changed_by uuid
);

-- What may be fetched for a publisher: host patterns, from when, until when, by whom allowed. A rule is never changed but
-- ended earlier (until_ms), so that it can be told later what was allowed at a moment.
CREATE TABLE publisher_hosts (
  publisher_id uuid NOT NULL,
  rule_id uuid NOT NULL,
  region cell_region,
  host text NOT NULL,
  destination text NOT NULL,
  from_ms bigint NOT NULL,
  until_ms bigint NOT NULL,
  author_id uuid,
  PRIMARY KEY (publisher_id, rule_id)
);
CREATE INDEX publisher_hosts_by_host ON publisher_hosts (host, destination, until_ms);

-- Where it is looked for, and how that went.
CREATE TABLE publisher_feeds (
  publisher_id uuid NOT NULL,
  feed_id uuid NOT NULL,
  region cell_region,
  url text NOT NULL,
  language text NOT NULL,
  -- Least time between two looks.
  every_ms bigint NOT NULL,
  -- open, or closed by the desk or because the feed is gone.
  state text NOT NULL,
  next_fetch_at_ms bigint NOT NULL,
  -- Grows while nothing changes, shrinks with news; at least every_ms.
  interval_ms bigint NOT NULL,
  etag text,
  last_modified text,
  last_fetch_at_ms bigint,
  last_news_at_ms bigint,
  last_item_count int NOT NULL,
  last_new_count int NOT NULL,
  -- Items of the last look that could not be used, and why most of them.
  last_skipped_count int NOT NULL,
  -- In a row; with the sentence of the last one.
  failure_count int NOT NULL,
  failure text,
  created_at_ms bigint NOT NULL,
  PRIMARY KEY (publisher_id, feed_id)
);
CREATE INDEX publisher_feeds_due ON publisher_feeds (next_fetch_at_ms) WHERE state = 'open';

-- By what an item is known again: its id in the feed, its address, its headline with its time. Several lead to one report.
CREATE TABLE publisher_items (
  publisher_id uuid NOT NULL,
  item_key text NOT NULL,
  region cell_region,
  report_id uuid NOT NULL,
  PRIMARY KEY (publisher_id, item_key)
);
CREATE INDEX publisher_items_by_report ON publisher_items (report_id);

-- One publisher's account of one thing. Shown when ready, not removed, and its publisher active; announced says whether
-- the journal's last word was so.
CREATE TABLE publisher_reports (
  report_id uuid PRIMARY KEY,
  region cell_region,
  publisher_id uuid NOT NULL,
  -- Null for reports of the desk.
  feed_id uuid,
  url text NOT NULL,
  title text NOT NULL,
  text text NOT NULL,
  -- article, feed, desk, none.
  text_from text NOT NULL,
  language text NOT NULL,
  published_at_ms bigint NOT NULL,
  first_seen_at_ms bigint NOT NULL,
  changed_at_ms bigint NOT NULL,
  version int NOT NULL,
  categories jsonb NOT NULL,
  byline text,
  -- What the feed said, to see whether it says something else now.
  feed_digest text,
  ready boolean NOT NULL,
  announced boolean NOT NULL,
  -- gone_at_source, desk, expired; null while it stands.
  removal text,
  sample boolean NOT NULL,
  -- When the article's page is looked at (again: for corrections and withdrawals); null when not any more.
  article_due_at_ms bigint,
  -- Looks since the last one that gave an answer.
  article_try_count int NOT NULL,
  -- Looks that gave an answer.
  check_count int NOT NULL,
  -- In a row, looks at which the page was not there.
  missing_count int NOT NULL,
  article_etag text,
  article_last_modified text,
  -- The picture that shall be fetched: {url, alternative, credit?}.
  picture_source jsonb,
  picture_due_at_ms bigint,
  picture_try_count int NOT NULL,
  -- Sentences for the desk: why there is no article text, no picture.
  article_note text,
  picture_note text
);
CREATE INDEX publisher_reports_by_publisher ON publisher_reports (publisher_id, report_id);
CREATE INDEX publisher_reports_article_due ON publisher_reports (article_due_at_ms) WHERE article_due_at_ms IS NOT NULL;
CREATE INDEX publisher_reports_picture_due ON publisher_reports (picture_due_at_ms) WHERE picture_due_at_ms IS NOT NULL;
CREATE INDEX publisher_reports_by_age ON publisher_reports (first_seen_at_ms);
CREATE INDEX publisher_reports_removed ON publisher_reports (report_id) WHERE removal IS NOT NULL;

-- A report's picture as we made it. One a report; a new one replaces it.
CREATE TABLE publisher_pictures (
  report_id uuid NOT NULL,
  picture_id uuid NOT NULL,
  region cell_region,
  -- Where it came from, for the record; never linked to.
  source_url text NOT NULL,
  source_sha256 text NOT NULL,
  focus_x double precision NOT NULL,
  focus_y double precision NOT NULL,
  thumbhash text NOT NULL,
  alternative text NOT NULL,
  credit text,
  -- [{name, format, widthPx, heightPx, bytes, sha256, blobKey}]
  renditions jsonb NOT NULL,
  made_at_ms bigint NOT NULL,
  PRIMARY KEY (report_id, picture_id)
);

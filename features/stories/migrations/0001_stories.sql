-- One event as many publishers tell it. state: shown; dark (no report is left to show); merged (it was seen to be another one).
CREATE TABLE stories (
  story_id uuid PRIMARY KEY,
  region cell_region,
  state text NOT NULL,
  merged_into uuid,
  -- In which most reports are.
  language text NOT NULL,
  -- Every language that has a report.
  languages text[] NOT NULL,
  genre text NOT NULL,
  -- all, 13+, 18+.
  age text NOT NULL,
  report_count int NOT NULL,
  origin_count int NOT NULL,
  -- Headlines, summaries, origins, disagreements: what telling made of the reports; null when nothing is told.
  told jsonb,
  -- When the first report was published.
  happened_at_ms bigint NOT NULL,
  updated_at_ms bigint NOT NULL,
  -- Logarithm of the decayed count of origins, so that the order of two stories never changes by itself.
  trend_rank double precision NOT NULL
);
CREATE INDEX stories_by_trend ON stories (trend_rank DESC, story_id DESC) WHERE state = 'shown';
CREATE INDEX stories_merged ON stories (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX stories_ended ON stories (updated_at_ms) WHERE state <> 'shown';

-- The reports of a story that are shown.
CREATE TABLE story_reports (
  story_id uuid NOT NULL,
  report_id uuid NOT NULL,
  region cell_region,
  published_at_ms bigint NOT NULL,
  PRIMARY KEY (story_id, report_id)
);

-- Where each report was put, and when: by the journal's event, whose order is the order in which the engine read. A report
-- that went keeps its place, so that it comes back to its story.
CREATE TABLE story_report_places (
  report_id uuid PRIMARY KEY,
  region cell_region,
  story_id uuid NOT NULL,
  version int NOT NULL,
  shown boolean NOT NULL,
  published_at_ms bigint NOT NULL,
  placed_window bigint NOT NULL,
  placed_position bigint NOT NULL,
  placed_at_ms bigint NOT NULL
);
CREATE INDEX story_report_places_order ON story_report_places (placed_window, placed_position);
CREATE INDEX story_report_places_gone ON story_report_places (placed_at_ms) WHERE NOT shown;

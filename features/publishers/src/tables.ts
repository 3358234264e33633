// The tables of this feature, as Kysely sees them. See migrations/0001_publishers.sql for what each is for.

import type { Destination } from '@jhalak/ports';
import type { ColumnType, Selectable } from 'kysely';
import type { ItemPicture } from './reading/reading-types.ts';
import type { PictureRendition, PublisherReport, RemovalReason, ShownText } from './types.ts';

/** JSON columns are written as text, because pg takes arrays for PostgreSQL's own. */
type JsonColumn<Value> = ColumnType<Value, string, string>;

interface PublishersTable {
  publisher_id: string;
  name: string;
  home: string;
  attribution: string;
  licence_name: string;
  licence_url: string | null;
  licence_text: ShownText;
  licence_pictures: boolean;
  reads_articles: boolean;
  sample: boolean;
  state: 'active' | 'paused' | 'ended';
  created_at_ms: number;
  changed_at_ms: number;
  changed_by: string | null;
}

interface HostsTable {
  publisher_id: string;
  rule_id: string;
  host: string;
  destination: Destination;
  from_ms: number;
  until_ms: number;
  author_id: string | null;
}

interface FeedsTable {
  publisher_id: string;
  feed_id: string;
  url: string;
  language: string;
  every_ms: number;
  state: 'open' | 'closed';
  next_fetch_at_ms: number;
  interval_ms: number;
  etag: string | null;
  last_modified: string | null;
  last_fetch_at_ms: number | null;
  last_news_at_ms: number | null;
  last_item_count: number;
  last_new_count: number;
  last_skipped_count: number;
  failure_count: number;
  failure: string | null;
  created_at_ms: number;
}

interface ReportsTable {
  report_id: string;
  publisher_id: string;
  feed_id: string | null;
  url: string;
  title: string;
  text: string;
  text_from: PublisherReport['textFrom'];
  language: string;
  published_at_ms: number;
  first_seen_at_ms: number;
  changed_at_ms: number;
  version: number;
  categories: JsonColumn<string[]>;
  byline: string | null;
  feed_digest: string | null;
  ready: boolean;
  announced: boolean;
  removal: Exclude<RemovalReason, 'publisher_paused'> | null;
  sample: boolean;
  article_due_at_ms: number | null;
  article_try_count: number;
  check_count: number;
  missing_count: number;
  article_etag: string | null;
  article_last_modified: string | null;
  article_note: string | null;
  picture_source: JsonColumn<ItemPicture | null> | null;
  picture_due_at_ms: number | null;
  picture_try_count: number;
  picture_note: string | null;
}

interface PicturesTable {
  report_id: string;
  picture_id: string;
  source_url: string;
  source_sha256: string;
  focus_x: number;
  focus_y: number;
  thumbhash: string;
  alternative: string;
  credit: string | null;
  renditions: JsonColumn<PictureRendition[]>;
  made_at_ms: number;
}

export interface PublisherTables {
  publishers: PublishersTable;
  publisher_hosts: HostsTable;
  publisher_feeds: FeedsTable;
  publisher_items: { publisher_id: string; item_key: string; report_id: string };
  publisher_reports: ReportsTable;
  publisher_pictures: PicturesTable;
}

export type PublisherRow = Selectable<PublishersTable>;
export type HostRow = Selectable<HostsTable>;
export type FeedRow = Selectable<FeedsTable>;
export type ReportRow = Selectable<ReportsTable>;
export type PictureRow = Selectable<PicturesTable>;

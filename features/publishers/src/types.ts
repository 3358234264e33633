// What a publisher's report is, as the floors above see it.

import type { Queries } from '@jhalak/ports';

/** How much of a report its publisher lets us show. What is stored for clustering may be more. */
export type ShownText = 'headline' | 'extract' | 'full';

/** Under which terms a publisher's reports are shown. */
export interface Licence {
  /** `CC-BY-4.0`, or a short name of an agreement. */
  name: string;
  url?: string;
  /** The most that may be shown: the headline, a few sentences, or all of it. Attribution always. */
  text: ShownText;
  /** Whether its pictures may be shown. */
  pictures: boolean;
}

export interface PublisherInfo {
  id: string;
  /** As its readers know it. */
  name: string;
  /** The line that stands beside everything of theirs: `Photo and text: The Example`. */
  attribution: string;
  licence: Licence;
  /** Its own front page. */
  home: string;
  /** Made for the sample world. */
  sample: boolean;
}

export interface PictureRendition {
  /** `360.avif`: the last part of its address. */
  name: string;
  format: 'avif' | 'webp';
  widthPx: number;
  heightPx: number;
  bytes: number;
  /** Lower-case hexadecimal. */
  sha256: string;
  /** Key in the blob store. */
  blobKey: string;
}

/** A report's picture: decoded, cut to a tall shape around what matters, and encoded again by us. */
export interface ReportPicture {
  id: string;
  /** Where the eye goes, 0 to 1 from left and top of the renditions; `object-position` when they are cut once more. */
  focus: { x: number; y: number };
  /** Base64 of ThumbHash: some 25 bytes that draw a blurred picture. */
  thumbhash: string;
  /** What it shows, in the report's language, as the publisher says it; may be empty. */
  alternative: string;
  /** Who made it, where the publisher says so. */
  credit?: string;
  /** 2 or 4, ascending by width; each width in every format that the machine can write, WebP always. */
  renditions: readonly PictureRendition[];
}

/** One publisher's account of one thing that happened. */
export interface PublisherReport {
  id: string;
  publisher: PublisherInfo;
  /** Where people read it at the publisher's. Absolute; http or https. */
  url: string;
  /** Plain text, NFC, one line. */
  title: string;
  /** Plain text, NFC, paragraphs apart by one empty line; empty when only the headline is known. */
  text: string;
  /** Where `text` comes from: the article's page, the feed's own content or summary, or the desk. */
  textFrom: 'article' | 'feed' | 'desk' | 'none';
  /** BCP 47, as the feed or the publisher says; one of the content languages. */
  language: string;
  /** As the publisher says; never later than when we first saw it. */
  publishedAtMs: number;
  firstSeenAtMs: number;
  /** Counts the changes of this report, from 1. */
  version: number;
  /** The publisher's own words for what it is about, lower case, at most 10. */
  categories: readonly string[];
  /** Who wrote it, where the publisher says so: also a hint at agencies. */
  byline?: string;
  /** Absent when there is none, it is not yet made, or the licence shows none. */
  picture?: ReportPicture;
}

/** Why a report went: taken back at its source, its publisher paused or ended, the desk removed it, or it grew too old. */
export type RemovalReason =
  | 'gone_at_source'
  | 'publisher_paused'
  | 'publisher_ended'
  | 'desk'
  | 'expired';

/**
 * Facts of an event of `publishers.report`, the whole state after each change; its key is the report's id.
 *
 * Types: `reported` (new, or back after a pause), `changed` (text, title, picture, address, or its publisher's name,
 * attribution or licence), `removed` (a tombstone: everything made from it goes dark). A reader that sees an id for the
 * first time by `changed` treats it as `reported`.
 * Titles and texts are not in the journal: read them with `Publishers.reports`.
 */
export interface ReportFacts {
  publisherId: string;
  /** BCP 47. */
  language: string;
  publishedAtMs: number;
  firstSeenAtMs: number;
  version: number;
  hasPicture: boolean;
  sample: boolean;
  /** On `removed` only. */
  removal?: RemovalReason;
}

/** The stream's name. */
export const REPORT_STREAM = 'publishers.report';

/** What other features read. */
export interface Publishers {
  /** @returns undefined when it is unknown or removed. */
  report(id: string): Promise<PublisherReport | undefined>;
  /**
   * Reads many at once.
   *
   * @param ids at most 500.
   * @param queries a transaction to read in, so that a consumer sees its own snapshot; default the database.
   * @returns by id; removed and unknown ones are missing.
   */
  reports(ids: readonly string[], queries?: Queries): Promise<ReadonlyMap<string, PublisherReport>>;
}

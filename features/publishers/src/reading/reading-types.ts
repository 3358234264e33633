// What comes out of strangers' documents. Plain JSON: it travels between threads.

export interface ItemPicture {
  url: string;
  alternative: string;
  credit?: string;
}

/** One item of a feed. Texts are plain, addresses absolute. */
export interface FeedItem {
  /** As the feed names it; not trusted to stay. */
  id?: string;
  url: string;
  title: string;
  text: string;
  /** Whether `text` is the item's content rather than its summary. */
  whole: boolean;
  /** As the item says it, any time; undefined when it says none that can be read. */
  publishedAtMs?: number;
  /** BCP 47, where the item itself says so. */
  language?: string;
  categories: readonly string[];
  byline?: string;
  picture?: ItemPicture;
}

export interface FeedContent {
  kind: 'feed';
  format: 'rss' | 'atom' | 'rdf' | 'json';
  items: readonly FeedItem[];
  /** Items without an address or a headline. */
  unusableCount: number;
}

export interface ArticleContent {
  kind: 'article';
  /** Plain paragraphs; empty when the page has no article that can be told from the rest. */
  text: string;
  byline?: string;
  picture?: ItemPicture;
}

/** `detail` is a sentence for the desk. */
export interface Unreadable {
  kind: 'unreadable';
  detail: string;
}

/** A document as it was fetched. */
export interface Document {
  bytes: Uint8Array;
  charset?: string;
  /** Where it came from in the end. */
  url: string;
}

// The words of the sample press: invented papers, what they tell, and what is drawn for it.

/** Languages in which the press writes. */
export const PRESS_LANGUAGES = ['en', 'hi', 'ta', 'te', 'id'] as const;
/** One of the five languages. */
export type PressLanguage = (typeof PRESS_LANGUAGES)[number];

/** Short names of the invented papers. `wire` is an agency on which others rest. */
type PaperKey = 'courier' | 'gazette' | 'wire' | 'path' | 'wave' | 'light' | 'kite';

/** How a paper writes its feed: each of the formats that are read has one. */
type FeedFormat = 'rss' | 'atom' | 'rdf' | 'json';

/** One invented paper. */
export interface SamplePaper {
  readonly key: PaperKey;
  readonly name: string;
  /** Its host: ends in `.samples.invalid`, which exists nowhere. */
  readonly host: string;
  readonly language: PressLanguage;
  readonly attribution: string;
  readonly format: FeedFormat;
  /** File name of the feed. */
  readonly feedFile: string;
  /** Whether the feed holds whole texts, or only beginnings before a page. */
  readonly wholeTexts: boolean;
}

/** What can be drawn. */
export type PictureName =
  | 'ball'
  | 'boat'
  | 'bridge'
  | 'chai'
  | 'chess'
  | 'comet'
  | 'cycling'
  | 'dancer'
  | 'drums'
  | 'elephants'
  | 'flood'
  | 'heat'
  | 'kites'
  | 'lanterns'
  | 'library'
  | 'lighthouse'
  | 'metro'
  | 'rainTown'
  | 'rangoli'
  | 'reef'
  | 'rice'
  | 'rocket'
  | 'snowPeak'
  | 'solar'
  | 'stadium'
  | 'stage'
  | 'strings'
  | 'tea'
  | 'thali'
  | 'train'
  | 'turtle'
  | 'volcano'
  | 'wind';

/** One paper's account. */
interface SampleReport {
  readonly paper: PaperKey;
  /** Minutes after the story began. */
  readonly after: number;
  readonly title: string;
  /** Paragraphs. */
  readonly text: readonly string[];
}

/** One invented thing that happened. */
export interface SampleStory {
  readonly id: string;
  /** How long before the first start it began. */
  readonly hoursAgo: number;
  /** In English; papers write it as the category. */
  readonly category: string;
  /** Of its first report; stories without one show the designed fallback. */
  readonly picture?: PictureName;
  /** What the picture shows, in the language of the first report. */
  readonly alternative?: string;
  /** Two to five, the earliest first. */
  readonly reports: readonly SampleReport[];
}

// What a region decides about the mix of a page, beside its weights (`ranking/weight-table.ts`). Every number here is data: a
// receipt names the date of the table, so an old one stays as long as pages of it are kept.

/** How pages are chosen. */
export interface SelectionSettings {
  /** ISO date, unique: in force from its beginning (UTC) on. */
  date: string;
  author: string;
  why: string;
  /** Share of slots drawn evenly from all that may stand there; 0 to 0.5. */
  explore: number;
  /** Share of slots given to clips that are owed a showing, while there are such; 0 to 0.5. */
  stage: number;
  /** Clips of one creator on a page. */
  perCreatorMax: number;
  /** Clips with one sound on a page. */
  perSoundMax: number;
  /** Share of a page that one genre may take: a page of one kind is dull and teaches nothing. */
  genreShareMax: number;
  /** How much likeness to what is on the page already counts against a clip; 1 is the distance from the best to the 40th. */
  likeness: number;
  /** How much the page's distance from the viewer's own mix counts, in the same unit. */
  mix: number;
  /** What a language's distance from the mix counts beside a genre's. */
  languagePart: number;
  /** Watches at which a viewer's own mix counts as much as what is on offer. */
  mixWatchesHalf: number;
  /** Share of the aim that what is on offer always keeps: tastes change, and a page shows where to. */
  offerShareMin: number;
  /** Least entropy (nats) of the genres that a page aims for, where the candidates have so much: no bubble closes. */
  genreEntropyMin: number;
}

/** Newest last. */
export const SELECTION_TABLES: readonly [SelectionSettings, ...SelectionSettings[]] = [
  {
    date: '2026-11-22',
    author: 'the founders',
    why: 'set by hand; what staged showings cost and find stands in docs/measurements/coldstart.md',
    explore: 0.06,
    stage: 0.06,
    perCreatorMax: 2,
    perSoundMax: 2,
    genreShareMax: 0.67,
    likeness: 0.35,
    mix: 0.3,
    languagePart: 0.5,
    mixWatchesHalf: 4,
    offerShareMin: 0.2,
    genreEntropyMin: 0.8,
  },
];

/** The newest table: what the lab measures with. */
export const SELECTION_SETTINGS: SelectionSettings = SELECTION_TABLES.at(-1) ?? SELECTION_TABLES[0];

// What a region decides about the mix of a page. Every number here is data: a receipt names the date of the table.

/** How pages are chosen. */
export interface SelectionSettings {
  /** Date of the table, for receipts. */
  date: string;
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
  /** Least entropy (nats) of the genres that a page aims for, where the candidates have so much: no bubble closes. */
  genreEntropyMin: number;
}

/** Author: the founders; set by hand, figures in docs/measurements/coldstart.md. */
export const SELECTION_SETTINGS: SelectionSettings = {
  date: '2026-11-22',
  explore: 0.06,
  stage: 0.06,
  perCreatorMax: 2,
  perSoundMax: 2,
  genreShareMax: 0.67,
  likeness: 0.35,
  mix: 0.3,
  genreEntropyMin: 0.8,
};

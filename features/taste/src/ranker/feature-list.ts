// The numbers by which a clip is ranked, in the order of their bytes. The list is a part of what is learned: a slot says by
// which list it was served, and only slots of this list teach.

/**
 * How a feature's value becomes a byte. `share`: 0 to 1, evenly. `root`: 0 to 1 by its square root, because most values are
 * small and differ. `signed`: -1 to 1; 128 is zero.
 */
export type FeatureKind = 'share' | 'root' | 'signed';

/** Raise it whenever a place below is added, removed or changes its meaning: slots of another list teach nothing. */
export const FEATURE_LIST = 2;

/**
 * Name to kind, in the order of the bytes; at most 32.
 *
 * `related`: all of what is watched together, trend and sequence say, best of the page is 1; `coVisit`,
 * `sequence`, `trend`: each of the three alone. `genreLeaning`,
 * `languageLeaning`, `creatorLeaning`: learned from the viewer. `chosenLanguage`, `otherLanguage`, `chosenGenre`: from what
 * the viewer chose. `followed`: its creator. `asked`: the viewer asked for more (1) or less (-1) of its creator, genre or
 * language. `content`: likeness of its content to what the viewer watched. `quality`: how well it is expected to hold
 * people. `popularity`: decayed, most of the page is 1. `freshness`: 1 when just published, a third after two days.
 * `needsExposure`: hardly anybody was shown it. `age`: logarithm, a year is 1. `duration`: logarithm, ten minutes is 1.
 * `durationMatch`: how fully the viewer watched clips of its length. `held`: how fully it is watched by those who begin.
 * `attention`: how fully the viewer watches. `history`: how much is known of the viewer. `seenAge`: 0 when never seen, else
 * the logarithm of how long ago, a year is 1.
 */
export const RANK_FEATURES = {
  related: 'share',
  coVisit: 'share',
  sequence: 'signed',
  trend: 'signed',
  genreLeaning: 'signed',
  languageLeaning: 'signed',
  creatorLeaning: 'signed',
  chosenLanguage: 'share',
  otherLanguage: 'share',
  chosenGenre: 'share',
  followed: 'share',
  asked: 'signed',
  content: 'root',
  quality: 'share',
  popularity: 'share',
  freshness: 'share',
  needsExposure: 'share',
  age: 'share',
  duration: 'share',
  durationMatch: 'share',
  held: 'share',
  attention: 'share',
  history: 'share',
  seenAge: 'share',
} as const satisfies Readonly<Record<string, FeatureKind>>;

export type RankFeature = keyof typeof RANK_FEATURES;

/** Names in the order of their bytes. */
export const FEATURE_NAMES = Object.keys(RANK_FEATURES) as readonly RankFeature[];
export const FEATURE_COUNT = FEATURE_NAMES.length;

const SIGNED_ZERO = 128;
const SIGNED_FULL = 127;
const FULL = 255;

/** @returns the byte of a value; what is out of range is cut, what is no number counts as zero. */
export function toByte(kind: FeatureKind, value: number): number {
  const sound = Number.isFinite(value) ? value : 0;
  if (kind === 'signed')
    return SIGNED_ZERO + Math.round(Math.max(-1, Math.min(1, sound)) * SIGNED_FULL);
  const share = Math.max(0, Math.min(1, sound));
  return Math.round((kind === 'root' ? Math.sqrt(share) : share) * FULL);
}

/** @returns the value that a byte stands for. */
export function fromByte(kind: FeatureKind, byte: number): number {
  if (kind === 'signed') return (byte - SIGNED_ZERO) / SIGNED_FULL;
  const share = byte / FULL;
  return kind === 'root' ? share * share : share;
}

/** By feature and byte: the value that a byte stands for. */
export const FEATURE_VALUES: readonly Float64Array[] = FEATURE_NAMES.map((name) =>
  Float64Array.from({ length: FULL + 1 }, (_unused, byte) => fromByte(RANK_FEATURES[name], byte)),
);

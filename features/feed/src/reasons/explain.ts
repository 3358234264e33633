// What counted for a slot, in parts that people understand: computed again from the bytes that the slot carries, by the
// version of the ranker and the table of weights that served it.

import type { Slot } from '@jhalak/attention';
import type { SlotWhy, WhyPart } from '@jhalak/contracts/feed';
import {
  FEATURE_COUNT,
  FEATURE_LIST,
  FEATURE_NAMES,
  FEATURE_VALUES,
  type RankerParameters,
  type RankFeature,
} from '@jhalak/taste';
import { Ranking } from '../ranking/rank.ts';
import { weightsAt, type WeightTable } from '../ranking/weight-table.ts';

/** Every feature is part of something that has a name; the type checker asks for each. */
const PART_OF: Readonly<Record<RankFeature, WhyPart>> = {
  related: 'together',
  coVisit: 'together',
  sequence: 'together',
  trend: 'popular',
  genreLeaning: 'habit',
  languageLeaning: 'habit',
  creatorLeaning: 'habit',
  content: 'habit',
  durationMatch: 'habit',
  attention: 'habit',
  history: 'habit',
  chosenLanguage: 'choice',
  otherLanguage: 'choice',
  chosenGenre: 'choice',
  asked: 'asked',
  followed: 'follow',
  popularity: 'popular',
  quality: 'popular',
  held: 'popular',
  freshness: 'fresh',
  needsExposure: 'fresh',
  age: 'fresh',
  duration: 'guess',
  seenAge: 'fresh',
};

/** Smaller parts are noise. */
const SHARE_MIN = 0.04;

/** @returns the version of the ranker whose parameters an explanation of the slot needs; undefined when it needs none. */
export function rankerOf({ served, reason }: Slot): number | undefined {
  return served === undefined ||
    served.featureList !== FEATURE_LIST ||
    served.features.length !== FEATURE_COUNT ||
    reason === 'repeat'
    ? undefined
    : served.rankerVersion;
}

/**
 * @param table that was in force when the slot was made.
 * @param ranker of the slot's version; undefined when it is not kept any more.
 * @returns what counted. Cost: microseconds.
 */
export function explainSlot(
  slot: Slot,
  table: WeightTable,
  ranker: RankerParameters | undefined,
): SlotWhy {
  const { served } = slot;
  const explored = slot.reason === 'explore';
  const propensity = served?.propensity ?? 1;
  const version = rankerOf(slot);
  if (served === undefined || version === undefined)
    return { explored, propensity, parts: [], served: null };
  const sums = new Map<WhyPart, number>();
  const add = (part: WhyPart, amount: number): void => {
    sums.set(part, (sums.get(part) ?? 0) + amount);
  };
  const history = FEATURE_NAMES.indexOf('history');
  const weights = weightsAt(table, FEATURE_VALUES[history]?.[served.features[history] ?? 0] ?? 1);
  for (const [place, name] of FEATURE_NAMES.entries()) {
    const value = FEATURE_VALUES[place]?.[served.features[place] ?? 0] ?? 0;
    add(PART_OF[name], weights[name] * value);
  }
  const kept = ranker?.version === version;
  if (kept) {
    const ranking = new Ranking(table, ranker);
    add('guess', ranking.score(served.features, 0) - ranking.sum(served.features, 0));
  }
  const by = { ranker: version, weights: table.date, kept };
  return { explored, propensity, parts: partsOf(sums), served: by };
}

function partsOf(sums: ReadonlyMap<WhyPart, number>): SlotWhy['parts'] {
  const most = Math.max(...[...sums.values()].map(Math.abs));
  if (!Number.isFinite(most) || most === 0) return [];
  return [...sums]
    .map(([part, amount]) => ({ part, share: Math.round((amount / most) * 100) / 100 }))
    .filter(({ share }) => Math.abs(share) >= SHARE_MIN)
    .toSorted((a, b) => Math.abs(b.share) - Math.abs(a.share));
}

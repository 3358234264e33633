// What counted for a slot, in parts that people understand: computed again from the bytes that the slot carries.

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

/**
 * @param ranker the newest: a slot of some minutes ago was ranked by a slightly older one.
 * @returns what counted. Cost: microseconds.
 */
export function explainSlot(slot: Slot, table: WeightTable, ranker: RankerParameters): SlotWhy {
  const { served } = slot;
  const explored = slot.reason === 'explore';
  const propensity = served?.propensity ?? 1;
  if (
    served === undefined ||
    served.featureList !== FEATURE_LIST ||
    served.features.length !== FEATURE_COUNT ||
    slot.reason === 'repeat'
  )
    return { explored, propensity, parts: [] };
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
  const ranking = new Ranking(table, ranker);
  add('guess', ranking.score(served.features, 0) - ranking.sum(served.features, 0));
  return { explored, propensity, parts: partsOf(sums) };
}

function partsOf(sums: ReadonlyMap<WhyPart, number>): SlotWhy['parts'] {
  const most = Math.max(...[...sums.values()].map(Math.abs));
  if (!Number.isFinite(most) || most === 0) return [];
  return [...sums]
    .map(([part, amount]) => ({ part, share: Math.round((amount / most) * 100) / 100 }))
    .filter(({ share }) => Math.abs(share) >= SHARE_MIN)
    .toSorted((a, b) => Math.abs(b.share) - Math.abs(a.share));
}

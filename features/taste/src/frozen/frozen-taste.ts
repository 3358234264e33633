// A model of some days ago. Of viewers it knows what they had watched by its day: their history is cut there, and leanings
// follow from what is left of it.

import type { Clock } from '@jhalak/kernel';
import type { Learner } from '../learner.ts';
import { StandingTaste } from '../standing-taste.ts';
import type { Taste } from '../taste.ts';
import { emptyTaste, fade, lean, type ViewerTaste } from '../viewer-taste.ts';

/** @param live whom to ask for viewers. @returns the taste of that day. */
export function frozenTaste(learner: Learner, madeAtMs: number, clock: Clock, live: Taste): Taste {
  return new StandingTaste(learner, clock, async (personId) => {
    const known = await live.viewer(personId);
    return known === undefined ? undefined : asOf(known, madeAtMs, learner);
  });
}

function asOf(known: ViewerTaste, madeAtMs: number, { items }: Learner): ViewerTaste {
  const recent = known.recent.filter(({ atMs }) => atMs <= madeAtMs);
  const then: ViewerTaste = { ...emptyTaste(), recent, unwanted: known.unwanted };
  for (const { video, level } of recent) {
    const item = items.indexOf(video);
    fade(then);
    if (item !== undefined) lean(then, items.facts(item), level);
  }
  return then;
}

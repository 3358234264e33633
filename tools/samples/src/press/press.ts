// The sample press as data: seven invented papers and forty invented stories. Pure.

import { PAPERS } from './papers.ts';
import type { SamplePaper, SampleStory } from './press-types.ts';
import { CULTURE } from './stories/culture.ts';
import { KNOWLEDGE } from './stories/knowledge.ts';
import { SPORT } from './stories/sport.ts';
import { TOWNS } from './stories/towns.ts';
import { WEATHER } from './stories/weather.ts';

/** The whole sample press. */
export interface SamplePress {
  readonly papers: readonly SamplePaper[];
  readonly stories: readonly SampleStory[];
}

/** @returns papers and stories, in no order of time. Cost: none. */
export function samplePress(): SamplePress {
  return { papers: PAPERS, stories: [...WEATHER, ...TOWNS, ...CULTURE, ...SPORT, ...KNOWLEDGE] };
}

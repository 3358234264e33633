// What trends own, for the manifest of search.

import type { SurfaceEntry, TableEntry } from '@jhalak/contracts';

export const TREND_TABLES: readonly TableEntry[] = [
  {
    name: 'search_trend_hours',
    class: 'aggregate',
    distribution: 'video_id',
    retention: { kind: 'days', days: 15, why: 'two windows of a week, and the running day' },
    erasure: 'keep',
    handover: 'transfer',
  },
  {
    name: 'search_trend_marks',
    class: 'aggregate',
    distribution: 'video_id',
    retention: { kind: 'days', days: 2, why: 'a person counts once a clip and day' },
    erasure: 'keep',
    handover: 'withhold',
  },
  {
    name: 'search_trend_viewers',
    export: {
      leftOut:
        'since when and of how many creators you watched clips, by which your views count for trends; the views themselves are in watch-history.json',
    },
    class: 'personal',
    subject: 'person_id',
    distribution: 'person_id',
    retention: { kind: 'days', days: 30, why: 'who watched nothing for a month begins anew' },
    erasure: 'delete',
    handover: 'transfer',
  },
];

export const TREND_SURFACES: readonly SurfaceEntry[] = [
  { name: 'search.trends', shownBy: ['getTrends'] },
  { name: 'search.channels', shownBy: ['listChannels', 'getChannel'] },
];

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
];

export const PLACE_TERMS: TableEntry = {
  name: 'search_place_terms',
  class: 'public',
  reference: true,
  retention: { kind: 'forever', why: 'says under which terms a state was told of' },
  erasure: 'keep',
  handover: 'transfer',
};

export const TREND_SURFACES: readonly SurfaceEntry[] = [
  { name: 'search.trends', shownBy: ['getTrends'] },
  { name: 'search.channels', shownBy: ['listChannels', 'getChannel'] },
];

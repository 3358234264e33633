// The baselines with the settings that are tried of each.

import { DAY_MS } from '@jhalak/kernel';
import type { Past } from '../past.ts';
import { countPairs, itemKnn, type CoCounts } from './item-knn.ts';
import { popularity } from './popularity.ts';
import type { Family } from './tuned.ts';

/** @returns all baselines, cheapest first. */
export function baselineFamilies(): Family[] {
  return [
    {
      name: 'popularity',
      settings: [{ label: 'all watches', learn: (past) => popularity(past, Infinity) }],
    },
    {
      name: 'decayed popularity',
      settings: [1, 3, 7, 14].map((days) => ({
        label: `half-life ${days} days`,
        learn: (past: Past) => popularity(past, days * DAY_MS),
      })),
    },
    itemKnnFamily(),
  ];
}

function itemKnnFamily(): Family {
  // Counting pairs is most of the cost: once a past.
  const counted = new Map<Past, CoCounts>();
  const countsOf = (past: Past): CoCounts => {
    const counts = counted.get(past) ?? countPairs(past);
    counted.clear();
    counted.set(past, counts);
    return counts;
  };
  const settings = [
    { neighbours: Infinity, decay: 1, history: 100 },
    { neighbours: Infinity, decay: 0.98, history: 100 },
    { neighbours: Infinity, decay: 0.95, history: 100 },
    { neighbours: Infinity, decay: 0.9, history: 50 },
    { neighbours: 1_000, decay: 0.95, history: 100 },
    { neighbours: 200, decay: 0.95, history: 100 },
  ];
  return {
    name: 'item-kNN',
    settings: settings.map((options) => ({
      label: `${options.neighbours} neighbours, decay ${options.decay}, last ${options.history}`,
      learn: (past: Past) => itemKnn(countsOf(past), options),
    })),
  };
}

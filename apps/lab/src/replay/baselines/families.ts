// The baselines with the settings that are tried of each.

import { DAY_MS } from '@jhalak/kernel';
import type { Past } from '../past.ts';
import { ials } from './ials.ts';
import { countPairs, itemKnn, type CoCounts } from './item-knn.ts';
import { popularity } from './popularity.ts';
import type { Family } from './tuned.ts';
import { vmisKnn } from './vmis-knn.ts';

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
        numbers: { halfLifeMs: days * DAY_MS },
        learn: (past: Past) => popularity(past, days * DAY_MS),
      })),
    },
    ialsFamily(),
    vmisFamily(),
    itemKnnFamily(),
  ];
}

function ialsFamily(): Family {
  const settings = [
    { positivesOnly: true, regularisation: 0.03, unseen: 0.1 },
    { positivesOnly: false, regularisation: 0.003, unseen: 0.1 },
    { positivesOnly: false, regularisation: 0.03, unseen: 0.1 },
    { positivesOnly: false, regularisation: 0.1, unseen: 0.1 },
    { positivesOnly: false, regularisation: 0.03, unseen: 0.3 },
  ];
  return {
    name: 'iALS d=64',
    settings: settings.map((one) => ({
      label: `${one.positivesOnly ? 'positives' : 'watches'}, regularisation ${one.regularisation}, unseen ${one.unseen}`,
      learn: (past: Past) => ials(past, { factors: 64, rounds: 8, ...one }),
    })),
  };
}

function vmisFamily(): Family {
  const settings = [
    { sessions: 500, neighbours: 200, window: 20 },
    { sessions: 1_000, neighbours: 500, window: 20 },
    { sessions: 1_000, neighbours: 500, window: 50 },
  ];
  return {
    name: 'VMIS-kNN',
    settings: settings.map((options) => ({
      label: `m ${options.sessions}, k ${options.neighbours}, last ${options.window}`,
      learn: (past: Past) => vmisKnn(past, options),
    })),
  };
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
    { neighbours: Infinity, decay: 0.95, history: 100 },
    { neighbours: Infinity, decay: 0.9, history: 50 },
    { neighbours: 200, decay: 0.95, history: 100 },
  ];
  return {
    name: 'item-kNN',
    settings: settings.map((options) => ({
      label: `${options.neighbours} neighbours, decay ${options.decay}, last ${options.history}`,
      numbers: { ...options },
      learn: (past: Past) => itemKnn(countsOf(past), options),
    })),
  };
}

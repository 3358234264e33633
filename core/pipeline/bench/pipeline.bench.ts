// One feed-sized run: 1,000 candidates of eight sources in memory, five filters, four scorers, a page of ten.
// Run: node core/pipeline/bench/pipeline.bench.ts

import { bench, run } from 'mitata';
import { definePipeline } from '../src/index.ts';

interface Candidate {
  key: number;
  quality: number;
}

const SOURCES = 8;
const PER_SOURCE = 150;
const never = new AbortController().signal;

// A sixth of each source's finds are also the next one's.
const lists = Array.from({ length: SOURCES }, (_, source) =>
  Array.from({ length: PER_SOURCE }, (_item, index): Candidate => {
    const key = source * 125 + index;
    return { key, quality: ((key * 7_919) % 1_000) / 1_000 };
  }),
);

const pipeline = definePipeline<object, Candidate>({
  name: 'bench',
  keyOf: (candidate) => candidate.key,
  sources: lists.map((list, index) => ({ name: `source ${index}`, retrieve: () => list })),
  hydrators: [],
  filters: [3, 17, 19, 23, 29].map((divisor) => ({
    name: `not ${divisor}`,
    judge: (_query, candidates) =>
      candidates.map(({ key }) => (key % divisor === 1 ? 'unwanted' : null)),
  })),
  scorers: [1, 2, 3, 4].map((weight) => ({
    name: `scorer ${weight}`,
    score: (_query, candidates, scores) => {
      for (let index = 0; index < candidates.length; index += 1) {
        scores[index] = (scores[index] ?? 0) + weight * (candidates[index]?.quality ?? 0);
      }
    },
  })),
  selector: {
    name: 'best ten',
    select: (_query, _candidates, _scores, order) =>
      Array.from(order.subarray(0, 10), (index) => ({ index, propensity: 1, how: 'argmax' })),
  },
  sideEffects: [],
});

bench('pipeline, 1,000 candidates, 18 parts', async () => {
  await pipeline.run({}, { signal: never });
});

await run();

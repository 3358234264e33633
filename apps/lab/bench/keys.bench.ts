// `npm run bench -- keys [PEOPLE]`: key wraps a second on one thread beside bare AES-256-GCM, and how fast a class of that
// many people (20,000 unless said otherwise) gets a new key in a real store, a person's keys made one call at a time.

import { openTestParts } from '@jhalak/testing/parts';
import { wrapsPerSecond } from '../src/wraps.ts';

/** For each figure; the first run warms up. */
const SECONDS = 1;
const RUNS = 5;
/** People whose keys are made at once. */
const BATCH = 1_000;

const people = Number(process.argv[2] ?? 20_000);
wrapsPerSecond(SECONDS / 2);
const runs = Array.from({ length: RUNS }, () => wrapsPerSecond(SECONDS));
const middle = (figures: number[]): number =>
  figures.toSorted((one, other) => one - other)[RUNS >> 1] ?? 0;

const parts = await openTestParts();
const { keys, ids } = parts;
for (let made = 0; made < people; made += BATCH) {
  await Promise.all(Array.from({ length: BATCH }, () => keys.ensure(ids.next())));
}
const startedMs = performance.now();
const { rewrapped } = await keys.rotateClass('profile', { signal: new AbortController().signal });
const seconds = (performance.now() - startedMs) / 1_000;
await parts.close();
process.stdout.write(
  `${JSON.stringify({
    bench: 'keys',
    wrapsPerSecond: middle(runs.map((run) => run.wrapsPerSecond)),
    bareAesGcmPerSecond: middle(runs.map((run) => run.bareAesGcmPerSecond)),
    rewrapped,
    rewrappedPerSecond: Math.round(rewrapped / seconds),
  })}\n`,
);

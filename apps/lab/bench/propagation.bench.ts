// `npm run bench -- propagation`: from the second officer's yes until everybody is dark, at 1,000 phones that ask for the
// kill list every 45 s and people who look at the clip's page all the time. Real time: some two minutes.

import { seededRandom } from '@jhalak/kernel';
import { startBenchCell } from '../src/bench-cell.ts';
import { quantile } from '../src/open-loop.ts';
import { propagate } from '../src/propagation.ts';

const PHONES = Number(process.env['BENCH_PHONES'] ?? 1_000);
const VIDEOS = Number(process.env['BENCH_VIDEOS'] ?? 2_000);
const ORDERS = 10;
const LOOKS_PER_SECOND = 50;

const cell = await startBenchCell({ videos: VIDEOS, viewers: 2, cards: 400, officers: 2 });
const told = await propagate({
  url: cell.url,
  officers: cell.officers,
  viewer: cell.tokens[0] ?? '',
  ...{ phones: PHONES, orders: ORDERS, looksPerSecond: LOOKS_PER_SECOND },
  random: seededRandom(1),
});
await cell.stop();
const say = (what: string, list: readonly number[]): void =>
  void process.stderr.write(
    `${what}: ${list.length}, median ${quantile(list, 0.5)}, p99 ${quantile(list, 0.99)}, at most ${list.at(-1)} ms\n`,
  );
say('phones that ask the cell', told.direct);
say('phones behind a shared cache', told.cached);
say('last page that showed the clip', told.pages);
say('the officer is told that it is carried out', told.executed);
process.stderr.write(`${told.polls} polls, ${told.failed} failed\n`);
const phones = [...told.direct, ...told.cached].toSorted((a, b) => a - b);
process.stdout.write(
  `${JSON.stringify({
    bench: 'propagation',
    ...{ phones: PHONES, orders: ORDERS, failed: told.failed },
    phoneP99Ms: Math.round(quantile(phones, 0.99)),
    phoneMaxMs: Math.round(phones.at(-1) ?? Number.NaN),
    pageMaxMs: Math.round(told.pages.at(-1) ?? Number.NaN),
  })}\n`,
);

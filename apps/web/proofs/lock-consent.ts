// `npm run proof -- lock-consent [LIVES] [SEED]`: 2,000 lives of a device unless said otherwise; the result is kept in
// docs/proofs/lock-consent.md.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { Life, randomSteps, type LifeCounts } from '../src/lock/device/life.fixture.ts';

const lives = Number(process.argv[2] ?? 2_000);
const seed = Number(process.argv[3] ?? 1);
/** A line a tenth of the way. */
const TOLD = 10;

const total: LifeCounts = {
  steps: 0,
  shown: 0,
  darkAfterYes: 0,
  off: 0,
  refusedWhileMeddled: 0,
  lastCalls: 0,
  eventsDelivered: 0,
};
for (let number = 0; number < lives; number += 1) {
  const life = new Life(seed + number);
  await life.begin();
  const wrong: string[] = [];
  for (const step of randomSteps(seed + number)) wrong.push(...(await life.step(step)));
  wrong.push(...(await life.recovers()));
  if (wrong.length > 0) throw new Error(`life ${seed + number}: ${wrong.join('\n')}`);
  for (const name of Object.keys(total) as (keyof LifeCounts)[]) total[name] += life.counts[name];
  if ((number + 1) % Math.ceil(lives / TOLD) === 0)
    process.stderr.write(`${number + 1} of ${lives} lives\n`);
}

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const today = new Date().toISOString().slice(0, 10);
writeFileSync(
  new URL('../../../docs/proofs/lock-consent.md', import.meta.url),
  `# No card without a receipt

\`npm run proof -- lock-consent ${lives} ${seed}\` at ${commit}, ${today}. Each life is a random sequence of on, off (also in another tab, in the middle of a request), update, changed notice, re-install, reload, another person, clock set back and forward, sleep, new pack, killed card, rotated and withdrawn keys, no network, and somebody in between who tampers with, replays or re-signs what the cell sends; over one store with three tabs and workers. After every step every tab is looked at. No card was shown without a receipt in force, and none that was killed, expired or unverified as far as the device can know; after a no at most one request was sent; every life ended with a fresh yes and the newest pack on the screen.

| lives | seed | steps | looks with cards | dark though on | looks that are off | steps in which wrong answers changed nothing | last calls | events delivered |
|---|---|---|---|---|---|---|---|---|
| ${lives} | ${seed} | ${total.steps} | ${total.shown} | ${total.darkAfterYes} | ${total.off} | ${total.refusedWhileMeddled} | ${total.lastCalls} | ${total.eventsDelivered} |

"As far as the device can know": a clock that was set back while the page was closed, and has passed the last time seen by the next look, cannot be told from a right one.
`,
);
process.stdout.write(`${JSON.stringify({ proof: 'lock-consent', lives, seed, ...total })}\n`);

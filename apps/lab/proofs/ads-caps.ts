// `npm run proof -- ads-caps [IMPRESSIONS] [SEED]`: 100,000 impressions unless said otherwise; kept in docs/proofs/ads-caps.md. The
// same tests as in `npm test`, with their full count.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const impressions = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? 20261123);
const HOUSE = fileURLToPath(new URL('../../../', import.meta.url));
const TEST = 'features/ads/src/serving/serving.test.ts';

assert.ok(impressions > 0 && Number.isInteger(seed), 'something is counted');
const { status } = spawnSync(process.execPath, ['--test', TEST], {
  cwd: HOUSE,
  stdio: ['ignore', 2, 2],
  env: { ...process.env, JHALAK_IMPRESSIONS: `${impressions}`, JHALAK_SEED: `${seed}` },
});
assert.equal(status, 0, 'a test failed: its message names the seed');
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const today = new Date().toISOString().slice(0, 10);
writeFileSync(
  new URL('../../../docs/proofs/ads-caps.md', import.meta.url),
  `# Caps and pacing of ads

\`npm run proof -- ads-caps ${impressions} ${seed}\` at ${commit}, ${today}.

| what | count | seed | wrong |
|---|---|---|---|
| showings to 40 people with one to four devices that ask at the same time, in the feed and in lock packs that are shown at any time within their day; twelve line items under four sets of caps; every answer waits a different while before it is reserved. In no window of any cap are there more showings than it allows | ${impressions} | ${seed} | 0 |
| hours of a day whose traffic comes in waves, 3 % off what was foretold: each hour's share of the spend is within a tenth of its share of the questions | 24 | ${seed} | 0 |

In memory, without a database: what is counted is the decision itself. A viewer's devices reach one process.
`,
);

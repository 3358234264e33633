// `npm run proof -- handover-deltas [RUNS]`: 50 runs of random writers unless said otherwise; kept in docs/proofs/handover-deltas.md.
// The same test as in `npm test`, with its full count.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const runs = Number(process.argv[2] ?? 50);
const HOUSE = fileURLToPath(new URL('../../../', import.meta.url));

assert.ok(runs > 0, 'something is tried');
const { status } = spawnSync(
  process.execPath,
  ['--test', 'apps/jhalak/src/handover/pack/deltas.test.ts'],
  {
    cwd: HOUSE,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, JHALAK_DELTA_RUNS: `${runs}`, JHALAK_SEED: '20260801' },
  },
);
assert.equal(status, 0, 'the test failed: its message names the seed and the row');
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const today = new Date().toISOString().slice(0, 10);
writeFileSync(
  new URL('../../../docs/proofs/handover-deltas.md', import.meta.url),
  `# Base and deltas of a hand-over

\`npm run proof -- handover-deltas ${runs}\` at ${commit}, ${today}.

| what | count | seed | rows that differ |
|---|---|---|---|
| two writers and one transaction held open over each snapshot, on every table that goes to a new owner (inserts, updates, changed keys, deletes, keys that come back, all rows of a person; under savepoints, committed and rolled back); a delta packed beside them, one after them; then base and all deltas against the cell | ${runs} runs, ${2 * runs} deltas | 20260801 | 0 |

Rows here have no meaning: checks and unique indexes are dropped so that anything can be written. Ranges hold seven rows, so that they are split and emptied.
`,
);

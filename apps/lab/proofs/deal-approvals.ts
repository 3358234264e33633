// `npm run proof -- deal-approvals [PERMUTATIONS] [LINES]`: 5,000 permutations of approvals and 500 bad lines between two logs
// unless said otherwise; kept in docs/proofs/deal-approvals.md. The same tests as in `npm test`, with their full counts.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const permutations = Number(process.argv[2] ?? 5_000);
const lines = Number(process.argv[3] ?? 500);
const HOUSE = fileURLToPath(new URL('../../../', import.meta.url));
const TESTS = ['approvals.test.ts', 'two-logs.test.ts'].map(
  (name) => `features/handover/src/deal/${name}`,
);

assert.ok(permutations > 0 && lines > 0, 'something is tried');
const { status } = spawnSync(process.execPath, ['--test', ...TESTS], {
  cwd: HOUSE,
  stdio: ['ignore', 2, 2],
  env: { ...process.env, JHALAK_PERMUTATIONS: `${permutations}`, JHALAK_LINES: `${lines}` },
});
assert.equal(status, 0, 'a test failed: its message names the seed');
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const today = new Date().toISOString().slice(0, 10);
writeFileSync(
  new URL('../../../docs/proofs/deal-approvals.md', import.meta.url),
  `# Approvals and owners of a deal

\`npm run proof -- deal-approvals ${permutations} ${lines}\` at ${commit}, ${today}.

| what | count | seed | wrong |
|---|---|---|---|
| good and bad approvals of each approved step in random order, some twice, half of the runs broken off: each is counted or refused as a model of its own says, and the step passes with exactly the last that it needs. Bad: another scope, step, deal or bidder; over, or for too long; forged; the proposer's own; a side that has no say; the region's seal before the others | ${permutations} | 20260105 | 0 |
| two machines over a line that loses 40 % of the messages, repeats 30 % and delivers in any order, while files are brought to either: never two owners, each epoch has one, no fork, and both logs end the same | ${lines} | 5000 and on | 0 |

The machines here are two logs in one process; what is lost is a message, never what a log has kept.
`,
);

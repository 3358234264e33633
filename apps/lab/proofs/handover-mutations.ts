// `npm run proof -- handover-mutations [MUTATIONS]`: 1,000 ways to spoil the packages of a cell unless said otherwise; kept in
// docs/proofs/handover-mutations.md. The same test as in `npm test`, with its full count and another seed.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const mutations = Number(process.argv[2] ?? 1_000);
const SEED = 20_261_122;
const HOUSE = fileURLToPath(new URL('../../../', import.meta.url));

assert.ok(mutations > 0, 'something is tried');
const { status } = spawnSync(
  process.execPath,
  ['--test', 'apps/jhalak/src/handover/pack/set-mutations.test.ts'],
  {
    cwd: HOUSE,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, JHALAK_MUTATIONS: `${mutations}`, JHALAK_SEED: `${SEED}` },
  },
);
assert.equal(
  status,
  0,
  'a mutation was believed, or refused for another reason: the message names it',
);
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const today = new Date().toISOString().slice(0, 10);
writeFileSync(
  new URL('../../../docs/proofs/handover-mutations.md', import.meta.url),
  `# Spoilt packages of a hand-over

\`npm run proof -- handover-mutations ${mutations}\` at ${commit}, ${today}.

| what | count | seed | believed, or refused for a reason that does not fit |
|---|---|---|---|
| a base and two deltas of a real cell, sealed, signed by three; files and lists lost, flipped, cut, added, exchanged with new lists, replaced by links; bags and packages lost; deltas lost and renumbered, swapped, replayed; packages and bags of another hand-over, region or older epoch mixed in; the whole set another one; signatures lost, statements forged or signed by strangers | ${mutations} | ${SEED} | 0 |

The verifier knows who must sign, which deal it is, and the digest of the whole set. One in five is also opened with the key. Single packages are tried the same way in core/bags.
`,
);

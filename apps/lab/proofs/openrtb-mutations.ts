// `npm run proof -- openrtb-mutations [COUNT]`: 10,000 mutations of valid bid requests unless said otherwise; kept in
// docs/proofs/openrtb-mutations.md. The same test as in `npm test`, with its full count.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const count = Number(process.argv[2] ?? 10_000);
const HOUSE = fileURLToPath(new URL('../../../', import.meta.url));

assert.ok(count > 0, 'something is tried');
const { status, stdout } = spawnSync(
  process.execPath,
  ['--test', '--test-reporter', 'tap', 'core/openrtb/test/mutations.test.ts'],
  {
    cwd: HOUSE,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 2],
    env: { ...process.env, JHALAK_MUTATIONS: `${count}` },
  },
);
assert.equal(status, 0, `a mutation was neither taken nor refused:\n${stdout}`);
const told = /seed (\d+): (\d+) taken, (\d+) refused/.exec(stdout);
assert.ok(told, 'the cases of Prebid Server are there, by JHALAK_SHARED');
const [, seed, taken, refused] = told;
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const today = new Date().toISOString().slice(0, 10);
writeFileSync(
  new URL('../../../docs/proofs/openrtb-mutations.md', import.meta.url),
  `# Mutations of bid requests

\`npm run proof -- openrtb-mutations ${count}\` at ${commit}, ${today}.

| what | count | seed | thrown, or without a verdict |
|---|---|---|---|
| Prebid Server's 37 valid requests with one to three changes (a member dropped, another value of any type or size, a list doubled), one in six with a wrong character in its text: each is taken or refused by field, within a second; what is taken stays in order when it is judged again | ${count} | ${seed} | 0 |

${taken} were taken, ${refused} refused.
`,
);
process.stdout.write(
  `${JSON.stringify({ proof: 'openrtb-mutations', count, seed, taken, refused })}\n`,
);

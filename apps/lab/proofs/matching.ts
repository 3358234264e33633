// `npm run proof -- matching`: the test of copies among real clips with every clip; kept in docs/proofs/matching.md.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const run = spawnSync(
  process.execPath,
  ['--test', '--test-force-exit', '--test-reporter=tap', 'features/matching/test/corpus.test.ts'],
  { cwd: root, env: { ...process.env, JHALAK_MATCHING_CLIPS: 'all' }, encoding: 'utf8' },
);
const told = /# (\{"clips".*\})/.exec(run.stdout)?.[1];
assert.ok(told !== undefined && !run.stdout.includes('# SKIP'), `NOT RUN: ${run.stdout}`);
assert.equal(run.status, 0, run.stdout);
const { clips, frames, pairs, copies, soundPairs, sounds } = JSON.parse(told) as Record<
  string,
  number
>;
const rates = [...run.stdout.matchAll(/"errorRate":([\d.]+)/gu)].map(([, rate]) =>
  Number(rate).toFixed(3),
);
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const today = new Date().toISOString().slice(0, 10);
writeFileSync(
  `${root}docs/proofs/matching.md`,
  `# Copies among real clips are found, and nothing else is

\`npm run proof -- matching\` at ${commit}, ${today}. Every clip of the shared media that is not refused, through the encoder as an upload; its frames (five a second) and its sound held against those of all clips before it. Single frames, their edits and 10,000 pairs of them: [pdq](pdq.md).

| | clips | pairs | copies there are | found | others taken for copies |
|---|---|---|---|---|---|
| by pictures (${frames} frames) | ${clips} | ${pairs} | 3 (one clip, cut and tinted) | ${copies} | 0 |
| by sound | | ${soundPairs} | | ${sounds} | 0 |

Bits that differ where a sound was found: ${rates.join(', ') || 'none was'}; taken for the same up to 0.25. Clips without sound, and of under five seconds, have none to compare.
`,
);
process.stdout.write(
  `${JSON.stringify({ proof: 'matching', clips, frames, pairs, copies, soundPairs, sounds })}\n`,
);

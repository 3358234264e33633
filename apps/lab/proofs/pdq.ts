// `npm run proof -- pdq`: the test of edited frames with its full count; kept in docs/proofs/pdq.md.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FRAMES = 50;
const root = fileURLToPath(new URL('../../../', import.meta.url));
const run = spawnSync(
  process.execPath,
  ['--test', '--test-force-exit', '--test-reporter=tap', 'core/pdq/test/pictures.test.ts'],
  { cwd: root, env: { ...process.env, JHALAK_PDQ_FRAMES: `${FRAMES}` }, encoding: 'utf8' },
);
const told = /# (\{"frames".*\})/.exec(run.stdout)?.[1];
assert.ok(told !== undefined && !run.stdout.includes('# SKIP'), `NOT RUN: ${run.stdout}`);
assert.equal(run.status, 0, run.stdout);
const { frames, edits, found, pairs } = JSON.parse(told) as Record<string, number>;
assert.ok(frames !== undefined && edits !== undefined && found !== undefined);
const published = /bits that differ: ([\d, ]+)/.exec(run.stdout)?.[1] ?? '';
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const today = new Date().toISOString().slice(0, 10);
writeFileSync(
  `${root}docs/proofs/pdq.md`,
  `# Frames are known again, and only they

\`npm run proof -- pdq\` at ${commit}, ${today}. Frames of the shared media's real clips, 23 apart, each in the eleven kinds of edits that PDQ's authors publish (blurred, more contrast and colour, sharpened, shrunk, made square), looked up in an index of all of them; and every pair of frames of two clips. Near is at most 31 of 256 bits.

| frames | edits of them | found | recall | pairs of two clips | of them near |
|---|---|---|---|---|---|
| ${frames} | ${edits} | ${found} | ${((found / edits) * 100).toFixed(2)} % | ${pairs} | 0 |

Distances of our hashes from the eight that the authors publish of one picture, turned and mirrored: ${published} bits.
`,
);
process.stdout.write(`${JSON.stringify({ proof: 'pdq', frames, edits, found, pairs })}\n`);

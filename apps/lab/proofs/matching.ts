// `npm run proof -- matching`: the tests of copies among real clips with every clip, and of edited frames with their full count;
// kept in docs/proofs/matching.md.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { recallOf, runPdq } from '../src/pdq-run.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const single = runPdq(root);
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

\`npm run proof -- matching\` at ${commit}, ${today}. Every clip of the shared media that is not refused, through the encoder as an upload; its frames (five a second) and its sound held against those of all clips before it.
| | clips | pairs | copies there are | found | others taken for copies |
|---|---|---|---|---|---|
| by pictures (${frames} frames) | ${clips} | ${pairs} | 4 pairs (one clip, cut and tinted; one that broke off while it was sent) | ${copies} | 0 |
| by sound | | ${soundPairs} | | ${sounds} | 0 |

Of the sound: bits that differ where a sound was found: ${rates.join(', ') || 'none was'}; taken for the same up to 0.25. Clips without sound, and of under five seconds, have none to compare.

Single frames, 23 apart, of the real clips, each in the eleven kinds of edits that PDQ's authors publish (blurred, more contrast and colour, sharpened, shrunk, made square), looked up in an index of all of them; and every pair of frames of two clips. Near is at most 31 of 256 bits.

| frames | edits of them | found | recall | pairs of two clips | of them near |
|---|---|---|---|---|---|
| ${single.frames} | ${single.edits} | ${single.found} | ${recallOf(single)} | ${single.pairs} | 0 |

Distances of our hashes from the eight that the authors publish of one picture, turned and mirrored: ${single.published} bits.

Nothing here is drawn by lot, so there is no seed: every clip, every 23rd frame, every pair.
`,
);
process.stdout.write(
  `${JSON.stringify({ proof: 'matching', clips, frames, pairs, copies, soundPairs, sounds, single })}\n`,
);

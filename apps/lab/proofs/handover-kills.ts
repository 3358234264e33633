// `npm run proof -- handover-kills [SEEDS] [RANDOM]`: 10 seeds, each step killed at its points, those of the freeze RANDOM times (2) more at
// random moments; the result is kept in docs/proofs/handover-kills.md.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { handoverKills, type HandoverKills } from '../src/handover/handover-kills.ts';

const seeds = Number(process.argv[2] ?? 10);
const random = Number(process.argv[3] ?? 2);
const runs: HandoverKills[] = [];
for (let seed = 1; seed <= seeds; seed += 1) {
  const run = await handoverKills({
    ...{ seed, random },
    log: (line) => process.stderr.write(`${seed} ${line}\n`),
  });
  process.stderr.write(`${JSON.stringify(run)}\n`);
  runs.push(run);
}
const sum = (of: (run: HandoverKills) => number): number =>
  runs.reduce((all, run) => all + of(run), 0);
const told = {
  seeds,
  kills: sum(({ kills }) => kills),
  looks: sum(({ looks }) => looks),
  twoOwners: sum(({ twoOwners }) => twoOwners),
  ownerlessMaxMs: Math.max(...runs.map(({ ownerlessMs }) => ownerlessMs)),
};
process.stdout.write(`${JSON.stringify({ proof: 'handover-kills', ...told })}\n`);
assert.equal(told.twoOwners, 0);

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const today = new Date().toISOString().slice(0, 10);
writeFileSync(
  new URL('../../../docs/proofs/handover-kills.md', import.meta.url),
  `# kill -9 at every step of a sale

\`npm run proof -- handover-kills ${seeds} ${random}\` at ${commit}, ${today}. Every step (rehearsal, freeze, delta, keys, fence, takeover, verification, wind-down, proof) in a process that is killed before its work, after it, when its evidence is written and when its act is in the log, and freeze, delta, keys and fence ${random} times more at random moments of the first 1.5 s (a step that is quicker than that is done then, and its last point is not tried). After each kill both owners' databases and logs are read from outside; then the same step goes on.

| seeds | kills | looks into both databases | two owners at once | sales that came to their end | longest time without an owner |
|---|---|---|---|---|---|
| ${told.seeds} | ${told.kills} | ${told.looks} | ${told.twoOwners} | ${runs.length} | ${(told.ownerlessMaxMs / 1_000).toFixed(1)} s, kills included |

This is process death; power loss is not tested.
`,
);

// `npm run proof -- handover-kills [SEEDS] [RANDOM] [FOLDER] [MINUTES]`: 10 seeds, each step killed at its points, those of the freeze
// RANDOM times (2) more at random moments; the result is kept in docs/proofs/handover-kills.md. With FOLDER it may be gone through in
// several runs: what a seed came to is kept there, and none begins another seed after MINUTES.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { handoverKills, type HandoverKills } from '../src/handover/handover-kills.ts';

const seeds = Number(process.argv[2] ?? 10);
const random = Number(process.argv[3] ?? 2);
const [folder, minutes] = process.argv.slice(4);
const untilMs = performance.now() + Number(minutes ?? Infinity) * 60_000;
const commitNow = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
  encoding: 'utf8',
}).trim();
interface Run extends HandoverKills {
  random: number;
  commit: string;
}
const runs: Run[] = [];
if (folder !== undefined) mkdirSync(folder, { recursive: true });
for (let seed = 1; seed <= seeds; seed += 1) {
  const run = keptRun(seed) ?? (performance.now() < untilMs ? await newRun(seed) : undefined);
  if (run === undefined) break;
  runs.push(run);
}
if (runs.length === seeds) write();
else process.stdout.write('there is more to do: the same command goes on\n');

/** @returns what an earlier run of the same kind came to. */
function keptRun(seed: number): Run | undefined {
  const file = join(folder ?? '', `seed-${seed}.json`);
  if (folder === undefined || !existsSync(file)) return undefined;
  const run = JSON.parse(readFileSync(file, 'utf8')) as Run;
  return run.random === random ? run : undefined;
}

async function newRun(seed: number): Promise<Run> {
  const found = await handoverKills({
    ...{ seed, random },
    log: (line) => process.stderr.write(`${seed} ${line}\n`),
  });
  const run = { ...found, random, commit: commitNow };
  process.stderr.write(`${JSON.stringify(run)}\n`);
  if (folder !== undefined) writeFileSync(join(folder, `seed-${seed}.json`), JSON.stringify(run));
  return run;
}

function write(): void {
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

  const commits = [...new Set(runs.map(({ commit }) => commit))].join(', ');
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync(
    new URL('../../../docs/proofs/handover-kills.md', import.meta.url),
    `# kill -9 at every step of a sale

\`npm run proof -- handover-kills ${seeds} ${random}\` at ${commits}, ${today}. Every step (rehearsal, freeze, delta, keys, fence, takeover, verification, wind-down, proof) in a process that is killed before its work, after it, when its evidence is written and when its act is in the log, and freeze, delta, keys and fence ${random} times more at random moments of the first 1.5 s (a step that is quicker than that is done then, and its last point is not tried). After each kill both owners' databases and logs are read from outside; then the same step goes on.

| seeds | kills | looks into both databases | two owners at once | sales that came to their end | longest time without an owner |
|---|---|---|---|---|---|
| ${told.seeds} | ${told.kills} | ${told.looks} | ${told.twoOwners} | ${runs.length} | ${(told.ownerlessMaxMs / 1_000).toFixed(1)} s, kills included |

This is process death; power loss is not tested.
`,
  );
}

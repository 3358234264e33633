// `npm run proof -- handover-kills [SEEDS] [RANDOM] [FOLDER] [MINUTES]`: 10 seeds, each step killed at its points, those of the freeze
// RANDOM times (2) more at random moments; the result is kept in docs/proofs/handover-kills.md. With FOLDER it may be gone through in
// several runs: what a seed came to is kept there, and none begins another seed after MINUTES. Then the tests of deals that are
// aborted and of a buyer that dies in its import, at every place instead of a few.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
const PLACES = [
  { name: 'abort', env: 'JHALAK_ABORT_EVERYWHERE', value: '1' },
  { name: 'import-kills', env: 'JHALAK_IMPORT_KILLS', value: 'all' },
] as const;
if (runs.length === seeds && PLACES.every(isTried)) write();
else process.stdout.write('there is more to do: the same command goes on\n');

/** @returns what an earlier run of the same kind came to. */
function keptRun(seed: number): Run | undefined {
  const file = join(folder ?? '', `seed-${seed}.json`);
  if (folder === undefined || !existsSync(file)) return undefined;
  const run = JSON.parse(readFileSync(file, 'utf8')) as Run;
  return run.random === random ? run : undefined;
}

/** @returns whether a test passed at all of its places, now or in an earlier run; false: there is no time for it. */
function isTried({ name, env, value }: (typeof PLACES)[number]): boolean {
  const file = join(folder ?? '', `handover-${name}.passed`);
  if (folder !== undefined && existsSync(file)) return true;
  if (performance.now() >= untilMs) return false;
  const { status } = spawnSync(
    process.execPath,
    ['--test', '--test-force-exit', `apps/lab/src/handover/handover-${name}.test.ts`],
    {
      cwd: fileURLToPath(new URL('../../../', import.meta.url)),
      stdio: ['ignore', 2, 2],
      env: { ...process.env, [env]: value },
    },
  );
  assert.equal(status, 0, `handover-${name} failed: its message says where`);
  if (folder !== undefined) writeFileSync(file, commitNow);
  return true;
}

async function newRun(seed: number): Promise<Run> {
  const found = await handoverKills({
    points: 'all',
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

\`npm run proof -- handover-kills ${seeds} ${random}\` at ${commits}, ${today}. Every step (rehearsal, freeze, delta, keys, fence, takeover, verification, wind-down, proof) in a process that is killed before its work, after it, when its evidence is written and when its act is in the log (fence: before the public files have it), and freeze, delta, keys and fence ${random} times more at random moments of the first 1.5 s (a step that is quicker than that is done then, and its last point is not tried). After each kill both owners' databases and logs are read from outside; then the same step goes on.

| seeds | kills | looks into both databases | two owners at once | sales that came to their end | longest time without an owner |
|---|---|---|---|---|---|
| ${told.seeds} | ${told.kills} | ${told.looks} | ${told.twoOwners} | ${runs.length} | ${(told.ownerlessMaxMs / 1_000).toFixed(1)} s, kills included |

Deals aborted after each of their eleven steps before the keys (opening, inventory, letter of intent, rehearsal, screening, terms, export licence, seal, freeze, delta, a parcel that was sealed and not given): every table, stream, file and key is as it was, and people write again. A buyer killed in its import at four places (packages verified, keys, rows, files), in a sale: nobody owns the cell, and the same command takes over.

This is process death; power loss is not tested.
`,
  );
}

// `npm run proof -- media-kills [SEEDS]`: kill -9 of the process that receives and encodes, twenty times a seed, ten seeds unless
// said otherwise. The result is kept in docs/proofs/media-kills.md after each seed; a run that was cut off goes on in the same commit.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const KILLS_EACH = 20;
const root = fileURLToPath(new URL('../../../', import.meta.url));
const seeds = Number(process.argv[2] ?? 10);
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const kept = join(tmpdir(), `jhalak-media-kills-${commit}.json`);
/** Seeds that ended, and those of them that failed. */
const { done, failed } = (
  existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : { done: [], failed: [] }
) as { done: number[]; failed: number[] };

for (let seed = 1; seed <= seeds; seed += 1) {
  if (done.includes(seed)) continue;
  const passed = killsOf(seed);
  done.push(seed);
  if (!passed) failed.push(seed);
  writeFileSync(kept, JSON.stringify({ done, failed }));
  writePage();
  process.stderr.write(`seed ${seed}: ${passed ? 'as promised' : 'FAILED'}\n`);
}
const kills = done.length * KILLS_EACH;
process.stdout.write(`${JSON.stringify({ proof: 'media-kills', kills, failed })}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;

function killsOf(seed: number): boolean {
  const run = spawnSync(
    process.execPath,
    ['--test', '--test-force-exit', '--test-reporter=tap', 'features/media/test/kills.test.ts'],
    {
      cwd: root,
      env: { ...process.env, MEDIA_KILLS: String(KILLS_EACH), MEDIA_SEED: String(seed) },
      encoding: 'utf8',
    },
  );
  const passed = run.status === 0 && /^# pass 1$/m.test(run.stdout);
  if (!passed) process.stderr.write(`${run.stdout}\n${run.stderr}\n`);
  return passed;
}

function writePage(): void {
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync(
    `${root}docs/proofs/media-kills.md`,
    `# kill -9 under uploads

\`npm run proof -- media-kills ${seeds}\` at ${commit}, ${today}. The process that receives and encodes, and every process of the real engine under it, are killed at a random moment within four seconds, again and again, while a clip more is sent and encoded each time. Then it is started once more: every clip ends as one published clip whose files have their digests, its original is as it was sent, every acknowledged byte was there, and no file is left that no row names. Process death, not power loss.

| kills | seeds | seeds as promised | otherwise |
|---|---|---|---|
| ${done.length * KILLS_EACH} | ${done.length} of ${seeds} | ${done.length - failed.length} | ${failed.length} |
`,
  );
}

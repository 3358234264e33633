// `npm run proof -- kills [KILLS] [SEED]`: 20 kills unless said otherwise; the result is kept in docs/proofs/kills.md.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { killRun } from '../src/kill-run.ts';

const kills = Number(process.argv[2] ?? 20);
const seed = Number(process.argv[3] ?? 1);
const report = await killRun({ kills, seed, log: (line) => process.stderr.write(`${line}\n`) });
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const today = new Date().toISOString().slice(0, 10);
writeFileSync(
  new URL('../../../docs/proofs/kills.md', import.meta.url),
  `# kill -9 of the whole tree

\`npm run proof -- kills ${kills} ${seed}\` at ${commit}, ${today}. The program, its PostgreSQL and every ffmpeg are killed at once, at random moments, while clips are uploaded and encoded and events are sent; then the same home is started again and checked.

| kills | seed | bytes acknowledged | events acknowledged | clips published | lost |
|---|---|---|---|---|---|
| ${report.kills} | ${report.seed} | ${report.acknowledgedBytes} | ${report.acknowledgedEvents} | ${report.published} | ${report.lost} |

This is process death; power loss is not tested.
`,
);
process.stdout.write(`${JSON.stringify({ proof: 'kills', ...report })}\n`);

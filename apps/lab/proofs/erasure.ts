// `npm run proof -- erasure [PEOPLE] [SEED]`: 200 people unless said otherwise; kept in docs/proofs/erasure.md.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { erasureRun } from '../src/erasure-run.ts';

const people = Number(process.argv[2] ?? 200);
const seed = Number(process.argv[3] ?? 1);
const report = await erasureRun({
  people,
  seed,
  log: (line) => process.stderr.write(`${line}\n`),
});
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const today = new Date().toISOString().slice(0, 10);
writeFileSync(
  new URL('../../../docs/proofs/erasure.md', import.meta.url),
  `# Erasing people

\`npm run proof -- erasure ${people} ${seed}\` at ${commit}, ${today}. Viewers and accounts with clips, likes, follows and watching are erased four at a time, over HTTP and by their day, while others come, watch and publish, and while the keys of the classes change one after another. Then, for each of them: nothing sealed opens in the key store; yesterday's keys and rows, restored elsewhere with the list of erasures, open nothing of theirs (and did without the list); no table holds a row that its manifest does not keep; the receipt, asked for with the code that they kept, names an entry of the public log, the log verifies whole from its files over HTTP, and the entry has the commitment that salt and id give. Everybody else's records open, in both stores.

| people erased | seed | sealed records of theirs | people who came meanwhile | changes of class keys | proofs that hold | entries in the log | wrong |
|---|---|---|---|---|---|---|---|
| ${report.people} | ${report.seed} | ${report.records} | ${report.meanwhile} | ${report.rotations} | ${report.proofs} | ${report.logEntries} | ${report.wrong.length} |

Whoever copied what was readable while it was readable has it still; root on the machine could keep keys that the program destroyed.
`,
);
process.stdout.write(
  `${JSON.stringify({ proof: 'erasure', ...report, wrong: report.wrong.slice(0, 10) })}\n`,
);
process.exitCode = report.wrong.length === 0 && report.proofs === people ? 0 : 1;

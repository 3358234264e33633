// `npm run proof -- lock-receipts [LIVES] [SEED]`: 1,000 lives unless said otherwise; kept in docs/proofs/lock-receipts.md.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { receiptLives } from '../src/receipt-lives.ts';

const lives = Number(process.argv[2] ?? 1_000);
const seed = Number(process.argv[3] ?? 1);
const report = await receiptLives({
  lives,
  seed,
  log: (line) => process.stderr.write(`${line}\n`),
});
const { showings } = report;
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const today = new Date().toISOString().slice(0, 10);
writeFileSync(
  new URL('../../../docs/proofs/lock-receipts.md', import.meta.url),
  `# Showings and receipts

\`npm run proof -- lock-receipts ${lives} ${seed}\` at ${commit}, ${today}. Random lives of phones, told to a whole cell over HTTP: yes, no, a no that the cell never hears, answers sent again, updates, re-installs, restored backups, new pseudonyms, phones' clocks up to 20 hours off, the cell's own clock set back, packs, showings reported under the phone's receipt, any other phone's, an old one or none, and reports that race with a no. A model written from the contract says how each showing must be counted.

| lives | seed | steps | answers | of them refused | shown under a receipt in force | after its withdrawal | without one | raced | counted wrongly |
|---|---|---|---|---|---|---|---|---|---|
| ${report.lives} | ${report.seed} | ${report.steps} | ${report.answers} | ${report.refusedAnswers} | ${showings.shown} | ${showings.afterWithdrawal} | ${showings.withoutReceipt} | ${showings.either} | ${report.wrong.length} |

The phone's own side (nothing is shown without a receipt) is [lock-consent](lock-consent.md).
`,
);
for (const line of report.wrong) process.stderr.write(`${line}\n`);
process.stdout.write(
  `${JSON.stringify({ proof: 'lock-receipts', lives, seed, ...showings, wrong: report.wrong.length })}\n`,
);
process.exitCode = report.wrong.length === 0 ? 0 : 1;

// `npm run proof -- consent-withdrawal [PEOPLE] [SEED]`: 200 people unless said otherwise; kept in docs/proofs/consent-withdrawal.md.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { withdrawalRun } from '../src/withdrawal-run.ts';

const people = Number(process.argv[2] ?? 200);
const seed = Number(process.argv[3] ?? 1);
const report = await withdrawalRun({
  ...{ people, seed },
  log: (line) => process.stderr.write(`${line}\n`),
});
const wrong = report.learnedWithin + report.learnedLater + report.personalSlots + report.stillKnown;
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const today = new Date().toISOString().slice(0, 10);
writeFileSync(
  new URL('../../../docs/proofs/consent-withdrawal.md', import.meta.url),
  `# Consent taken back

\`npm run proof -- consent-withdrawal ${people} ${seed}\` at ${commit}, ${today}. Simulated people let the feed learn, watch, and take it back in the midst of it, over HTTP, in a whole cell with its journal and learner and a clock moved by hand. For three minutes after, their player goes on: it reports slots of before the withdrawal late, asks for pages and reports those. Promised: nothing personal later than 60 s. Counted: what the journal holds as to be learned from, by the time of its window; places on pages that say they are personal; people of whom the learner still holds anything.

| people | seed | learned from before | reports after | pages after | learned from within 60 s | later | personal places | still known |
|---|---|---|---|---|---|---|---|---|
| ${report.people} | ${report.seed} | ${report.learnedBefore} | ${report.reportsAfter} | ${report.pagesAfter} | ${report.learnedWithin} | ${report.learnedLater} | ${report.personalSlots} | ${report.stillKnown} |

One process: another process of the cell learns of a withdrawal from the journal, within 10 s without it (\`features/accounts/src/viewers.test.ts\`). The taps: \`tools/testing/browser/notice.test.ts\`.
`,
);
process.stdout.write(`${JSON.stringify({ proof: 'consent-withdrawal', ...report })}\n`);
process.exitCode = wrong === 0 && report.learnedBefore > 0 ? 0 : 1;

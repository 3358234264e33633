// `npm run proof -- inflation [SIZE]`: 200 accounts or repetitions a script unless said otherwise; kept in docs/proofs/inflation.md.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { HOUSE_REGULARS, NEWCOMERS_FREE } from '@jhalak/contracts/counting';
import { inflationRun } from '../src/inflation/inflation-run.ts';

const size = Number(process.argv[2] ?? 200);
const reports = await inflationRun(size, (line) => process.stderr.write(`${line}\n`));
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const today = new Date().toISOString().slice(0, 10);
const share = (through: number, attempts: number): string =>
  `${((100 * through) / attempts).toFixed(2)} %`;
const rows = reports.map(
  (one) =>
    `| ${one.script} | ${one.what} | ${one.attempts} | ${one.through} | ${share(one.through, one.attempts)} | ${one.bound} | ${one.rule} |`,
);
writeFileSync(
  new URL('../../../docs/proofs/inflation.md', import.meta.url),
  `# Scripts that inflate

\`npm run proof -- inflation ${size}\` at ${commit}, ${today}. Eleven scripts, written by ourselves and simulated on one machine, at a whole cell over HTTP with a clock moved by hand: a house of twelve people with a history of a day, and a clip that three of them watched today. Each script is given the tokens of its showings; a real one would have to wait until a page shows it the clip. No limits of requests a minute are in force: with them each is slower, and gets no further.

**Tried**: what a counter would have added that believes the script. **Through**: by how much the figure moved that everybody is shown. **Bound**: by how much it may move.

| script | what it does | tried | through | share | bound | how much is let through |
|---|---|---|---|---|---|---|
${rows.join('\n')}

The rule itself: [what is counted, and how](../operations/counting.md).

**Not covered.** An account that has watched five creators for a day counts like anybody: once a clip and day. Who keeps a thousand of them has a thousand views a clip and day, as the sock puppets show from their second day on. Who shares one device or one address is not asked about, because families do: an address is used nowhere. In a house where fewer than ${HOUSE_REGULARS} people have a history of a day everybody counts in full, and so does every script. Honest newcomers pay for the bound: beyond ${NEWCOMERS_FREE} and as many as count in full their views are held back, and do not come later. These are attacks that we thought of; others exist.
`,
);
const held = reports.every((report) => report.held);
process.stdout.write(`${JSON.stringify({ proof: 'inflation', size, held, reports })}\n`);
process.exitCode = held ? 0 : 1;

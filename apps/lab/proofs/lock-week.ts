// `npm run proof -- lock-week [PHONES OF EACH KIND] [SEED]`: seven simulated days; kept in docs/proofs/lock-week.md.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { lockWeek } from '../src/lock-week.ts';

const phones = Number(process.argv[2] ?? 10);
const seed = Number(process.argv[3] ?? 1);
const report = await lockWeek({
  days: 7,
  phones,
  cardsADay: 400,
  seed,
  log: (line) => process.stderr.write(`${line}\n`),
});
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const today = new Date().toISOString().slice(0, 10);
const kilobytes = (bytes: number): string => Math.round(bytes / 1_000).toString();
const rows = report.kinds.map((kind) =>
  [
    kind.kind,
    kind.showings,
    kind.repeats,
    kind.offeredSeen,
    kind.nothingNew,
    kind.packs,
    kind.notModified,
    kilobytes(kind.packBytesADay),
    kilobytes(kind.fileBytesADay),
    kilobytes(kind.bytesADayMax),
    kind.genreEntropy.toFixed(2),
    `${Math.round(kind.tasteShare * 100)} %`,
  ].join(' | '),
);
writeFileSync(
  new URL('../../../docs/proofs/lock-week.md', import.meta.url),
  `# A simulated week of lock screens

\`npm run proof -- lock-week ${phones} ${seed}\` at ${commit}, ${today}. ${report.cards} cards in five languages, ${phones} phone(s) of each kind over ${report.days} days: each looks for a pack every second hour from 7 to 23 and is lit three times an hour. Reactions are dice; those of \`taste\` are loaded towards two genres. **This shows mechanics only** (does anything repeat, what does a day cost, does the mix follow what was reported): nobody's attention was measured, and nothing follows for real people.

| phones | showings | repeats | offered though seen and reported | nothing new left | packs | not modified | kB of packs a day | kB of pictures a day | kB on the busiest day | genre entropy, bits | share of the two genres |
|---|---|---|---|---|---|---|---|---|---|---|---|
${rows.map((row) => `| ${row} |`).join('\n')}

Three bits would be eight genres alike. \`contextual\` phones get what everybody of their language gets; their reports change nothing for them.
`,
);
process.stdout.write(`${JSON.stringify({ proof: 'lock-week', ...report })}\n`);

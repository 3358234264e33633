// `npm run proof -- handover [PEOPLE] [MEDIA]`: 20,000 people and 60 files unless said otherwise; the result is kept in
// docs/proofs/handover.md.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { whyNoNamespaces } from '../src/border/border-net.ts';
import { saleJourney } from '../src/handover/sale-journey.ts';

const why = whyNoNamespaces();
if (why !== undefined) throw new Error(`this proof cannot be run here: ${why}`);
const people = Number(process.argv[2] ?? 20_000);
const media = Number(process.argv[3] ?? 60);
const told = await saleJourney({
  ...{ people, media },
  log: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${JSON.stringify({ proof: 'handover', ...told })}\n`);
assert.equal(told.reads.failed, 0, 'reads never stop');
assert.equal(told.compared.different, 0);
assert.equal(told.verified.differences, 0);
assert.equal(told.left, 0, 'nothing tried to leave');

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const today = new Date().toISOString().slice(0, 10);
const seconds = (ms: number): string => (ms / 1_000).toFixed(1);
writeFileSync(
  new URL('../../../docs/proofs/handover.md', import.meta.url),
  `# A live sale

\`npm run proof -- handover ${people} ${media}\` at ${commit}, ${today}. Seller, buyer and the rehearsal's scratch install in three network namespaces that let nothing pass but their own loopback; what goes from one to the other is carried as files. Somebody reads and writes at the seller's all the time.

| claim | figure |
|---|---|
| people; files | ${people}; ${media} |
| reads from before the freeze until after the seller's epoch; failed; the slowest | ${told.reads.count}; ${told.reads.failed}; ${told.reads.slowestMs} ms |
| from the freeze to the end of the seller's epoch | ${seconds(told.frozenMs)} s |
| from the freeze to the first write that the buyer's cell took, its import and start included | ${seconds(told.pausedMs)} s |
| people compared field by field in the rehearsal; fields; rows that differ | ${told.compared.people}; ${told.compared.fields}; ${told.compared.different} |
| tables and streams, rows, files that the buyer compared with what the seller signed; that differ | ${told.verified.tables}, ${told.verified.rows}, ${told.verified.files}; ${told.verified.differences} |
| packets that tried to leave any of the three | ${told.left} |
| destroyed at the seller's | ${Object.entries(told.destroyed)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ')} |

The parties are simulated. Copies made outside cannot be disproved.
`,
);

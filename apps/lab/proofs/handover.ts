// `npm run proof -- handover [PEOPLE] [MEDIA] [CLIPS] [FOLDER] [MINUTES]`: 20,000 people, 60 files and 17 clips watched by each (three
// events a clip) unless said otherwise; the result is kept in docs/proofs/handover.md. With FOLDER it may be gone through in several
// runs: none begins another stage after MINUTES.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { whyNoNamespaces } from '../src/border/border-net.ts';
import type { SaleJourney } from '../src/handover/journey-told.ts';
import { saleJourney } from '../src/handover/sale-journey.ts';

const why = whyNoNamespaces();
if (why !== undefined) throw new Error(`this proof cannot be run here: ${why}`);
const people = Number(process.argv[2] ?? 20_000);
const media = Number(process.argv[3] ?? 60);
const clips = Number(process.argv[4] ?? 17);
const [folder, minutes] = process.argv.slice(5);
const untilMs = performance.now() + Number(minutes ?? Infinity) * 60_000;
const told = await saleJourney({
  ...{ people, media, clips },
  ...(folder === undefined ? {} : { folder }),
  log: (line) => process.stderr.write(`${line}\n`),
  mayGoOn: () => performance.now() < untilMs,
});
if (told === undefined) process.stdout.write('there is more to do: the same command goes on\n');
else write(told);

function write(found: SaleJourney): void {
  process.stdout.write(`${JSON.stringify({ proof: 'handover', ...found })}\n`);
  assert.equal(found.reads.failed, 0, 'reads never stop');
  assert.equal(found.compared.different, 0);
  assert.equal(found.verified.differences, 0);
  assert.deepEqual(found.withheld.found, []);
  assert.equal(found.left, 0, 'nothing tried to leave');
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync(
    new URL('../../../docs/proofs/handover.md', import.meta.url),
    page(found, commit, today),
  );
}

function page(found: SaleJourney, commit: string, today: string): string {
  const { watching, reads, packed, compared, withheld, verified } = found;
  const seconds = (ms: number): string => (ms / 1_000).toFixed(1);
  const list = (
    values: Readonly<Record<string, number>>,
    unit: (value: number) => string,
  ): string =>
    Object.entries(values)
      .map(([name, value]) => `${name} ${unit(value)}`)
      .join(', ');
  return `# A live sale

\`npm run proof -- handover ${people} ${media} ${clips}\` at ${commit}, ${today}. Seller, buyer and the rehearsal's scratch install in three network namespaces that let nothing pass but their own loopback; what goes from one to the other is carried as files. Somebody reads and writes at the seller's all the time.

The operation is made by the cell's own ways, in one process before the seller's program starts: clips are published, people created with keys of their own, each consents, is offered a page of ${clips} clips by the feed, and reports an impression and a finish of each over the route of players, six clips a report. The cell makes a view of each finish. So each entry of the journal is sealed under its viewer's key, and the learner knows them all.

| claim | figure |
|---|---|
| people; files; people who watched | ${people}; ${media}; ${watching.viewers} |
| events counted (impressions, finishes, views); entries of the journal that hold them | ${watching.events}; ${watching.entries} |
| packed: rows of the base, rows of the delta, bytes | ${packed.rows}, ${packed.deltaRows}, ${packed.bytes} |
| reads from before the freeze until after the seller's epoch; failed; the slowest | ${reads.count}; ${reads.failed}; ${reads.slowestMs} ms |
| from the freeze to the end of the seller's epoch | ${seconds(found.frozenMs)} s |
| from the freeze to the first write that the buyer's cell took, its import and start included | ${seconds(found.pausedMs)} s |
| people compared field by field in the rehearsal; fields; rows that differ | ${compared.people}; ${compared.fields}; ${compared.different} |
| withheld files, pieces of them looked for, bytes of packages and install searched; found | ${withheld.files}, ${withheld.pieces}, ${withheld.searchedBytes}; ${withheld.found.length} |
| tables and streams, rows, files that the buyer compared with what the seller signed; that differ | ${verified.tables}, ${verified.rows}, ${verified.files}; ${verified.differences} |
| packets that tried to leave any of the three | ${found.left} |
| most memory of each command's process, the database's own apart | ${list(found.peakMb, (mb) => `${mb} MB`)} |
| how long each stage took | ${list(found.tookMs, (ms) => `${seconds(ms)} s`)} |
| destroyed at the seller's | ${Object.entries(found.destroyed)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ')} |

Looked for are pieces of 64 bytes, one of each sixty-fourth of a file, that hold more than names and ids: what a model names stands in the rows that go, and must. They are looked for as bytes, hexadecimal and base64.

The parties are simulated. Copies made outside cannot be disproved.
`;
}

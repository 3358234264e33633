// `npm run proof -- border [CANARIES] [SEED]`: 200 canaries unless said otherwise; the result is kept in docs/proofs/border.md.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { whyNoNamespaces } from '../src/border/border-net.ts';
import { borderRun } from '../src/border/border-run.ts';

const why = whyNoNamespaces();
if (why !== undefined) throw new Error(`this proof cannot be run here: ${why}`);
const canaries = Number(process.argv[2] ?? 200);
const seed = Number(process.argv[3] ?? 1);
const report = await borderRun({
  canaries,
  seed,
  log: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${JSON.stringify({ proof: 'border', ...report })}\n`);
assert.equal(report.packetsOutside, 0, 'no packet of a role passes the rules');
assert.equal(report.strayPackets, 0, 'nothing but the gateway sends');
assert.equal(report.site.forbidden, 0, 'a host on no list is never asked');
assert.deepEqual(report.found, { wire: [], otherCell: [], backup: [] });
assert.equal(report.bytes.wire, report.bytes.record, 'every byte that left is on record');
assert.equal(report.journey.playlist, 'refused');
assert.equal(report.delivered, 2, 'both cells told each other their day');
assert.equal(report.withoutDefence.found, report.withoutDefence.sent);
assert.ok(report.withoutDefence.otherCell && report.withoutDefence.backup);

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const today = new Date().toISOString().slice(0, 10);
const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);
writeFileSync(
  new URL('../../../docs/proofs/border.md', import.meta.url),
  `# Nothing leaves but what a policy names

\`npm run proof -- border ${canaries} ${seed}\` at ${commit}, ${today}. Two cells in network namespaces on one wire; the first behind the rules of [operations/border](../operations/border.md), its gateway as a user of its own. Everything on the wire is captured on the far side.

| claim | figure |
|---|---|
| ways out that four roles tried (TCP, UDP, name servers, ICMP, IPv6, multicast) | ${report.tried} |
| packets of theirs on the wire | ${report.packetsOutside} |
| packets that the rules dropped, as nft counted them | ${report.dropped.cell} of the cell's user, ${report.dropped.gateway} of the gateway's, ${report.dropped.other} of others |
| the same without the rules | ${report.withoutRules.went} ways went, ${report.withoutRules.packetsOutside} packets heard |
| requests that a publisher's site was asked; of those for hosts on no list (links, redirects, pictures, og:image) | ${report.site.asked}; ${report.site.forbidden} |
| a playlist that calls itself a clip, uploaded | ${report.journey.playlist}, no packet |
| packets of the cell that were not its gateway's or answers | ${report.strayPackets} |
| bytes of requests on the wire, and in the entries of the log | ${report.bytes.wire}, ${report.bytes.record} |
| daily reports delivered with receipts, both ways | ${report.delivered} |
| canaries put into the cell through its API, each of handle, email, phone and words | ${report.canaries} |
| found in ${megabytes(report.searched.wireBytes)} MB on the wire, ${megabytes(report.searched.otherCellBytes)} MB of the other cell, ${megabytes(report.searched.backupBytes)} MB of its backup, written in ten ways | ${report.found.wire.length}, ${report.found.otherCell.length}, ${report.found.backup.length} |
| with the defence taken away on purpose: found of ${report.withoutDefence.sent} ways on the wire; in the other cell; in its backup | ${report.withoutDefence.found}; ${report.withoutDefence.otherCell ? 'yes' : 'no'}; ${report.withoutDefence.backup ? 'yes' : 'no'} |

Every canary carries the mark of its run twice; what is searched for is the mark (letters, and digits of phone numbers) and both halves of every session token. This proves software egress on a machine whose administrator is honest: root can take the rules away. TLS was not used on the wire, so that it could be read.
`,
);

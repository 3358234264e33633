// `npm run bench -- receipts [AUCTIONS]`: what it costs to write auctions down (20,000 unless said otherwise, 64 callers, four seats
// with a bid each), to seal them, to make the file that proves one, and to verify it.

import { runAuction, type AuctionOutcome, type AuctionTerms } from '@jhalak/openrtb';
import { startCell } from '@jhalak/testing';
import { verifyReceiptFile } from '../src/receipts/verify-file.ts';
import type { ReceiptFile } from '@jhalak/contracts/ad-reports';

const CALLERS = 64;
const PROVEN = 20;

const auctions = Number(process.argv[2] ?? 20_000);
const cell = await startCell();
const { database, ids } = cell.parts;

function terms(number: number): AuctionTerms {
  const id = `auction-${number}`;
  const native = { request: '{"ver":"1.2","assets":[{"id":1,"required":1,"title":{"len":90}}]}' };
  return {
    request: {
      ...{ id, at: 1, tmax: 120, cur: ['INR'], bcat: ['IAB25', 'IAB26'], badv: ['spam.example'] },
      imp: [{ id: 's', bidfloor: 40, bidfloorcur: 'INR', secure: 1, tagid: 'feed', native }],
      site: { id: 'in', domain: 'cell.example', content: { language: 'hi', genre: 'food' } },
      device: { devicetype: 4, os: 'Android', geo: { country: 'IND', region: 'MH' } },
    },
    answers: ['alpha', 'beta', 'gamma', 'house'].map((seat, at) => ({
      ...{ seat, arrivedAtMs: 900 },
      response: {
        ...{ id, cur: 'INR', bidid: ids.next() },
        seatbid: [
          {
            bid: [
              {
                ...{ id: ids.next(), impid: 's', price: 60 + ((number * 7 + at * 13) % 90) },
                ...{ adomain: ['shop.example'], crid: `creative-${number % 50}`, cat: ['IAB8'] },
                adm: '{"native":{"assets":[]}}',
              },
            ],
          },
        ],
      },
    })),
    ...{ deadlineAtMs: 1_000, currency: 'INR', deals: 'first', tieKey: Buffer.alloc(32, number) },
  };
}

const run = Array.from({ length: auctions }, (_one, number) => {
  const made = terms(number);
  return { id: ids.next(), terms: made, outcome: runAuction(made) satisfies AuctionOutcome };
});
const waitsMs: number[] = [];
const cpu = process.cpuUsage();
const startedMs = performance.now();
let next = 0;
await Promise.all(
  Array.from({ length: CALLERS }, async () => {
    for (let record = run[next++]; record !== undefined; record = run[next++]) {
      const askedMs = performance.now();
      await cell.cell.ads.receipts.keep(record);
      waitsMs.push(performance.now() - askedMs);
    }
  }),
);
const keptS = (performance.now() - startedMs) / 1_000;
const used = process.cpuUsage(cpu);
const [rows] = await database.query<{ count: number; bytes: number }>({
  name: 'bench.rows',
  text: 'SELECT count(*)::int AS count, sum(pg_column_size(r))::bigint AS bytes FROM ad_receipt_rows r',
});
const sealedFromMs = performance.now();
const sweeps = cell.cell.features.flatMap((feature) => feature.sweeps);
await sweeps.find(({ name }) => name === 'ads.seal_receipts')?.run();
const sealMs = performance.now() - sealedFromMs;
await cell.cell.border.publish();
const auditor = await cell.account('bench_auditor');
await cell.cell.accounts.grantRole({ personId: auditor.personId, role: 'auditor' });
const vkey = await cell.cell.border.vkey();
let [proofMs, verifyMs] = [0, 0];
for (let at = 0; at < PROVEN; at += 1) {
  const fromMs = performance.now();
  const id = run[Math.floor((at * auctions) / PROVEN)]?.id ?? '';
  const { body } = await cell.api<ReceiptFile>('GET', `/v1/ads/receipts/${id}`, auditor);
  const madeMs = performance.now();
  const { state, sentences } = verifyReceiptFile(JSON.stringify(body), vkey);
  if (state !== 'proven') throw new Error(sentences.join('\n'));
  proofMs += (madeMs - fromMs) / PROVEN;
  verifyMs += (performance.now() - madeMs) / PROVEN;
}
const sorted = waitsMs.toSorted((one, other) => one - other);
const at = (share: number): number =>
  Number((sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1));
process.stdout.write(
  `${JSON.stringify({
    ...{ bench: 'receipts', auctions },
    keptPerS: Math.round(auctions / keptS),
    ...{ p50Ms: at(0.5), p99Ms: at(0.99) },
    cpuUsEach: Math.round((used.user + used.system) / auctions),
    bytesEach: Math.round((rows?.bytes ?? 0) / auctions),
    receiptsPerRow: Math.round(auctions / (rows?.count ?? 1)),
    sealMs: Math.round(sealMs),
    proofMs: Number(proofMs.toFixed(1)),
    verifyMs: Number(verifyMs.toFixed(1)),
  })}\n`,
);
await cell.close();

// Receipts of auctions, from the auction to somebody who believes nobody.
// proves A4

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ReceiptBatchPage, ReceiptFile, ReceiptIdPage } from '@jhalak/contracts/ad-reports';
import { runAuction, type AuctionTerms, type Bid, type BidRequest } from '@jhalak/openrtb';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import type { CommandContext } from '../command.ts';
import { ads } from '../commands/ads.ts';

let cell: TestCell;
let auditor: TestPerson;
let folder: string;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jhalak-receipts-'));
  cell = await startCell();
  auditor = await cell.account('ads_auditor');
  await cell.cell.accounts.grantRole({ personId: auditor.personId, role: 'auditor' });
  writeFileSync(join(folder, 'token'), auditor.token);
});
after(async () => {
  await cell.close();
  rmSync(folder, { recursive: true });
});

const SECRET = 'person@example.in';

/** Four seats and a floor; the request says more of the person than a receipt may. */
function terms(number: number, change: Partial<BidRequest> = {}): AuctionTerms {
  const id = `auction-${number}`;
  const offers: Partial<Bid>[] = [
    { price: 120 + (number % 7), adomain: ['one.example'] },
    { price: 120 + (number % 5), adomain: ['two.example'] },
    { price: 90, adomain: ['blocked.example'] },
    { price: 300, adomain: ['three.example'], adm: '<img src="http://plain.example/x.png">' },
    { price: 20, adomain: ['four.example'] },
  ];
  return {
    request: {
      ...{ id, at: 1, tmax: 120, badv: ['blocked.example'], bcat: ['IAB7-39'] },
      imp: [
        {
          ...{ id: 's', bidfloor: 40, bidfloorcur: 'INR', secure: 1 },
          native: { request: '{"ver":"1.2","assets":[{"id":1,"title":{"len":90}}]}' },
        },
      ],
      site: { id: 'feed', page: `https://cell.example/clip?who=${SECRET}` },
      user: { id: SECRET, keywords: 'cricket' },
      device: { ip: '203.0.113.9', ifa: SECRET, geo: { lat: 19, lon: 72, region: 'MH' } },
      ...change,
    },
    answers: offers.map((offer, at) => ({
      seat: `seat-${at}`,
      arrivedAtMs: 900 + at,
      response: {
        ...{ id, cur: 'INR', bidid: `r${at}` },
        seatbid: [
          { bid: [{ id: `b${at}`, impid: 's', price: 1, adm: '{"native":{}}', ...offer }] },
        ],
      },
    })),
    ...{ deadlineAtMs: 1_000, currency: 'INR', deals: 'first', tieKey: Buffer.alloc(32, number) },
  };
}

async function keep(run: AuctionTerms): Promise<string> {
  const id = cell.parts.ids.next();
  await cell.cell.ads.receipts.keep({ id, terms: run, outcome: runAuction(run) });
  return id;
}

/** What the worker does every minute, and the log every second. */
async function seal(): Promise<void> {
  const sweeps = cell.cell.features.flatMap((feature) => feature.sweeps);
  await sweeps.find(({ name }) => name === 'ads.seal_receipts')?.run();
  await cell.cell.border.publish();
}

/** @returns what the command says of a receipt in a file, with the network out of reach. */
async function verify(file: ReceiptFile): Promise<{ code: number; text: string }> {
  const path = join(folder, 'receipt.json');
  writeFileSync(path, JSON.stringify(file));
  return await command(path);
}

async function command(
  what: string,
  more: Record<string, string> = {},
): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const options = { key: await cell.cell.border.vkey(), ...more };
  const context = { words: ['receipt', what], options, say: (line: string) => lines.push(line) };
  return { code: await ads.run(context as unknown as CommandContext), text: lines.join('\n') };
}

const fetched = async (id: string): Promise<ReceiptFile> =>
  (await cell.api<ReceiptFile>('GET', `/v1/ads/receipts/${id}`, { token: auditor.token })).body;

test('five hundred auctions at once are durable in a few rows, sealed together, and each is proven offline', async () => {
  const ids = await Promise.all(Array.from({ length: 500 }, (_one, at) => keep(terms(at))));
  const [rows] = await cell.parts.database.query<{ count: number; bytes: number }>({
    name: 'test.receipt_rows',
    text: 'SELECT count(*)::int AS count, sum(octet_length(body))::int AS bytes FROM ad_receipt_rows',
  });
  assert.ok(rows !== undefined && rows.count <= 10, `${rows?.count} rows`);
  assert.ok(rows.bytes / 500 < 400, `${rows.bytes / 500} bytes a receipt`);
  const early = await verify(await fetched(ids[7] ?? ''));
  assert.deepEqual([early.code, /not in a sealed batch/.test(early.text)], [2, true]);
  await seal();
  const page = await cell.api<ReceiptBatchPage>('GET', '/v1/ads/receipts/batches', auditor);
  const [batch] = page.body.items;
  assert.deepEqual([page.body.items.length, batch?.receipts], [1, 500], 'one entry in the log');
  const listed: string[] = [];
  for (let next: string | null = ''; next !== null;) {
    const query: string = next === '' ? '' : `?cursor=${next}`;
    const path = `/v1/ads/receipts/batches/${batch?.id}${query}`;
    const { body } = await cell.api<ReceiptIdPage>('GET', path, auditor);
    assert.deepEqual(
      body.items.map(({ index }) => index),
      body.items.map((_one, at) => listed.length + at),
    );
    listed.push(...body.items.map(({ id }) => id));
    next = body.next;
  }
  assert.deepEqual(listed.toSorted(), ids.toSorted());
  for (const id of [listed[0], listed[255], listed[256], listed[499]]) {
    const { code, text } = await verify(await fetched(id ?? ''));
    assert.equal(code, 0, text);
    assert.match(
      text,
      /PROVEN: .* of the 500 of its batch[\s\S]*5 answers, 5 bids[\s\S]*won with bid b/,
    );
  }
});

test('a byte, a dropped bid, a changed price and a changed winner are each found', async () => {
  const id = await keep(terms(6));
  await seal();
  const good = await fetched(id);
  assert.equal((await verify(good)).code, 0);
  const spoil = (change: (receipt: Receipt) => void): ReceiptFile => {
    const receipt = JSON.parse(good.receipt) as Receipt;
    change(receipt);
    return { ...good, receipt: JSON.stringify(receipt) };
  };
  const won = (receipt: Receipt) => receipt.outcome.slots[0]?.winner ?? { bid: '', micros: 0 };
  const cases: [string, ReceiptFile, RegExp][] = [
    [
      'one byte',
      { ...good, receipt: good.receipt.replace('"IAB7-39"', '"IAB7-38"') },
      /a byte of it/,
    ],
    ['the winner’s bid dropped', spoil((one) => one.answers.splice(0, 1)), /the auction says/],
    ['a loser dropped', spoil((one) => one.answers.splice(2, 1)), /other reasons/],
    ['a loser dropped with its loss', spoil((one) => dropWhole(one, 'b2')), /a byte of it/],
    ['the price', spoil((one) => (won(one).micros -= 1_000_000)), /micro-units/],
    ['the winner', spoil((one) => (won(one).bid = 'b4')), /says bid b4/],
    ['a late answer', spoil((one) => (one.deadlineAtMs = 10)), /the auction says nobody/],
  ];
  for (const [name, file, sentence] of cases) {
    const { code, text } = await verify(file);
    assert.equal(code, 1, `${name}: ${text}`);
    assert.match(text, sentence, name);
  }
});

test('a batch that was made anew after it was sealed is not the one of the public log', async () => {
  const [id, other] = [await keep(terms(2)), await keep(terms(3))];
  await seal();
  const good = await fetched(id);
  // The operator writes over the receipt and its digest: all that is in the database fits together again.
  await cell.parts.database.query(
    {
      name: 'test.rewrite',
      text: `UPDATE ad_receipt_rows SET digests = sha256('forged') || substr(digests, 33) WHERE $1 = ANY (ids)`,
    },
    [other],
  );
  const made = await fetched(id);
  assert.ok(made.batch && good.batch);
  const outcome = await verify(made);
  assert.equal(outcome.code, 1, outcome.text);
  const fresh = { ...good.batch, root: '0'.repeat(64) };
  assert.equal((await verify({ ...good, batch: fresh })).code, 1);
  const elsewhere = await verify({ ...good, batch: { ...good.batch, id: cell.parts.ids.next() } });
  assert.match(elsewhere.text, /about something else/);
});

test('nothing of a person is kept, and an outcome that the auction does not come to is not kept at all', async () => {
  const id = await keep(terms(4));
  const { receipt } = await fetched(id);
  for (const word of [SECRET, '203.0.113.9', 'cricket', '"lat"', 'ifa', 'plain.example'])
    assert.ok(!receipt.includes(word), word);
  const run = terms(5);
  const outcome = { ...runAuction(run), slots: [{ impId: 's', winner: undefined }] };
  const record = { id: cell.parts.ids.next(), terms: run, outcome };
  await assert.rejects(cell.cell.ads.receipts.keep(record), /does not come to this outcome/);
});

test('the command fetches with an auditor’s token and with no other, and keeps what it fetched', async () => {
  const id = await keep(terms(6));
  await seal();
  const to = join(folder, 'kept.json');
  const from = { from: cell.url, 'token-file': join(folder, 'token') };
  const { code, text } = await command(id, { ...from, to });
  assert.equal(code, 0, text);
  assert.equal((await command(to)).code, 0, 'with the cell out of reach');
  assert.match(readFileSync(to, 'utf8'), /tlog-proof/);
  const stranger = await cell.account('no_auditor');
  writeFileSync(join(folder, 'other'), stranger.token);
  await assert.rejects(
    command(id, { ...from, 'token-file': join(folder, 'other') }),
    /answered 403/,
  );
  const missing = cell.parts.ids.next();
  await assert.rejects(command(missing, from), /answered 404/);
});

interface Receipt {
  answers: { response: { seatbid: { bid: { id: string }[] }[] } }[];
  deadlineAtMs: number;
  outcome: {
    slots: { winner?: { bid: string; micros: number } }[];
    lost: { bid: string }[];
  };
}

function dropWhole(receipt: Receipt, bid: string): void {
  receipt.answers = receipt.answers.filter(
    ({ response }) => response.seatbid[0]?.bid[0]?.id !== bid,
  );
  receipt.outcome.lost = receipt.outcome.lost.filter((one) => one.bid !== bid);
}

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { problem } from '@jhalak/contracts';
import type {
  AdDocument,
  AdDocumentPage,
  AdPayment,
  AdPaymentPage,
  AdWallet,
  MoneyStatement,
} from '@jhalak/contracts/ad-money';
import type { LedgerMonth } from '@jhalak/contracts/ledger';
import type { Payments, RawNotice } from '@jhalak/ports';
import type { TestPerson } from '@jhalak/testing';
import type { Bill } from '../src/billing/bill.ts';
import { writeBills } from '../src/billing/write-bills.ts';
import { refundPayment } from '../src/money/refunds.ts';
import { openAdsHouse, type AdsHouse } from './ads.fixture.ts';

const TEA = '/advertisers/tea-house';
const RIVAL = '/advertisers/rival-shop';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let house: AdsHouse;
/** Everything that the provider sent; it reaches the cell over HTTP only, when a test sends it. */
const notices: RawNotice[] = [];
before(async () => {
  house = await openAdsHouse();
  house.cell.parts.payments.connect(async (notice) => {
    notices.push(notice);
    return await Promise.resolve();
  });
  const seller = {
    ...{ legalName: 'Jhalak Operations Private Limited', address: '1 Fort Road, Mumbai 400001' },
    ...{ taxId: '27AAACJ1234F1Z5', state: 'IN-MH' },
  };
  const { call, operator, tea } = house;
  assert.equal((await call(operator, 'PUT', '/seller', seller)).status, 200);
  assert.equal((await call(tea, 'PUT', '/seller', seller)).status, 403);
  const said = { legalName: 'चाय घर प्राइवेट लिमिटेड', state: 'IN-MH', taxId: '27AAACT9999K1Z8' };
  assert.equal((await call(tea, 'PATCH', TEA, said)).status, 200);
  const address = { address: '१२ बाज़ार मार्ग, पुणे 411001' };
  assert.equal((await call(tea, 'PUT', `${TEA}/billing`, address)).status, 200);
  assert.equal((await call(house.rival, 'PATCH', RIVAL, { state: 'IN-KA' })).status, 200);
});
after(async () => {
  await house.cell.close();
});

async function begin(who: TestPerson, base: string, amount: number): Promise<AdPayment> {
  const body = { amount, returnPath: '/ads/wallet' };
  const made = await house.call<AdPayment>(who, 'POST', `${base}/payments`, body);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body;
}

async function press(payment: AdPayment, what: 'pay' | 'pend' | 'fail'): Promise<void> {
  assert.ok(payment.pageUrl, 'a payment that waits has a page');
  const reply = await house.cell.api('POST', payment.pageUrl, { body: { what } });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
}

async function post(notice: RawNotice, provider = 'test'): Promise<number> {
  const headers = Object.entries(notice.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  );
  const reply = await fetch(`${house.cell.url}/v1/ads/payment-notices/${provider}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...Object.fromEntries(headers) },
    body: new Uint8Array(notice.body),
  });
  return reply.status;
}

const wallet = async (who: TestPerson, base: string): Promise<AdWallet> =>
  (await house.call<AdWallet>(who, 'GET', `${base}/wallet`)).body;
const paymentOf = async (who: TestPerson, base: string, id: string): Promise<AdPayment> =>
  (await house.call<AdPayment>(who, 'GET', `${base}/payments/${id}`)).body;

async function documents(who: TestPerson, base: string, kind: string): Promise<AdDocument[]> {
  const path = `${base}/documents?limit=100&kind=${kind}`;
  const page = await house.call<AdDocumentPage>(who, 'GET', path);
  return page.body.items;
}

async function audit(): Promise<void> {
  const books = await house.cell.cell.ledger.audit(house.cell.parts.database);
  const wrong = [books.sum, books.wrongAccounts, books.wrongTransfers];
  assert.deepEqual(wrong, [0, [], []]);
}

test('what is paid is in the wallet without its tax once, however often and late the provider tells of it', async () => {
  const { tea, rival } = house;
  const payment = await begin(tea, TEA, 100_050);
  assert.deepEqual(payment.taxes, [
    { name: 'CGST', rateBps: 900, amount: 9_005 },
    { name: 'SGST', rateBps: 900, amount: 9_005 },
  ]);
  assert.deepEqual([payment.total, payment.state, payment.test], [118_060, 'waiting', true]);
  await press(payment, 'pend');
  await press(payment, 'pay');
  const told = notices.at(-1);
  assert.ok(told);
  assert.equal((await wallet(tea, TEA)).balance, 0, 'nobody told the cell yet');
  const statuses = await Promise.all([post(told), post(told), post(told)]);
  assert.deepEqual(statuses, [204, 204, 204]);
  assert.equal(await post(told), 204);
  const now = await paymentOf(tea, TEA, payment.id);
  assert.deepEqual([now.state, now.pageUrl], ['paid', undefined]);
  const has = await wallet(tea, TEA);
  assert.deepEqual([has.balance, has.held, has.test, has.missing], [100_050, 0, true, []]);
  const across = await begin(rival, RIVAL, 10_000);
  assert.deepEqual(across.taxes, [{ name: 'IGST', rateBps: 1_800, amount: 1_800 }]);
  await audit();
});

test('a notice that nobody signed, or of another provider, changes nothing', async () => {
  const { rival } = house;
  const payment = await begin(rival, RIVAL, 20_000);
  const body = Buffer.from(JSON.stringify({ kind: 'payment', reference: payment.id }));
  assert.equal(await post({ headers: {}, body }), 401);
  assert.equal(await post({ headers: {}, body }, 'other'), 401);
  await press(payment, 'pay');
  const told = notices.at(-1);
  assert.ok(told);
  const changed = Buffer.concat([told.body, Buffer.from(' ')]);
  assert.equal(await post({ ...told, body: changed }), 401);
  assert.equal((await wallet(rival, RIVAL)).balance, 0);
  const big = { ...told, body: Buffer.alloc(40_000, 0x20) };
  assert.equal(await post(big), 413);
  assert.equal((await paymentOf(rival, RIVAL, payment.id)).state, 'paid', 'asked on coming back');
  assert.equal((await wallet(rival, RIVAL)).balance, 20_000);
});

test('a payment that failed, or whose notice was lost, is found by asking again, also late', async () => {
  const { tea, cell } = house;
  const before = (await wallet(tea, TEA)).balance;
  const failed = await begin(tea, TEA, 30_000);
  await press(failed, 'fail');
  const lost = await begin(tea, TEA, 40_000);
  await press(lost, 'pay');
  const left = await begin(tea, TEA, 50_000);
  cell.parts.clock.advance(2 * MINUTE_MS);
  await sweep('ads.ask_payments');
  const states = async () =>
    await Promise.all(
      [failed, lost, left].map(async ({ id }) => {
        const { body } = await house.call<AdPaymentPage>(tea, 'GET', `${TEA}/payments?limit=100`);
        return body.items.find((one) => one.id === id)?.state;
      }),
    );
  assert.deepEqual(await states(), ['failed', 'paid', 'waiting']);
  assert.equal((await wallet(tea, TEA)).balance, before + 40_000);
  cell.parts.clock.advance(2 * HOUR_MS);
  await sweep('ads.ask_payments');
  assert.deepEqual(await states(), ['failed', 'paid', 'failed']);
  // The bank changes its mind.
  await press({ ...failed, pageUrl: failed.pageUrl ?? '' }, 'pay');
  const told = notices.at(-1);
  assert.ok(told);
  assert.equal(await post(told), 204);
  assert.deepEqual(await states(), ['paid', 'paid', 'failed']);
  assert.equal((await wallet(tea, TEA)).balance, before + 70_000);
  await audit();
});

test('what was not spent goes back with its tax to the unit, never twice, and a notice after it brings nothing back', async () => {
  const { tea } = house;
  const payment = await begin(tea, TEA, 99_999);
  await press(payment, 'pay');
  const paid = notices.at(-1);
  assert.ok(paid);
  await paymentOf(tea, TEA, payment.id);
  const before = (await wallet(tea, TEA)).balance;
  const back = async (amount: number) =>
    await house.call<AdPayment>(tea, 'POST', `${TEA}/payments/${payment.id}/refunds`, { amount });
  assert.equal((await back(33_333)).status, 201);
  assert.equal((await back(33_333)).status, 201);
  const raced = await Promise.all([back(33_333), back(33_333)]);
  assert.deepEqual(new Set(raced.map((one) => one.status)), new Set([201, 409]));
  assert.equal(raced.find((one) => one.status === 409)?.body.code, 'payment.not_refundable');
  const { refunds } = await paymentOf(tea, TEA, payment.id);
  assert.deepEqual(
    refunds.map((one) => one.state),
    ['done', 'done', 'done'],
  );
  const total = refunds.reduce((sum, one) => sum + one.total, 0);
  assert.equal(total, payment.total);
  assert.equal((await wallet(tea, TEA)).balance, before - 99_999);
  assert.equal(await post(paid), 204);
  assert.equal((await wallet(tea, TEA)).balance, before - 99_999, 'the payment came before');
  await audit();
});

/** The provider, which at the moment does something else with refunds. */
function withRefunds(refund: Payments['refund']): Payments {
  const real = house.cell.parts.payments;
  return {
    ...{ provider: real.provider, isTest: real.isTest, refund },
    create: async (request) => await real.create(request),
    find: async (reference) => await real.find(reference),
    findRefund: async (reference) => await real.findRefund(reference),
    readNotice: (notice) => real.readNotice(notice),
  };
}

test('a refund whose provider does not answer is asked for again; one that it refuses is in the wallet again', async () => {
  const { tea, cell } = house;
  const payment = await begin(tea, TEA, 20_000);
  await press(payment, 'pay');
  await paymentOf(tea, TEA, payment.id);
  const { balance } = await wallet(tea, TEA);
  const deps = { ...cell.parts, ledger: cell.cell.ledger };
  const actor = { personId: tea.personId, side: 'advertiser' } as const;
  const refund = async (payments: Payments, net: number) => {
    await refundPayment({ ...deps, payments }, 'tea-house', payment.id, net, actor);
    return (await paymentOf(tea, TEA, payment.id)).refunds.map((one) => one.state);
  };
  const silent = withRefunds(async () => await Promise.reject(new Error('no answer')));
  assert.deepEqual(await refund(silent, 5_000), ['asked']);
  assert.equal((await wallet(tea, TEA)).balance, balance - 5_000, 'nobody spends it meanwhile');
  cell.parts.clock.advance(2 * MINUTE_MS);
  await sweep('ads.ask_payments');
  const refusing = withRefunds(
    async () => await Promise.reject(problem('payment.not_refundable', 'closed account')),
  );
  assert.deepEqual(await refund(refusing, 6_000), ['done', 'failed']);
  assert.equal((await wallet(tea, TEA)).balance, balance - 5_000);
  assert.deepEqual(await refund(cell.parts.payments, 15_000), ['done', 'failed', 'done']);
  await audit();
});

test('money that is spent or held does not go back', async () => {
  const { tea, cell } = house;
  const payment = await begin(tea, TEA, 60_000);
  await press(payment, 'pay');
  await paymentOf(tea, TEA, payment.id);
  const { balance } = await wallet(tea, TEA);
  const { ledger } = cell.cell;
  await cell.parts.database.transaction(async (tx) => {
    const from = await ledger.account(tx, { kind: 'advertiser_wallet', owner: 'tea-house' });
    const to = await ledger.account(tx, { kind: 'held', owner: 'tea-house' });
    const moved = balance - 10_000;
    const postings = [
      { accountId: from, amount: -moved },
      { accountId: to, amount: moved },
    ];
    await ledger.post(tx, [{ id: cell.parts.ids.next(), kind: 'ads.held', postings }]);
  });
  const path = `${TEA}/payments/${payment.id}/refunds`;
  const refused = await house.call(tea, 'POST', path, { amount: 60_000 });
  assert.deepEqual([refused.status, refused.body.code], [409, 'ledger.overdraft']);
  const has = await wallet(tea, TEA);
  assert.deepEqual([has.balance, has.held], [10_000, balance - 10_000]);
  await cell.parts.database.query(
    {
      name: 'test.other_provider',
      text: `UPDATE ad_payments SET provider = 'former' WHERE organisation = 'tea-house' AND payment_id = $1`,
    },
    [payment.id],
  );
  const former = await house.call(tea, 'POST', path, { amount: 1 });
  assert.equal(former.body.code, 'payment.not_refundable', 'nobody is there who could pay it back');
  assert.equal((await wallet(tea, TEA)).balance, 10_000);
});

test('each payment has its receipt and each refund its voucher, numbered without gaps, and never changed', async () => {
  const { tea, rival, operator, call } = house;
  const own = [
    ...(await documents(tea, TEA, 'receipt')),
    ...(await documents(rival, RIVAL, 'receipt')),
  ];
  const numbers = own.map((one) => one.number).toSorted();
  const year = '25-26';
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => `TRV/${year}/${String(index + 1).padStart(6, '0')}`),
  );
  const [first] = own.filter((one) => one.organisation === 'tea-house').slice(-1);
  assert.ok(first);
  assert.deepEqual(
    [first.buyer.legalName, first.buyer.taxId, first.seller.taxId, first.serviceCode, first.test],
    ['चाय घर प्राइवेट लिमिटेड', '27AAACT9999K1Z8', '27AAACJ1234F1Z5', '998365', true],
  );
  assert.deepEqual(first.placeOfSupply, { taxCode: '27', name: 'Maharashtra' });
  assert.deepEqual([first.net, first.total], [100_050, 118_060]);
  assert.match(first.notes[0] ?? '', /^TEST/);
  const vouchers = await documents(tea, TEA, 'refund');
  assert.equal(vouchers.length, 5);
  assert.ok(vouchers.every((one) => one.refersTo?.number.startsWith('TRV/')));
  const seller = { legalName: 'Another Operator', address: 'Elsewhere' };
  assert.equal((await call(operator, 'PUT', '/seller', seller)).status, 200);
  const again = await call<AdDocument>(tea, 'GET', `${TEA}/documents/${first.id}`);
  assert.deepEqual(again.body, first);
});

test('lines of the wallet are the ledger’s, over all pages, and end in its balance', async () => {
  const { tea } = house;
  const lines: MoneyStatement['items'] = [];
  let next: string | null = '';
  while (next !== null) {
    const query: string = next === '' ? '?limit=3' : `?limit=3&cursor=${next}`;
    const { body } = await house.call<MoneyStatement>(
      tea,
      'GET',
      `${TEA}/wallet/statement${query}`,
    );
    lines.push(...body.items);
    next = body.next;
  }
  const { balance } = await wallet(tea, TEA);
  assert.equal(
    lines.reduce((sum, one) => sum + one.amount, 0),
    balance,
  );
  assert.equal(lines[0]?.balanceAfter, balance);
  const kinds = new Set(lines.map((one) => one.kind));
  assert.deepEqual(
    kinds,
    new Set(['ads.held', 'ads.topped_up', 'ads.refunded', 'ads.refund_failed']),
  );
});

test('credit is given by the operator alone, stands apart from the wallet, and is never paid back', async () => {
  const { tea, operator, call } = house;
  const before = await wallet(tea, TEA);
  const given = { amount: 500_000, note: 'welcome' };
  assert.equal((await call(tea, 'POST', `${TEA}/credit`, given)).status, 403);
  const reply = await call<AdWallet>(operator, 'POST', `${TEA}/credit`, given);
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  const now = await wallet(tea, TEA);
  assert.deepEqual([now.balance, now.credit - before.credit], [before.balance, 500_000]);
  const payment = await begin(tea, TEA, 10_000);
  await press(payment, 'pay');
  await paymentOf(tea, TEA, payment.id);
  const has = await wallet(tea, TEA);
  const path = `${TEA}/payments/${payment.id}/refunds`;
  assert.equal((await call(tea, 'POST', path, { amount: 10_000 })).status, 201);
  const after = await wallet(tea, TEA);
  assert.deepEqual([has.balance - after.balance, after.credit], [10_000, now.credit]);
  await audit();
});

test('no advertiser sees or touches another’s money', async () => {
  const { tea, rival, call } = house;
  const [receipt] = await documents(tea, TEA, 'receipt');
  const { body } = await call<AdPaymentPage>(tea, 'GET', `${TEA}/payments`);
  const theirs = body.items.find((one) => one.state === 'paid');
  assert.ok(receipt && theirs);
  const tries: [string, string, unknown?][] = [
    ['GET', `/payments/${theirs.id}`],
    ['POST', `/payments/${theirs.id}/refunds`, { amount: 1 }],
    ['GET', `/documents/${receipt.id}`],
  ];
  for (const [method, path, sent] of tries) {
    assert.equal((await call(rival, method, `${RIVAL}${path}`, sent)).status, 404, path);
    assert.equal((await call(rival, method, `${TEA}${path}`, sent)).status, 403, path);
  }
  for (const path of ['/wallet', '/wallet/statement', '/payments', '/documents', '/billing'])
    assert.equal((await call(rival, 'GET', `${TEA}${path}`)).status, 403, path);
});

/** Bills as `billEvents` writes them, out of what is held. @returns grants' ids. */
async function bill(campaign: string, units: readonly number[], credit = 0): Promise<string[]> {
  const { cell, parts } = house.cell;
  const { ledger } = cell;
  const nowMs = parts.clock.nowMs();
  const bills = units.map((one): Bill => ({
    event: {
      grant: {
        ...{ id: parts.ids.next(), demand: 'line', organisation: 'tea-house', campaign },
        ...{ lineItem: parts.ids.next(), creative: parts.ids.next(), placement: 'feed' },
        ...{ format: 'display', billOn: 'render', priceMicros: one * 10_000, first: true },
        ...{ language: 'hi', issuedAtMs: nowMs, expiresAtMs: nowMs },
      } as const,
      showing: undefined,
    },
    ...{ transferId: parts.ids.next(), units: one, credit, house: one - Math.floor(one / 2) },
    ...(one > 1 && {
      creator: { owner: house.rival.personId, units: Math.floor(one / 2) },
    }),
  }));
  await parts.database.transaction(async (tx) => {
    await writeBills({ ledger, region: parts.region }, tx, bills, nowMs);
  });
  return bills.map(({ event }) => event.grant.id);
}

test('a month’s invoice is what the ledger billed to each campaign, made once, and what is taken back later is a credit note', async () => {
  const { tea, operator, rival, call, cell } = house;
  const { ledger } = cell.cell;
  const [one, two] = [
    await house.campaign(tea, 'tea-house'),
    await house.campaign(tea, 'tea-house'),
  ];
  const had = await wallet(tea, TEA);
  const [early] = await bill(one.id, [7, 1, 100]);
  // Two of its three units were given.
  await bill(two.id, [3], 2);
  const [wrong] = await bill(two.id, [50]);
  const take = async (grant: string | undefined) =>
    await call<{ creditNote?: string; amount: number }>(operator, 'POST', `${TEA}/reversals`, {
      ...{ grant, reason: 'shown beside a report of a flood' },
    });
  const before = await take(wrong);
  assert.deepEqual([before.status, before.body.creditNote], [201, undefined]);
  assert.equal((await take(wrong)).body.code, 'ledger.reversed');
  const spent = { grant: early, reason: 'mine' };
  assert.equal((await call(tea, 'POST', `${TEA}/reversals`, spent)).status, 403);
  const runNow = async () => await call(operator, 'POST', '/invoices', { month: '2026-01' });
  assert.equal((await runNow()).body.code, 'ledger.month_open');
  cell.parts.clock.advance(Date.UTC(2026, 0, 31, 20) - cell.parts.clock.nowMs());
  await sweep('ads.invoices');
  const [invoice, ...more] = await documents(tea, TEA, 'invoice');
  assert.ok(invoice);
  assert.deepEqual(more, []);
  assert.deepEqual(
    invoice.lines.map((line) => [line.campaign, line.net]),
    [
      [one.id, 108],
      [two.id, 3],
      [undefined, -2],
    ],
  );
  assert.deepEqual(
    [invoice.number, invoice.month, invoice.date, invoice.net],
    ['TTI/25-26/000001', '2026-01', '2026-02-01', 109],
  );
  assert.equal(invoice.total, 109 + 20, 'IGST of a seller without a state: 18 % of 109 is 19.62');
  assert.ok(invoice.lines.some(({ what }) => what === 'Promotional credit'));
  const has = await wallet(tea, TEA);
  const spentNow = had.balance + had.held - has.balance - has.held;
  assert.deepEqual([spentNow, has.balance - had.balance], [111, 50], 'as the ledger has it');
  assert.deepEqual((await runNow()).body, { month: '2026-01', issued: 0, amount: 0 });
  const closed = await cell.api<{ items: LedgerMonth[] }>(
    'POST',
    '/v1/ledger/months/2026-01/close',
    {
      token: operator.token,
    },
  );
  assert.equal(closed.status, 200, 'January balances to zero');
  assert.ok(closed.body.items.find((month) => month.month === '2026-01')?.closed);
  const later = await take(early);
  assert.ok(later.body.creditNote);
  const [credit] = await documents(tea, TEA, 'credit');
  assert.deepEqual(
    [credit?.number, credit?.net, credit?.refersTo?.number],
    ['TCN/25-26/000001', 7, invoice.number],
  );
  assert.deepEqual((await documents(tea, TEA, 'invoice'))[0], invoice);
  assert.equal((await documents(rival, RIVAL, 'invoice')).length, 0);
  const owed = await ledger.find(cell.parts.database, {
    ...{ kind: 'creator_share', owner: rival.personId },
  });
  const share = (await ledger.balances(cell.parts.database, [owed ?? ''])).get(owed ?? '');
  assert.equal(share, 50 + 1, 'what was taken back was taken from the share too');
  await audit();
});

test('a document’s PDF is the same bytes each time, names Devanagari names in their script, and is not another’s', async () => {
  const { tea, rival, cell } = house;
  const [receipt] = await documents(tea, TEA, 'receipt');
  assert.ok(receipt);
  const fetchPdf = async (who: TestPerson, base: string) =>
    await fetch(`${cell.url}/v1/ads${base}/documents/${receipt.id}/pdf`, {
      headers: { authorization: `Bearer ${who.token}` },
    });
  const [first, again] = await Promise.all([fetchPdf(tea, TEA), fetchPdf(tea, TEA)]);
  assert.equal(first.headers.get('content-type'), 'application/pdf');
  assert.match(first.headers.get('content-disposition') ?? '', /^inline; filename="TRV-/);
  const bytes = Buffer.from(await first.arrayBuffer());
  assert.equal(bytes.toString('latin1', 0, 5), '%PDF-');
  assert.deepEqual(Buffer.from(await again.arrayBuffer()), bytes);
  assert.match(bytes.toString('latin1'), /\/FontName \/[A-Z+]*AnekDevanagari-Bold/);
  assert.equal((await fetchPdf(rival, RIVAL)).status, 404);
  assert.equal((await fetchPdf(rival, TEA)).status, 403);
});

async function sweep(name: string): Promise<void> {
  const found = house.cell.cell.features
    .flatMap((feature) => feature.sweeps)
    .find((one) => one.name === name);
  assert.ok(found, name);
  await found.run();
}

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Statement } from '@jhalak/ledger';
import fc from 'fast-check';
import { openLedgerHouse, type LedgerHouse } from './ledger.fixture.ts';

const DAY_MS = 86_400_000;
/** Runs of the property: each is a dozen transactions. */
const RUNS = 25;

let house: LedgerHouse;
before(async () => {
  house = await openLedgerHouse();
});
after(async () => {
  await house.parts.close();
});

const next = (): string => house.parts.ids.next();

function moving(from: string, to: string, amount: number, id = next()) {
  const postings = [
    { accountId: from, amount: -amount },
    { accountId: to, amount },
  ];
  return { id, kind: 'test.moved', postings };
}

async function post(...transfers: ReturnType<typeof moving>[]): Promise<string[]> {
  const { parts, ledger } = house;
  return await parts.database.transaction(async (tx) => await ledger.post(tx, transfers));
}

async function wallet(owner: string, amount = 0): Promise<string> {
  const id = await house.open({ kind: 'advertiser_wallet', owner });
  if (amount > 0) await house.payIn(id, amount);
  return id;
}

async function balance(accountId: string): Promise<number | undefined> {
  const { parts, ledger } = house;
  return (await ledger.balances(parts.database, [accountId])).get(accountId);
}

async function assertBalanced(): Promise<void> {
  const audit = await house.ledger.audit(house.parts.database);
  assert.deepEqual([audit.sum, audit.wrongAccounts, audit.wrongTransfers], [0, [], []]);
}

test('an account is opened once, also by two at the same moment', async () => {
  const ref = { kind: 'creator_share', owner: next() } as const;
  const [one, two] = await Promise.all([house.open(ref), house.open(ref)]);
  assert.equal(one, two);
  assert.equal(await house.ledger.find(house.parts.database, ref), one);
});

test('a transfer that comes again counts once; under the same id another one is refused', async () => {
  const from = await wallet('again-from', 100);
  const to = await wallet('again-to');
  const transfer = moving(from, to, 30);
  const outcomes = await Promise.all([post(transfer), post(transfer), post(transfer)]);
  assert.deepEqual(outcomes.flat().toSorted(), ['posted', 'repeated', 'repeated']);
  assert.equal(await balance(to), 30);
  await assert.rejects(post(moving(from, to, 31, transfer.id)), {
    code: 'ledger.transfer_differs',
  });
  await assertBalanced();
});

test('what an account does not hold cannot be taken, and then nothing of the batch is there', async () => {
  const from = await wallet('poor', 100);
  const to = await wallet('rich');
  await assert.rejects(post(moving(from, to, 60), moving(from, to, 41)), {
    code: 'ledger.overdraft',
  });
  assert.deepEqual([await balance(from), await balance(to)], [100, 0]);
  await assert.rejects(
    house.parts.database.query(
      {
        name: 'test.overdraw',
        text: 'UPDATE ledger_accounts SET balance = -1 WHERE account_id = $1',
      },
      [from],
    ),
    /check constraint/,
    'the database itself refuses it',
  );
});

test('lines that do not sum to zero, fractions and unknown accounts never reach the books', async () => {
  const from = await wallet('odd', 100);
  const to = await wallet('odd-to');
  const bad = [
    [
      { accountId: from, amount: -5 },
      { accountId: to, amount: 4 },
    ],
    [
      { accountId: from, amount: -0.5 },
      { accountId: to, amount: 0.5 },
    ],
    [
      { accountId: from, amount: -5 },
      { accountId: from, amount: 5 },
    ],
    [
      { accountId: from, amount: 0 },
      { accountId: to, amount: 0 },
    ],
  ];
  for (const postings of bad)
    await assert.rejects(post({ id: next(), kind: 'test.moved', postings }));
  await assert.rejects(post(moving(from, next(), 5)), { code: 'ledger.account_unknown' });
  assert.equal(await balance(from), 100);
});

test('a transfer is taken back whole and once, by one of two who try', async () => {
  const { parts, ledger } = house;
  const from = await wallet('back', 100);
  const to = await wallet('back-to');
  const transfer = moving(from, to, 70);
  await post(transfer);
  const back = async (id: string) =>
    await parts.database.transaction(
      async (tx) =>
        await ledger.reverse(tx, { id, reverses: transfer.id, kind: 'test.taken_back' }),
    );
  const ids = [next(), next()];
  const tries = await Promise.allSettled(ids.map((id) => back(id)));
  assert.deepEqual(tries.map((one) => one.status).toSorted(), ['fulfilled', 'rejected']);
  assert.deepEqual([await balance(from), await balance(to)], [100, 0]);
  const won = ids[tries.findIndex((one) => one.status === 'fulfilled')] ?? '';
  assert.equal(await back(won), 'repeated');
  await assert.rejects(back(next()), { code: 'ledger.reversed' });
  await assertBalanced();
});

test('random transfers posted side by side keep every sum at zero and no wallet below it', async () => {
  const accounts = await Promise.all(
    ['a', 'b', 'c', 'd'].map((owner) => wallet(`random-${owner}`, 500)),
  );
  accounts.push(await house.open({ kind: 'revenue' }), await house.open({ kind: 'tax' }));
  const line = fc.record({
    from: fc.nat({ max: 5 }),
    step: fc.integer({ min: 1, max: 5 }),
    amount: fc.integer({ min: 1, max: 400 }),
  });
  const batches = fc.array(fc.array(line, { minLength: 1, maxLength: 4 }), {
    minLength: 2,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(batches, async (drawn) => {
      const tries = await Promise.allSettled(
        drawn.map((batch) =>
          post(
            ...batch.map(({ from, step, amount }) =>
              moving(accounts[from] ?? '', accounts[(from + step) % 6] ?? '', amount),
            ),
          ),
        ),
      );
      for (const one of tries)
        if (one.status === 'rejected')
          assert.equal((one.reason as { code: string }).code, 'ledger.overdraft');
      await assertBalanced();
    }),
    { numRuns: RUNS },
  );
});

test('a statement lists each line once, the newest first, over all its pages', async () => {
  const { parts, ledger } = house;
  const from = await wallet('stated', 1_000);
  const to = await wallet('stated-to');
  for (let amount = 1; amount <= 7; amount += 1) await post(moving(from, to, amount));
  const seen: number[] = [];
  let page: Statement | undefined;
  do {
    const cursor: string | undefined = page?.next ?? undefined;
    page = await ledger.statement(parts.database, to, { limit: 3, cursor });
    seen.push(...page.lines.map((one) => one.amount));
  } while (page.next !== null);
  assert.deepEqual(seen, [7, 6, 5, 4, 3, 2, 1]);
  assert.deepEqual([page.balance, page.currency], [28, 'INR']);
  const first = await ledger.statement(parts.database, to, { limit: 3 });
  await assert.rejects(
    ledger.statement(parts.database, from, { limit: 3, cursor: first.next ?? '' }),
    { code: 'cursor.invalid' },
  );
});

test('a region without a currency keeps no money', async () => {
  const other = await openLedgerHouse('aq');
  try {
    await assert.rejects(other.open({ kind: 'revenue' }), { code: 'ledger.no_currency' });
  } finally {
    await other.parts.close();
  }
});

test('each transfer stands in the journal once, with what it moved', async () => {
  const from = await wallet('told', 10);
  const to = await wallet('told-to');
  const transfer = moving(from, to, 4);
  await post(transfer);
  await post(transfer);
  const rows = await house.parts.database.query<{ facts: { postings: unknown } }>(
    {
      name: 'test.events',
      text: `SELECT facts FROM journal WHERE stream = 'ledger.transfer' AND key = $1`,
    },
    [transfer.id],
  );
  assert.deepEqual(
    rows.map((row) => row.facts.postings),
    [
      [
        [from, -4],
        [to, 4],
      ],
    ],
  );
});

test('a clock that stands on the region’s first of the month books there, not in UTC’s month before', async () => {
  const { parts, ledger } = await openLedgerHouse();
  try {
    // 1 February in India, still 31 January in UTC.
    parts.clock.advance(26 * DAY_MS + 19 * 3_600_000);
    const [clearing, tax] = await parts.database.transaction(async (tx) => [
      await ledger.account(tx, { kind: 'payment_clearing' }),
      await ledger.account(tx, { kind: 'tax' }),
    ]);
    const postings = [
      { accountId: clearing ?? '', amount: -1 },
      { accountId: tax ?? '', amount: 1 },
    ];
    const transfer = { id: parts.ids.next(), kind: 'test.moved', postings };
    await parts.database.transaction(async (tx) => await ledger.post(tx, [transfer]));
    const months = await parts.database.query<{ month: number }>({
      name: 'test.months',
      text: 'SELECT month FROM ledger_months',
    });
    assert.deepEqual(months, [{ month: 2026 * 12 + 1 }]);
  } finally {
    await parts.close();
  }
});

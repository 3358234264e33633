// Closing months, at the desk's routes; and what goes when the law's years are over.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LedgerMonth } from '@jhalak/contracts/ledger';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';

const DAY_MS = 86_400_000;

interface Books {
  cell: TestCell;
  operator: TestPerson;
  wallet: string;
  payIn(amount: number, atMs?: number): Promise<void>;
  close(month: string): Promise<{ status: number; body: { code?: string; items: LedgerMonth[] } }>;
}

async function withBooks(work: (books: Books) => Promise<void>): Promise<void> {
  const cell = await startCell();
  try {
    const operator = await cell.account('keeper_one');
    await cell.cell.accounts.grantRole({ personId: operator.personId, role: 'operator' });
    const { ledger } = cell.cell;
    const { database, ids } = cell.parts;
    const open = (ref: Parameters<typeof ledger.account>[1]) =>
      database.transaction(async (tx) => await ledger.account(tx, ref));
    const wallet = await open({ kind: 'advertiser_wallet', owner: 'shop' });
    const clearing = await open({ kind: 'payment_clearing' });
    await work({
      ...{ cell, operator, wallet },
      payIn: async (amount, atMs) => {
        const postings = [
          { accountId: wallet, amount },
          { accountId: clearing, amount: -amount },
        ];
        const transfer = { id: ids.next(), kind: 'test.paid_in', postings };
        const when = atMs === undefined ? {} : { atMs };
        await database.transaction((tx) => ledger.post(tx, [{ ...transfer, ...when }]));
      },
      close: (month) =>
        cell.api('POST', `/v1/ledger/months/${month}/close`, { token: operator.token }),
    });
  } finally {
    await cell.close();
  }
}

test('a closed month takes no more postings, its digest is kept, and what comes late goes into the open one', async () => {
  await withBooks(async ({ cell, payIn, close }) => {
    const january = cell.parts.clock.nowMs();
    await payIn(100);
    assert.equal((await close('2026-01')).body.code, 'ledger.month_open', 'it is not over');
    cell.parts.clock.advance(31 * DAY_MS);
    await payIn(50);
    assert.equal((await close('2026-02')).status, 409);
    const closed = await close('2026-01');
    assert.equal(closed.status, 200);
    const month = closed.body.items.find((one) => one.month === '2026-01');
    assert.match(month?.closed?.digest ?? '', /^[0-9a-f]{64}$/);
    assert.deepEqual(
      [month?.closed?.transferCount, month?.closed?.turnover, month?.closed?.changes],
      [
        1,
        100,
        [
          { kind: 'advertiser_wallet', change: 100 },
          { kind: 'payment_clearing', change: -100 },
        ],
      ],
    );
    await assert.rejects(payIn(1, january), { code: 'ledger.month_closed' });
    await payIn(1);
    assert.equal((await close('2026-01')).body.code, 'ledger.month_closed');
    const audit = await cell.cell.ledger.audit(cell.parts.database);
    assert.equal(audit.transferCount, 3, 'nothing of the refused one is there');
  });
});

test('months are closed one after the other, and books that do not balance are not closed', async () => {
  await withBooks(async ({ cell, wallet, payIn, close }) => {
    await payIn(100);
    cell.parts.clock.advance(31 * DAY_MS);
    await payIn(100);
    cell.parts.clock.advance(31 * DAY_MS);
    assert.equal((await close('2026-02')).body.code, 'ledger.month_open', 'January is open');
    const tamper = async (by: number) =>
      await cell.parts.database.query(
        {
          name: 'test.tamper',
          text: 'UPDATE ledger_accounts SET balance = balance + $2 WHERE account_id = $1',
        },
        [wallet, by],
      );
    await tamper(1);
    assert.equal((await close('2026-01')).body.code, 'ledger.unbalanced');
    await tamper(-1);
    assert.equal((await close('2026-01')).status, 200);
    assert.equal((await close('2026-02')).status, 200);
  });
});

test('the trial balance is for the operator and the auditor; closing is for the operator', async () => {
  await withBooks(async ({ cell, operator, payIn }) => {
    await payIn(7);
    const auditor = await cell.account('auditor_one');
    await cell.cell.accounts.grantRole({ personId: auditor.personId, role: 'auditor' });
    for (const { token } of [operator, auditor]) {
      const { status, body } = await cell.api<{ balanced: boolean; currency: string; sum: number }>(
        'GET',
        '/v1/ledger/trial-balance',
        { token },
      );
      assert.deepEqual([status, body.balanced, body.sum, body.currency], [200, true, 0, 'INR']);
    }
    const path = '/v1/ledger/months/2025-12/close';
    assert.equal((await cell.api('POST', path, { token: auditor.token })).status, 403);
  });
});

test('transfers go after the law’s years, month by month, and balances stay', async () => {
  await withBooks(async ({ cell, wallet, payIn, close }) => {
    await payIn(100);
    cell.parts.clock.advance(31 * DAY_MS);
    await payIn(11);
    await close('2026-01');
    const sweep = cell.cell.features
      .flatMap((feature) => feature.sweeps)
      .find((one) => one.name === 'ledger.forget');
    assert.equal(await sweep?.run(), 0, 'nothing is old yet');
    cell.parts.clock.advance(9 * 366 * DAY_MS);
    assert.equal(await sweep?.run(), 1, 'January only: February was never closed');
    assert.equal(await sweep?.run(), 0);
    const { ledger } = cell.cell;
    const audit = await ledger.audit(cell.parts.database);
    assert.deepEqual([audit.transferCount, audit.sum, audit.wrongAccounts], [1, 0, []]);
    assert.equal((await ledger.balances(cell.parts.database, [wallet])).get(wallet), 111);
    const page = await ledger.statement(cell.parts.database, wallet, { limit: 10 });
    assert.deepEqual(
      page.lines.map((one) => [one.entry, one.balanceAfter]),
      [[2, 111]],
    );
  });
});

test('an erased person’s account keeps its amounts and no longer says whose it was', async () => {
  await withBooks(async ({ cell }) => {
    const creator = await cell.account('earner_one');
    const { ledger } = cell.cell;
    const { database, ids } = cell.parts;
    const [share, revenue] = await database.transaction(async (tx) => [
      await ledger.account(tx, { kind: 'creator_share', owner: creator.personId }),
      await ledger.account(tx, { kind: 'revenue' }),
    ]);
    const postings = [
      { accountId: share, amount: 9 },
      { accountId: revenue, amount: -9 },
    ];
    await database.transaction((tx) =>
      ledger.post(tx, [{ id: ids.next(), kind: 'test.earned', postings }]),
    );
    await cell.cell.accounts.erasePerson(creator.personId);
    const rows = await database.query<{ owner: unknown; person_id: unknown; balance: number }>(
      {
        name: 'test.unlinked',
        text: 'SELECT owner, person_id, balance FROM ledger_accounts WHERE account_id = $1',
      },
      [share],
    );
    assert.deepEqual(rows, [{ owner: null, person_id: null, balance: 9 }]);
  });
});

// proves that an auditor reads the transfer room over its own routes, and changes nothing there.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { DealRoom } from '@jhalak/contracts/handover-room';
import { startCell, type TestCell } from '@jhalak/testing';
import { DEAL, TestDeal } from '../src/deal/deal.fixture.ts';

let cell: TestCell;
const tokens = new Map<string, string>();
before(async () => {
  cell = await startCell();
  for (const role of ['operator', 'auditor'] as const) {
    const person = await cell.account(`${role}_one`);
    await cell.cell.accounts.grantRole({ personId: person.personId, role });
    tokens.set(role, person.token);
  }
});
after(async () => {
  await cell.close();
});

test('operator and auditor read the same room as each party sees it; only the operator carries files in', async () => {
  const { cellId, ownerEpoch } = await cell.cell.border.identity();
  const deal = TestDeal.open({ cell: cellId, ownerEpoch });
  const [first] = deal.events;
  assert.ok(first);
  const as = (role: string) => ({ token: tokens.get(role) });
  const body = { file: first.file };
  const denied = await cell.api('POST', '/v1/handover/deals', { ...as('auditor'), body });
  assert.equal(denied.status, 403);
  const opened = await cell.api('POST', '/v1/handover/deals', { ...as('operator'), body });
  assert.equal(opened.status, 201, JSON.stringify(opened.body));
  const room = `/v1/handover/deals/${DEAL}/room`;
  const [mine, theirs] = await Promise.all(
    ['operator', 'auditor'].map((role) => cell.api<DealRoom>('GET', room, as(role))),
  );
  assert.equal(mine?.status, 200, JSON.stringify(mine?.body));
  assert.deepEqual(theirs?.body, mine?.body);
  assert.equal(mine?.body.record.length, 1);
  assert.equal(mine?.body.policy?.basis, 'Press Note 3 (2020)');
  const path = `${room}?as=bidder&bidder=first`;
  const bidder = await cell.api<DealRoom>('GET', path, as('auditor'));
  assert.deepEqual(
    bidder.body.parties.map(({ side, bidder: id }) => id ?? side),
    ['seller', 'region', 'export', 'mediator', 'first'],
  );
  assert.equal((await cell.api('GET', `${room}?as=bidder`, as('auditor'))).status, 400);
  assert.equal((await cell.api('GET', room, {})).status, 401);
});

// proves T1, T2: a deal over the cell's own routes, in both owners' logs.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { DealEvent, DealFile, DealView, KeptInventory } from '@jhalak/contracts/handover-deal';
import { startCell, type ApiReply, type TestCell } from '@jhalak/testing';
import { DEAL, hex, leadTo, TestDeal } from '../src/deal/deal.fixture.ts';

let seller: TestCell;
let buyer: TestCell;
const tokens = new Map<TestCell, string>();
before(async () => {
  [seller, buyer] = await Promise.all([startCell(), startCell({ seed: 2 })]);
  for (const cell of [seller, buyer]) {
    const operator = await cell.account('operator_one');
    await cell.cell.accounts.grantRole({ personId: operator.personId, role: 'operator' });
    tokens.set(cell, operator.token);
  }
});
after(async () => {
  await seller.close();
  await buyer.close();
});

async function call<Body>(
  cell: TestCell,
  method: string,
  path: string,
  body?: unknown,
): Promise<ApiReply<Body>> {
  const token = tokens.get(cell);
  return await cell.api<Body>(method, `/v1/handover${path}`, { token, ...(body ? { body } : {}) });
}

async function post(
  cell: TestCell,
  file: DealFile,
  open = false,
): Promise<ApiReply<DealView & { code?: string; detail?: string }>> {
  return await call(cell, 'POST', open ? '/deals' : `/deals/${DEAL}/acts`, { file });
}

/** Sends on what one log has and the other has not. */
async function sync(from: TestCell, to: TestCell, afterSeq: number): Promise<number> {
  const { body } = await call<{ events: DealEvent[] }>(
    from,
    'GET',
    `/deals/${DEAL}/events?after=${afterSeq}`,
  );
  const reply = await call<{ fresh: number }>(to, 'POST', `/deals/${DEAL}/events`, {
    events: body.events,
  });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return reply.body.fresh;
}

async function logged(cell: TestCell): Promise<string[]> {
  const rows = await cell.parts.database.query<{ leaf: string }>({
    name: 'test.logged',
    text: `SELECT leaf FROM border_entries WHERE leaf LIKE '%handover.%' ORDER BY entry_id`,
  });
  return rows.map(({ leaf }) => leaf);
}

test('a deal goes from its opening to its end over two cells: one chain, one owner, each step in the public log', async () => {
  const { cellId, ownerEpoch } = await seller.cell.border.identity();
  const deal = new TestDeal();
  deal.nowMs = seller.parts.clock.nowMs();
  // Signed on machines of their own: the cell that they sign for has the same clock here, and so the same chain.
  const opened = TestDeal.open({ cell: cellId, ownerEpoch });
  const [first] = opened.events;
  assert.ok(first);
  const wrong = TestDeal.open({ cell: 'in-zzzzzzzzzz', ownerEpoch }).events[0];
  assert.ok(wrong);
  const refusedOpening = await post(seller, wrong.file, true);
  assert.deepEqual([refusedOpening.status, refusedOpening.body.code], [409, 'handover.refused']);
  deal.mustAdd(first.file);
  assert.equal((await post(seller, first.file, true)).status, 201);
  assert.equal((await post(seller, first.file, true)).status, 409, 'a deal is opened once');

  const kept = await call<KeptInventory>(seller, 'POST', '/inventories');
  assert.equal(kept.status, 201, JSON.stringify(kept.body));
  const { digest, tags } = kept.body;
  assert.ok(tags.includes('CN-056101X-21'));
  deal.do('mediator-a', { act: 'declare', interests: [] });
  const declared = deal.events.at(-1);
  assert.ok(declared);
  assert.equal((await post(seller, declared.file)).status, 201);
  for (const [inventory, some] of [
    [hex('1'), tags],
    [digest, []],
  ] as const) {
    const file = deal.file(
      'seller-a',
      deal.complete({ act: 'inventory', inventory, tags: [...some] }),
    );
    const reply = await post(seller, file);
    assert.ok(
      [404, 409].includes(reply.status),
      'an inventory that was never taken, or other tags',
    );
  }
  deal.do('seller-a', { act: 'inventory', inventory: digest, tags });
  leadTo(deal, 'takeover');
  for (const event of deal.events.slice(2)) {
    const reply = await post(seller, event.file);
    assert.equal(reply.status, 201, `${event.seq}: ${reply.body.detail}`);
    assert.equal(reply.body.head, event.digest, 'the same chain on every machine');
  }
  const seen = await call<{ items: unknown[]; hidden: number }>(
    seller,
    'GET',
    `/deals/${DEAL}/inventory?as=bidder&bidder=second`,
  );
  assert.deepEqual([seen.status, seen.body.hidden], [200, 0]);

  assert.equal(await sync(seller, buyer, 0), deal.events.length);
  assert.equal(await sync(seller, buyer, 0), 0, 'repeated');
  leadTo(deal, 'closed');
  const rest = deal.events.slice(-7);
  const [takeover] = rest;
  assert.ok(takeover);
  const late = await post(seller, takeover.file);
  assert.match(late.body.detail ?? '', /buyer's log writes/);
  for (const event of rest) assert.equal((await post(buyer, event.file)).status, 201);
  assert.equal(await sync(buyer, seller, deal.events.length - rest.length), rest.length);
  const views = await Promise.all(
    [seller, buyer].map((cell) => call<DealView>(cell, 'GET', `/deals/${DEAL}?as=region`)),
  );
  assert.deepEqual(views[0]?.body, views[1]?.body);
  assert.deepEqual([views[0]?.body.step, views[0]?.body.newEpoch], ['closed', 2]);

  for (const cell of [seller, buyer]) {
    const leaves = await logged(cell);
    assert.equal(leaves.length, deal.events.length, 'one entry an event');
    assert.ok(
      leaves.every((leaf) => !/Person|First|seller-a|first-a/.test(leaf)),
      'no names in it',
    );
  }
  await seller.drain();
  const journal = await seller.parts.database.query<{ count: number }>({
    name: 'test.deal_events',
    text: `SELECT count(*)::int AS count FROM journal WHERE stream = 'handover.deal'`,
  });
  assert.equal(journal[0]?.count, deal.events.length + 1);
});

test('what is no act, not signed, or of another deal is refused, and changes nothing', async () => {
  const count = (await logged(seller)).length;
  const deal = TestDeal.open();
  const file = deal.file('seller-a', deal.complete({ act: 'abort', reason: 'x' }));
  const payload = Buffer.from('{"act":"abort"}').toString('base64');
  const bad: [DealFile, number][] = [
    [{ ...file, payload }, 422],
    [{ ...file, signatures: [] }, 409],
    [file, 409],
  ];
  for (const [one, status] of bad) {
    const reply = await post(seller, one);
    assert.equal(reply.status, status, JSON.stringify(reply.body));
  }
  const unknown = DEAL.replace(/1$/, '9');
  const missing = await call(seller, 'GET', `/deals/${unknown}`);
  assert.equal(missing.status, 404);
  assert.equal((await call(seller, 'POST', `/deals/${unknown}/acts`, { file })).status, 422);
  assert.equal((await logged(seller)).length, count);
});

// Orders that were lost with a machine: the public log outlives rows and register, and the cell says what it does not know.

import assert from 'node:assert/strict';
import { copyFile, rm, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { OrderLosses } from '@jhalak/contracts/orders';
import { createCell, type Cell } from '@jhalak/jhalak';
import { orderCell, type OrderCell } from '@jhalak/testing';
import { lostAmong, toldOrders } from '../src/told-orders.ts';

const OPTIONS = {
  maxUploadBytes: 50_000_000,
  maxDurationMs: 180_000,
  undoDays: 7,
  encodeConcurrency: 1,
};
const OF_ORDERS = ['orders', 'order_events', 'order_approvals', 'order_items', 'order_receipts'];

/** Everything that a database from before an order would not have. */
async function forget({ parts }: OrderCell, orderIds?: readonly string[]): Promise<void> {
  const { database } = parts;
  for (const table of OF_ORDERS)
    await database.query(
      {
        name: `test.forget.${table}`,
        text: `DELETE FROM ${table} WHERE $1::uuid[] IS NULL OR order_id = ANY($1)`,
      },
      [orderIds ?? null],
    );
  await database.query({ name: 'test.forget.seen', text: 'DELETE FROM visibility_orders' });
  await database.query({
    name: 'test.forget.journal',
    text: `DELETE FROM journal WHERE stream = 'orders.order'`,
  });
}

/** The same parts under another program, as after a restore. */
async function startedAnew(world: OrderCell): Promise<Cell> {
  await world.cell.stop();
  const anew = createCell(world.cell.parts, OPTIONS);
  await anew.start(['api']);
  return anew;
}

/** The losses as the route tells them to a role. */
async function losses(cell: Cell): Promise<OrderLosses['items']> {
  const route = cell.routes.find(({ name }) => name === 'listOrderLosses');
  assert.ok(route);
  const { json } = await route.handle({
    ...{ params: {}, query: {}, body: undefined, headers: {}, caller: undefined },
    signal: new AbortController().signal,
  });
  return (json as OrderLosses).items;
}

test('an order that the log tells of and nobody here knows is told, until the register or an officer brings it back', async () => {
  const world = await orderCell();
  const { personId } = world.creator;
  const register = world.cell.parts.orderRegisterFile;
  const [first, second] = [await world.publish({ personId }), await world.publish({ personId })];
  await world.drain();
  const kept = await world.release({ targets: [{ kind: 'clip', id: first ?? '' }] });
  const ended = await world.release({ targets: [{ kind: 'clip', id: second ?? '' }] });
  await world.double(ended.order.id, 'revoke');
  await copyFile(register, `${register}.older`);
  const lost = await world.release({
    targets: [
      { kind: 'clip', id: second ?? '' },
      { kind: 'tag', text: 'river' },
    ],
    states: ['IN-KA'],
  });
  await world.cell.border.publish();
  await copyFile(register, `${register}.newest`);
  assert.deepEqual(await losses(world.cell), [], 'nothing is missing while nothing was lost');

  await forget(world);
  await copyFile(`${register}.older`, register);
  let cell = await startedAnew(world);
  const [told, ...others] = await losses(cell);
  assert.equal(others.length, 0, 'not the one that ended, and not the one that the register has');
  assert.partialDeepStrictEqual(told, {
    ...{ commitment: lost.order.commitment, known: 'nothing', phase: 'in_force', law: 's69a' },
    ...{ scope: ['clip', 'tag'], territory: 'state' },
  });
  assert.equal(cell.visibility.check('videos.page', first ?? '', {}).kind, 'hidden');

  await cell.stop();
  await copyFile(`${register}.newest`, register);
  cell = createCell(world.cell.parts, OPTIONS);
  await cell.start(['api']);
  assert.deepEqual(await losses(cell), [], 'the newest register knows it');
  assert.equal(cell.visibility.check('videos.page', second ?? '', {}).kind, 'hidden');

  await cell.stop();
  await forget(world);
  await rm(register);
  cell = createCell(world.cell.parts, OPTIONS);
  await cell.start(['api']);
  const missing = await losses(cell);
  await cell.stop();
  await writeFile(register, `${Buffer.from('of another cell, or changed').toString('base64')}\n`);
  cell = createCell(world.cell.parts, OPTIONS);
  await assert.rejects(cell.start(['api']), /register of orders .+ is of another cell/);
  // Entered within one second, which is as fine as the log tells: either may come first.
  assert.deepEqual(
    new Set(missing.map(({ commitment }) => commitment)),
    new Set([kept.order.commitment, lost.order.commitment]),
  );
  await cell.stop();
  await world.close();
});

test('an officer names the order that stands in a lost one’s place, and only one that was released', async () => {
  const world = await orderCell();
  const { personId } = world.creator;
  const id = await world.publish({ personId });
  await world.drain();
  const targets = [{ kind: 'clip' as const, id }];
  const lost = await world.release({ targets });
  await world.cell.border.publish();
  await forget(world);
  await world.cell.orders.findLosses();
  assert.deepEqual(await losses(world.cell), [], 'the register beside it knows it still');
  await rm(world.cell.parts.orderRegisterFile);
  assert.equal((await world.cell.orders.findLosses()).length, 1);

  const health = async () =>
    (await world.api<{ orders?: { lost: number } }>('GET', '/v1/health')).body.orders;
  assert.deepEqual(await health(), { lost: 1 }, 'whoever watches the cell hears of it');
  const auditor = await world.account('auditor_one');
  await world.cell.accounts.grantRole({ personId: auditor.personId, role: 'auditor' });
  const read = async (path: string): Promise<number> =>
    (await world.api('GET', path, { token: auditor.token })).status;
  assert.deepEqual(
    [await read('/v1/order-losses'), await read('/v1/order-clocks'), await read('/v1/orders')],
    [200, 200, 403],
    'an auditor reads what is missing and how long the law gives, and no order',
  );

  const { commitment } = lost.order;
  const settle = async (orderId: string, token = world.first.token) =>
    await world.api<OrderLosses>('POST', `/v1/order-losses/${commitment}/settlements`, {
      token,
      body: { orderId },
    });
  const again = await world.enter({ targets });
  assert.equal((await settle(again.id, world.creator.token)).status, 403);
  assert.equal((await settle(again.id)).status, 409, 'nobody released it yet');
  const asked = await world.api<{ order: { approvals: { id: string; digest: string }[] } }>(
    'GET',
    `/v1/orders/${again.id}`,
    { token: world.second.token },
  );
  const [approval] = asked.body.order.approvals;
  const path = `/v1/orders/${again.id}/approvals/${approval?.id ?? ''}`;
  const { token } = world.second;
  await world.api('POST', path, { token, body: { digest: approval?.digest } });
  const settled = await settle(again.id);
  assert.deepEqual([settled.status, settled.body.items], [200, []]);
  assert.equal(await health(), undefined);
  assert.equal((await settle(again.id)).status, 404, 'once');
  await world.cell.border.publish();
  assert.deepEqual(await world.cell.orders.findLosses(), [], 'and it is not found again');
  await world.close();
});

test('what the log tells of an order after the register’s last line is not forgotten when the order goes on', async () => {
  const entry = (act: string, step: number, phase = 'in_force') => ({
    atMs: step,
    facts: {
      ...{ kind: 'order' as const, act: `orders.${act}`, commitment: 'aa'.repeat(32) },
      ...{ codes: ['law/s69a', 'scope/clip', `phase/${phase}`], counts: { step } },
    },
  });
  const lostAt = async (seq: number, entries: ReturnType<typeof entry>[]) => {
    async function* all() {
      yield* entries;
    }
    const told = await toldOrders(all());
    return lostAmong(told, new Map([['aa'.repeat(32), { seq, phase: 'in_force' as const }]]));
  };
  const whole = [entry('entered', 1, 'entered'), entry('released', 2), entry('executed', 3)];
  assert.deepEqual(await lostAt(2, whole), [], 'a proof hides nothing');
  const more = [...whole, entry('made_permanent', 4)];
  assert.deepEqual(
    (await lostAt(3, more)).map(({ known }) => known),
    ['older'],
  );
  const restored = [...more, entry('reinstated', 3)];
  assert.equal(
    (await lostAt(3, restored)).length,
    1,
    'it is in force again without being permanent',
  );
  assert.deepEqual(await lostAt(4, more), []);
});

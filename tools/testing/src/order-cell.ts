// A cell with two legal officers, for tests of orders.

import assert from 'node:assert/strict';
import type { Order, OrderBody, OrderRecord } from '@jhalak/contracts/orders';
import { startCell, type StartCellOptions, type TestCell, type TestPerson } from './start-cell.ts';

/** A cell in which orders are entered, released and lifted by two people. */
export interface OrderCell extends TestCell {
  first: TestPerson;
  second: TestPerson;
  creator: TestPerson;
  /** Enters an order as the first officer. */
  enter(body: Partial<OrderBody> & Pick<OrderBody, 'targets'>): Promise<Order>;
  /** Enters and releases one, by two people. */
  release(body: Partial<OrderBody> & Pick<OrderBody, 'targets'>): Promise<OrderRecord>;
  /** Asks for an act as the first officer and approves it as the second. */
  double(orderId: string, act: string): Promise<OrderRecord>;
}

/** A cell with two legal officers and a creator, and shortcuts through the order desk. */
export async function orderCell(options: StartCellOptions = {}): Promise<OrderCell> {
  const cell = await startCell(options);
  const first = await cell.account('legal_first');
  const second = await cell.account('legal_second');
  const creator = await cell.account('maker_one');
  for (const { personId } of [first, second])
    await cell.cell.accounts.grantRole({ personId, role: 'legal_officer' });
  const api = cell.api;
  const enter: OrderCell['enter'] = async (body) => {
    const reply = await api<Order>('POST', '/v1/orders', {
      token: first.token,
      body: {
        authority: 'Ministry of Tests',
        law: 's69a',
        reference: 'T/1',
        text: 'Block it.',
        interim: false,
        emergency: false,
        confidential: true,
        receivedAtMs: cell.parts.clock.nowMs(),
        ...body,
      },
    });
    assert.equal(reply.status, 201, JSON.stringify(reply.body));
    return reply.body;
  };
  const approve = async (orderId: string, act: string): Promise<OrderRecord> => {
    const { body } = await api<OrderRecord>('GET', `/v1/orders/${orderId}`, {
      token: second.token,
    });
    const approval = body.order.approvals.find((one) => one.act === act);
    assert.ok(approval?.mine, `no approval of ${act}`);
    const done = await api<OrderRecord>('POST', `/v1/orders/${orderId}/approvals/${approval.id}`, {
      token: second.token,
      body: { digest: approval.digest },
    });
    assert.equal(done.status, 201, JSON.stringify(done.body));
    await cell.drain();
    return done.body;
  };
  return {
    ...cell,
    first,
    second,
    creator,
    enter,
    release: async (body) => await approve((await enter(body)).id, 'release'),
    double: async (orderId, act) => {
      const asked = await api('POST', `/v1/orders/${orderId}/acts`, {
        token: first.token,
        body: { act, note: `because ${act}` },
      });
      assert.equal(asked.status, 201, JSON.stringify(asked.body));
      return await approve(orderId, act);
    },
  };
}

// Two persons: 200 ways to get around it, none works.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Order, OrderApproval } from '@jhalak/contracts/orders';
import { seededRandom } from '@jhalak/kernel';
import { orderCell, type OrderCell } from '@jhalak/testing';

const PERMUTATIONS = 200;
const SEED = 20_261_122;
let cell: OrderCell;
before(async () => {
  cell = await orderCell();
});
after(async () => {
  await cell.close();
});

async function send(
  token: string | undefined,
  orderId: string,
  approvalId: string,
  digest: string,
): Promise<{ status: number; code: string | undefined }> {
  const path = `/v1/orders/${orderId}/approvals/${approvalId}`;
  const reply = await cell.api<{ code?: string }>('POST', path, { token, body: { digest } });
  return { status: reply.status, code: reply.body.code };
}

test('of 200 permutations of who approves what, when and how often, only another officer, once, in time and exactly, releases', async () => {
  const random = seededRandom(SEED);
  const stranger = await cell.account('no_officer');
  const third = await cell.account('legal_third');
  await cell.cell.accounts.grantRole({ personId: third.personId, role: 'legal_officer' });
  const clip = await cell.publish({ personId: cell.creator.personId });
  await cell.drain();
  const targets = [{ kind: 'clip' as const, id: clip }];
  let open: { order: Order; approval: OrderApproval } | undefined;
  const used: { orderId: string; approvalId: string; digest: string }[] = [];
  const counts = new Map<string, number>();
  for (let at = 0; at < PERMUTATIONS; at += 1) {
    if (open === undefined) {
      const order = await cell.enter({ targets });
      const [approval] = order.approvals;
      assert.ok(approval);
      open = { order, approval };
    }
    const { order, approval } = open;
    const who = [cell.first, cell.second, third, stranger, undefined][random.below(5)];
    const digestKind = ['right', 'right', 'wrong', 'older'][random.below(4)] ?? 'right';
    const replay = used.length > 0 && random.below(5) === 0;
    const late = random.below(8) === 0;
    const older = used.at(-1);
    const aim =
      replay && older !== undefined
        ? older
        : { orderId: order.id, approvalId: approval.id, digest: approval.digest };
    const digest =
      digestKind === 'right'
        ? aim.digest
        : digestKind === 'older' && older !== undefined && older !== aim
          ? older.digest
          : '0'.repeat(64);
    if (late) cell.parts.clock.advance(25 * 3_600_000);
    const reply = await send(who?.token, aim.orderId, aim.approvalId, digest);
    const officer = who === cell.second || who === third;
    const allowed = officer && !late && aim.orderId === order.id && digest === approval.digest;
    const said = `permutation ${at}, seed ${SEED}: ${JSON.stringify({ who: who?.handle, digestKind, replay, late, reply })}`;
    assert.equal(reply.status === 201, allowed, said);
    counts.set(reply.code ?? 'done', (counts.get(reply.code ?? 'done') ?? 0) + 1);
    if (allowed) {
      used.push(aim);
      open = undefined;
    } else if (late) open = undefined;
  }
  for (const code of [
    'auth.required',
    'auth.forbidden',
    'order.second_person',
    'order.approval_digest',
    'order.approval_over',
    'done',
  ])
    assert.ok((counts.get(code) ?? 0) > 0, `${code} never came: ${JSON.stringify([...counts])}`);
});

test('an approval is void once the order changed, and two at the same moment count once', async () => {
  const clip = await cell.publish({ personId: cell.creator.personId });
  await cell.drain();
  const { order } = await cell.release({ targets: [{ kind: 'clip', id: clip }] });
  const ask = async (act: string): Promise<OrderApproval> => {
    const reply = await cell.api<{ order: Order }>('POST', `/v1/orders/${order.id}/acts`, {
      token: cell.first.token,
      body: { act, note: 'why' },
    });
    const found = reply.body.order.approvals.find((one) => one.act === act);
    assert.ok(found, JSON.stringify(reply.body));
    return found;
  };
  const stay = await ask('stay');
  const revoke = await ask('revoke');
  assert.equal((await send(cell.second.token, order.id, stay.id, stay.digest)).status, 201);
  const stale = await send(cell.second.token, order.id, revoke.id, revoke.digest);
  assert.deepEqual([stale.status, stale.code], [409, 'order.approval_over']);
  const again = await ask('revoke');
  const both = await Promise.all([
    send(cell.second.token, order.id, again.id, again.digest),
    send(cell.second.token, order.id, again.id, again.digest),
  ]);
  assert.deepEqual(
    both.map(({ status }) => status).toSorted((a, b) => a - b),
    [201, 409],
  );
});

test('whoever approves an act reads who asked for it and why', async () => {
  const clip = await cell.publish({ personId: cell.creator.personId });
  await cell.drain();
  const { order } = await cell.release({ targets: [{ kind: 'clip', id: clip }] });
  const body = { act: 'revoke', note: 'The ministry lifted it.' };
  await cell.api('POST', `/v1/orders/${order.id}/acts`, { token: cell.first.token, body });
  const read = await cell.api<{ order: Order }>('GET', `/v1/orders/${order.id}`, {
    token: cell.second.token,
  });
  const [approval] = read.body.order.approvals;
  assert.deepEqual(
    [approval?.askedByHandle, approval?.note, approval?.mine],
    ['legal_first', body.note, true],
  );
});

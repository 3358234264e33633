// A region that an order closes as a whole, or one of its states.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { OrderRecord, RegionNotice } from '@jhalak/contracts/orders';
import type { KillList, SignedJson } from '@jhalak/contracts/lock';
import { orderCell, type OrderCell } from '@jhalak/testing';

let cell: OrderCell;
let videoId: string;
before(async () => {
  cell = await orderCell({ trustProxy: true });
  videoId = await cell.publish({ personId: cell.creator.personId });
  await cell.drain();
});
after(async () => {
  await cell.close();
});

async function kills(): Promise<KillList> {
  const { body } = await cell.api<SignedJson>('GET', '/lock/v1/kill');
  return JSON.parse(Buffer.from(body.payload, 'base64url').toString('utf8')) as KillList;
}

test('a closed region answers 451 on every viewer route but notice, sessions and account, and opens again', async () => {
  const viewer = await cell.viewer();
  const before = await kills();
  assert.equal(before.allDark, false);
  const closed = await cell.release({ targets: [{ kind: 'app' }], interim: true });
  const routes = cell.cell.routes.filter(
    (route) => typeof route.access === 'string' && route.access !== 'account',
  );
  const open = routes.filter(({ whileBlocked }) => whileBlocked === 'open');
  assert.ok(
    open.length >= 10 && open.length < routes.length / 2,
    `${open.length} of ${routes.length}`,
  );
  for (const route of routes) {
    const path = route.path
      .replace(':id', videoId)
      .replace(':handle', 'maker_one')
      .replace(/:\w+/g, 'x');
    const body = route.method === 'GET' || route.method === 'DELETE' ? {} : { body: {} };
    if (route.method !== 'GET' && route.whileBlocked === 'open') continue;
    const reply = await cell.api<{ code?: string }>(route.method, path, {
      token: viewer.token,
      ...body,
    });
    const blocked = reply.status === 451 && reply.body.code === 'region.blocked';
    assert.equal(blocked, route.whileBlocked !== 'open', `${route.name}: ${reply.status}`);
  }
  const upload = await fetch(`${cell.url}/v1/uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${cell.creator.token}`, 'tus-resumable': '1.0.0' },
  });
  assert.equal(upload.status, 451);
  const come = { body: { languages: [], genres: [] } };
  const stranger = await cell.api<{ token: string }>('POST', '/v1/viewers', come);
  assert.equal(stranger.status, 201);
  const complaint = { kind: 'general', text: 'Why is all of it closed?' };
  const filed = await cell.api('POST', '/v1/grievances', {
    token: stranger.body.token,
    body: complaint,
  });
  assert.equal(filed.status, 201, 'who was never here complains all the same');
  const notice = await cell.api<RegionNotice>('GET', '/v1/region');
  assert.deepEqual(
    [notice.body.blocked, notice.body.law, notice.body.interim],
    [true, 's69a', true],
  );
  assert.equal((await kills()).allDark, true);
  assert.equal((await cell.api('GET', '/v1/orders', { token: cell.first.token })).status, 200);
  const permanent = await cell.double(closed.order.id, 'make_permanent');
  assert.equal(permanent.order.interim, false);
  const now = await cell.api<RegionNotice>('GET', '/v1/region');
  assert.equal(now.body.interim, false);
  await cell.double(closed.order.id, 'revoke');
  assert.equal((await cell.api('GET', `/v1/videos/${videoId}`)).status, 200);
  const after = await kills();
  assert.equal(after.allDark, false);
  assert.ok(after.version > before.version);
});

test('an order of one state binds who is there and who is nowhere known, and only them', async () => {
  const viewer = await cell.viewer();
  const { order } = await cell.release({
    targets: [{ kind: 'clip', id: videoId }],
    states: ['IN-KA'],
  });
  const status = async (state?: string): Promise<number> =>
    (
      await cell.api('GET', `/v1/videos/${videoId}`, {
        token: viewer.token,
        ...(state === undefined ? {} : { headers: { 'jhalak-state': state } }),
      })
    ).status;
  assert.deepEqual(
    [await status('IN-KA'), await status(), await status('nonsense'), await status('IN-TN')],
    [451, 451, 451, 200],
  );
  await cell.double(order.id, 'revoke');
  assert.equal(await status(), 200);
});

test('an order of one state darkens its card on every lock screen, because packs and kill list know no states', async () => {
  const editor = await cell.account('card_editor');
  await cell.cell.accounts.grantRole({ personId: editor.personId, role: 'editor' });
  const made = await cell.api<{ id: string }>('POST', '/v1/desk/cards', {
    token: editor.token,
    body: {
      ...{ language: 'hi', headline: 'What a card says', summary: '', attribution: ['Desk'] },
      ...{ genre: 'learning', age: 'all' },
    },
  });
  assert.equal(made.status, 201);
  await cell.drain();
  const { token } = await cell.viewer();
  const inTamilNadu = { token, headers: { 'jhalak-state': 'IN-TN' } };
  const onPhones = async (): Promise<boolean> => {
    const pack = await cell.api<SignedJson>('GET', '/lock/v1/packs/in/hi/current', inTamilNadu);
    const text = Buffer.from(pack.body.payload, 'base64url').toString('utf8');
    return text.includes(made.body.id);
  };
  const isKilled = async (): Promise<boolean> => (await kills()).cards.includes(made.body.id);
  assert.deepEqual([await onPhones(), await isKilled()], [true, false]);
  const targets = [{ kind: 'card' as const, id: made.body.id }];
  const { order, receipts } = await cell.release({ targets, states: ['IN-KA'] });
  assert.deepEqual([await onPhones(), await isKilled()], [false, true]);
  const phones = receipts[0]?.surfaces.find(({ surface }) => surface === 'cards.device');
  assert.deepEqual([phones?.how, phones?.items, phones?.shown], ['read', 1, 0], 'on the receipt');
  await cell.double(order.id, 'revoke');
  assert.deepEqual([await onPhones(), await isKilled()], [true, false]);
  const closed = await cell.release({ targets: [{ kind: 'app' }], states: ['IN-KA'] });
  assert.equal((await kills()).allDark, true);
  const elsewhere = await cell.api('GET', `/v1/videos/${videoId}`, inTamilNadu);
  assert.equal(elsewhere.status, 200, 'pages are dark in the ordered state only');
  await cell.double(closed.order.id, 'revoke');
  assert.equal((await kills()).allDark, false);
});

test('an emergency order runs its committee’s clock, alarms ring once each, and confirming stops it', async () => {
  const { order } = await cell.release({
    targets: [{ kind: 'clip', id: videoId }],
    law: 's69a-emergency',
    emergency: true,
    interim: true,
  });
  const clock = async (purpose: string): Promise<OrderRecord['order']['clocks'][number]> => {
    const { body } = await cell.api<OrderRecord>('GET', `/v1/orders/${order.id}`, {
      token: cell.first.token,
    });
    const found = body.order.clocks.find((one) => one.purpose === purpose);
    assert.ok(found, purpose);
    return found;
  };
  const alarms = cell.cell.features
    .flatMap(({ sweeps }) => sweeps)
    .find(({ name }) => name === 'orders.alarms');
  assert.ok(alarms);
  const confirm = await clock('confirm');
  assert.equal(confirm.dueMs - confirm.fromMs, 48 * 3_600_000);
  assert.notEqual((await clock('execute')).doneMs, undefined);
  for (const [hours, rang] of [
    [23, 0],
    [2, 50],
    [14, 80],
    [10, 100],
  ] as const) {
    cell.parts.clock.advance(hours * 3_600_000);
    await alarms.run();
    assert.equal((await clock('confirm')).rang, rang);
    assert.equal(await alarms.run(), 0, 'each alarm rings once');
  }
  await cell.double(order.id, 'confirm');
  assert.notEqual((await clock('confirm')).doneMs, undefined);
  await cell.double(order.id, 'revoke');
});

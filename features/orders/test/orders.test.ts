// Orders over a whole cell: entered by one, released by another, dark everywhere, and back.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { OrderNotice, OrderRecord, OrderTarget, Withheld } from '@jhalak/contracts/orders';
import type { Video } from '@jhalak/contracts/videos';
import { DAY_MS } from '@jhalak/kernel';
import { orderCell, type OrderCell } from '@jhalak/testing';

let cell: OrderCell;
before(async () => {
  cell = await orderCell();
});
after(async () => {
  await cell.close();
});

async function clip(caption: string): Promise<string> {
  const id = await cell.publish({ personId: cell.creator.personId, caption });
  await cell.drain();
  return id;
}

async function status(id: string, token?: string): Promise<number> {
  return (await cell.api('GET', `/v1/videos/${id}`, { token })).status;
}

/** Under which law a page says that a clip is withheld. */
async function lawOf(id: string): Promise<string | number> {
  const reply = await cell.api<Partial<Withheld>>('GET', `/v1/withheld/clip/${id}`);
  return reply.body.law ?? reply.status;
}

const naming = (id: string): OrderTarget[] => [{ kind: 'clip', id }];

test('an order hides nothing until a second person releases it, then its clip everywhere, and revoked it is back', async () => {
  const id = await clip('one that is ordered');
  const entered = await cell.enter({ targets: naming(id) });
  await cell.drain();
  assert.equal(await status(id), 200, 'entered only');
  const approval = entered.approvals[0];
  assert.ok(approval);
  const own = await cell.api<{ code: string }>(
    'POST',
    `/v1/orders/${entered.id}/approvals/${approval.id}`,
    { token: cell.first.token, body: { digest: approval.digest } },
  );
  assert.deepEqual([own.status, own.body.code], [403, 'order.second_person']);
  const released = await cell.api<OrderRecord>(
    'POST',
    `/v1/orders/${entered.id}/approvals/${approval.id}`,
    { token: cell.second.token, body: { digest: approval.digest } },
  );
  assert.equal(released.status, 201, JSON.stringify(released.body));
  const { order, receipts } = released.body;
  assert.equal(order.phase, 'in_force');
  assert.ok(order.reached >= 1);
  const [receipt] = receipts;
  assert.ok(receipt);
  assert.ok(receipt.surfaces.length > 10, `${receipt.surfaces.length} surfaces`);
  assert.deepEqual(
    receipt.surfaces.filter(({ shown }) => shown > 0),
    [],
  );
  assert.ok(receipt.surfaces.some(({ how }) => how === 'read'));
  for (const token of [undefined, cell.creator.token]) {
    assert.equal(await status(id, token), 451);
    assert.equal((await cell.api('GET', `/media/${id}/360.mp4`, { token })).status, 451);
  }
  assert.equal(await lawOf(id), order.law);
  const back = await cell.double(order.id, 'revoke');
  assert.equal(back.order.phase, 'ended');
  assert.equal(await status(id), 200);
  assert.equal(await lawOf(id), 404);
});

test('a keyword, a tag and an account reach what is there and what comes, in any script', async () => {
  const said = await clip('यह दंगा नहीं है');
  const tagged = await clip('see this #Stadium');
  const other = await clip('यह दंगाई है');
  const keyword = await cell.release({ targets: [{ kind: 'keyword', text: 'दंगा' }] });
  const tag = await cell.release({ targets: [{ kind: 'tag', text: '#stadium' }] });
  assert.deepEqual(
    [await status(said), await status(tagged), await status(other)],
    [451, 451, 200],
  );
  assert.deepEqual(
    [await lawOf(said), await lawOf(tagged), await lawOf(other)],
    [keyword.order.law, tag.order.law, 404],
  );
  const later = await clip('फिर दंगा!');
  assert.equal(await status(later), 451, 'published later');
  await cell.api('PATCH', `/v1/videos/${other}`, {
    token: cell.creator.token,
    body: { caption: 'अब दंगा है' },
  });
  await cell.drain();
  assert.equal(await status(other), 451, 'edited into it');
  const record = await cell.api<OrderRecord>('GET', `/v1/orders/${keyword.order.id}`, {
    token: cell.first.token,
  });
  const clips = record.body.preview.filter(({ kind }) => kind === 'clip').map((one) => one.id);
  assert.deepEqual(clips.toSorted(), [said, other, later].toSorted());
  await cell.double(keyword.order.id, 'revoke');
  await cell.double(tag.order.id, 'revoke');
  const account = await cell.release({
    targets: [{ kind: 'account', id: cell.creator.personId }],
  });
  assert.deepEqual([await status(said), await status(await clip('new one'))], [451, 451]);
  assert.equal(await lawOf(said), account.order.law);
  await cell.double(account.order.id, 'revoke');
  assert.equal(await status(said), 200);
});

test('a clip stays dark while any order in force covers it', async () => {
  const id = await clip('twice ordered');
  const one = await cell.release({ targets: naming(id) });
  const two = await cell.release({ targets: naming(id) });
  await cell.double(one.order.id, 'revoke');
  assert.equal(await status(id), 451);
  await cell.double(two.order.id, 'stay');
  assert.equal(await status(id), 200);
  await cell.double(two.order.id, 'resume');
  assert.equal(await status(id), 451);
  await cell.double(two.order.id, 'revoke');
  assert.equal(await status(id), 200);
});

test('a creator is told which law, and of a confidential order no more', async () => {
  const id = await clip('told about');
  const secret = await cell.release({ targets: naming(id), reference: 'SECRET-REF' });
  const told = async (): Promise<OrderNotice[]> =>
    (
      await cell.api<{ items: OrderNotice[] }>('GET', '/v1/profile/notices', {
        token: cell.creator.token,
      })
    ).body.items;
  const [notice] = await told();
  assert.deepEqual([notice?.videoId, notice?.law, notice?.reference], [id, 's69a', undefined]);
  await cell.double(secret.order.id, 'revoke');
  assert.notEqual((await told())[0]?.liftedAtMs, null);
  const open = await cell.release({
    targets: naming(id),
    confidential: false,
    reference: 'OPEN-1',
  });
  assert.equal((await told())[0]?.reference, 'OPEN-1');
  await cell.double(open.order.id, 'revoke');
});

test('a page that an order hides names the law; the day too, unless the order is confidential; never the moment', async () => {
  const id = await clip('asked about by anybody');
  const told = async (): Promise<unknown> =>
    (await cell.api('GET', `/v1/withheld/clip/${id}`)).body;
  const secret = await cell.release({ targets: naming(id), interim: true });
  assert.deepEqual(await told(), { law: 's69a' });
  await cell.double(secret.order.id, 'revoke');
  const open = await cell.release({ targets: naming(id), interim: true, confidential: false });
  const nowMs = cell.parts.clock.nowMs();
  assert.deepEqual(await told(), {
    law: 's69a',
    interim: true,
    sinceMs: nowMs - (nowMs % DAY_MS),
  });
  await cell.double(open.order.id, 'revoke');
});

test('empty words and times that do not fit are refused with a code', async () => {
  const send = async (body: Record<string, unknown>): Promise<unknown> => {
    const reply = await cell.api<{ code: string }>('POST', '/v1/orders', {
      token: cell.first.token,
      body: {
        authority: 'A',
        law: 'court',
        reference: 'R',
        text: '',
        targets: [{ kind: 'app' }],
        interim: true,
        emergency: false,
        confidential: false,
        receivedAtMs: cell.parts.clock.nowMs(),
        ...body,
      },
    });
    return reply.body.code;
  };
  assert.equal(await send({ targets: [{ kind: 'tag', text: '##' }] }), 'order.scope');
  assert.equal(await send({ receivedAtMs: cell.parts.clock.nowMs() + 3_600_000 }), 'order.times');
  assert.equal(await send({ expiresAtMs: cell.parts.clock.nowMs() }), 'order.times');
  assert.equal(await send({ targets: [] }), 'request.invalid');
});

test('an order of a sound hides every clip in which it is heard, also one that comes later, and nothing else', async () => {
  const { personId } = cell.creator;
  const first = await cell.publish({ personId, caption: 'where it was first', remix: true });
  const user = await cell.publish({ personId, caption: 'uses it', sound: first });
  const other = await cell.publish({ personId, caption: 'has its own' });
  await cell.drain();
  const status = async (id: string): Promise<number> =>
    (await cell.api('GET', `/v1/videos/${id}`)).status;
  const { order } = await cell.release({ targets: [{ kind: 'sound', id: first }] });
  const later = await cell.publish({ personId, caption: 'uses it later', sound: first });
  await cell.drain();
  assert.deepEqual(
    await Promise.all([first, user, later, other].map(status)),
    [451, 451, 451, 200],
  );
  assert.equal((await cell.api('GET', `/v1/sounds/${first}`)).status, 451);
  assert.equal((await cell.api('GET', `/v1/sounds/${first}/clips`)).status, 451);
  await cell.double(order.id, 'revoke');
  assert.deepEqual(
    await Promise.all([first, user, later, other].map(status)),
    [200, 200, 200, 200],
  );
});

test('an order of a word hides the clip whose sound is called so, and the name wherever it is heard', async () => {
  const { personId, token } = cell.creator;
  const first = await cell.publish({ personId, caption: 'says nothing', remix: true });
  const user = await cell.publish({ personId: cell.first.personId, caption: '', sound: first });
  await cell.drain();
  const name = async (title: string): Promise<void> => {
    const body = { allowed: true, title };
    const { status } = await cell.api('PUT', `/v1/videos/${first}/remix`, { token, body });
    assert.equal(status, 200);
    await cell.drain();
  };
  await name('Zubaanbandi anthem');
  const heard = async () => (await cell.api<Video>('GET', `/v1/videos/${user}`)).body.sound;
  assert.deepEqual(await heard(), { id: first, title: 'Zubaanbandi anthem', handle: 'maker_one' });
  const { order } = await cell.release({ targets: [{ kind: 'keyword', text: 'zubaanbandi' }] });
  await cell.drain();
  assert.equal((await cell.api('GET', `/v1/videos/${first}`)).status, 451);
  assert.equal((await cell.api('GET', `/v1/sounds/${first}`)).status, 451);
  assert.deepEqual(await heard(), { id: first });
  await name('Something else');
  assert.equal((await cell.api('GET', `/v1/videos/${first}`)).status, 200);
  await cell.double(order.id, 'revoke');
});

test('an order that is contested stays in force until it is stayed or settled', async () => {
  const id = await clip('one that its maker fights for');
  const { order } = await cell.release({ targets: naming(id) });
  const act = async (name: string) =>
    await cell.api<OrderRecord & { code: string }>('POST', `/v1/orders/${order.id}/acts`, {
      token: cell.first.token,
      body: { act: name, note: 'High Court, W.P. 12 of 2026' },
    });
  assert.equal((await act('settle_contest')).body.code, 'order.state', 'nobody contests it yet');
  const contested = await act('contest');
  assert.equal(contested.status, 201, JSON.stringify(contested.body));
  assert.deepEqual(
    [contested.body.order.contested, contested.body.order.phase],
    [true, 'in_force'],
  );
  assert.equal(await status(id), 451, 'a contest alone lifts nothing');
  assert.equal((await act('contest')).body.code, 'order.state', 'it is contested already');
  await cell.double(order.id, 'stay');
  assert.equal(await status(id), 200, 'the court stayed it');
  assert.equal((await act('settle_contest')).body.order.contested, false);
  await cell.double(order.id, 'resume');
  assert.equal(await status(id), 451);
  await cell.double(order.id, 'revoke');
  assert.equal(await status(id), 200);
});

test('an order for a time ends by itself at its minute, and another one over the same clip goes on', async () => {
  const id = await clip('dark for an hour');
  const expire = cell.cell.features
    .flatMap(({ sweeps }) => sweeps)
    .find(({ name }) => name === 'orders.expire');
  assert.ok(expire);
  const until = (ms: number) => ({
    targets: naming(id),
    interim: true,
    expiresAtMs: cell.parts.clock.nowMs() + ms,
  });
  const hour = await cell.release(until(3_600_000));
  const two = await cell.release(until(7_200_000));
  cell.parts.clock.advance(3_599_000);
  assert.equal(await expire.run(), 0, 'not a moment before');
  cell.parts.clock.advance(1_000);
  assert.equal(await expire.run(), 1);
  await cell.drain();
  assert.equal(await status(id), 451, 'the other order is in force');
  cell.parts.clock.advance(3_600_000);
  assert.equal(await expire.run(), 1);
  await cell.drain();
  assert.equal(await status(id), 200);
  for (const { order } of [hour, two]) {
    const { body } = await cell.api<OrderRecord>('GET', `/v1/orders/${order.id}`, {
      token: cell.first.token,
    });
    assert.deepEqual([body.order.phase, body.order.ended], ['ended', 'expired']);
  }
});

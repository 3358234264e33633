// People after a hand-over, over HTTP on the buyer's install: what was theirs is theirs, what was ended is ended, what runs goes on.

import assert from 'node:assert/strict';
import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { madeClip, settle, soundOf, type TestPerson } from '@jhalak/testing';
import type { Order, OrderRecord } from '@jhalak/contracts/orders';
import type { BackupBench, TestTarget } from '../../backup/backup.fixture.ts';
import { filesAreComing } from '../../storage/files-coming.ts';
import { openImportBench, type ImportBench, type Served } from './import.fixture.ts';

const PASSWORD = 'correct horse battery';
const HOLD_PLACE = 'order_preserved.record';

let bench: ImportBench;
let target: TestTarget;
let buyer: Served;
let officers: TestPerson[];
let erased: TestPerson;
let dark: string;
let waiting: Order;
let holdId: string;
let wereComing: boolean;
const untilMs = Date.UTC(2026, 6, 1);

async function live({ running }: BackupBench): Promise<void> {
  const { accounts } = running.cell;
  officers = [await running.account('legal_one'), await running.account('legal_two')];
  for (const { personId } of officers)
    await accounts.grantRole({ personId, role: 'legal_officer' });
  const asha = await token(running, 'asha.rao');
  await watchAll(running, asha);
  dark = await clipOf(running, 'asha.rao');
  await release(running, dark);
  waiting = await enter(running, [{ kind: 'tag', text: 'waits' }]);
  erased = await running.account('gone.soon');
  const places = { cell: running.cell, folder: running.parts.folder };
  const clip = await madeClip(places, erased.personId, { shows: 1, plays: 1 });
  await settle(running, clip, await running.cell.matching.gate.judge(clip));
  await release(running, clip.videoId);
  await listSound(running, 2);
  await running.drain();
  await accounts.erasePerson(erased.personId);
  const { holds } = running.parts.keys;
  holdId = await holds.begin({ holdClass: 'hold', untilMs, reason: 'orders.preservation' });
  await running.drain();
}

type Api = Pick<Served, 'api'>;

async function listSound(running: BackupBench['running'], plays: number): Promise<void> {
  const admin = await running.account('list.admin');
  await running.cell.accounts.grantRole({ personId: admin.personId, role: 'admin' });
  // Lists write a word's highest digits first.
  const csv = `kind,hash\nchromaprint,${soundOf(plays, false).swap32().toString('hex')}\n`;
  const body = { name: 'Songs', issuer: 'Police', csv };
  const reply = await running.api('POST', '/v1/moderation/lists', { token: admin.token, body });
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
}

async function token({ api }: Api, handle: string): Promise<string> {
  const reply = await api<{ token: string }>('POST', '/v1/sessions', {
    body: { handle, password: PASSWORD },
  });
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  return reply.body.token;
}

async function clipOf({ api }: Api, handle: string): Promise<string> {
  const { body } = await api<{ items: { id: string }[] }>('GET', `/v1/people/${handle}/videos`);
  return body.items[0]?.id ?? '';
}

/** Watches a page of the feed to its end. */
async function watchAll(running: BackupBench['running'], own: string): Promise<void> {
  const page = await running.api<{ items: { slot: string }[] }>(
    'GET',
    '/v1/feeds/for-you?limit=5',
    {
      token: own,
    },
  );
  running.parts.clock.advance(9_000);
  const at = running.parts.clock.nowMs();
  const events = page.body.items.flatMap(({ slot }, nth) => [
    { type: 'impression', slot, watchMs: 0, at, seq: nth * 2 },
    { type: 'finish', slot, watchMs: 8_000, at, seq: nth * 2 + 1 },
  ]);
  const reply = await running.api('POST', '/v1/events', { token: own, body: { events } });
  assert.equal(reply.status, 202, JSON.stringify(reply.body));
  await running.drain();
}

async function enter(running: BackupBench['running'], targets: object[]): Promise<Order> {
  const body = {
    ...{ authority: 'Ministry of Tests', law: 's69a', reference: 'T/1', text: 'Block it.' },
    ...{ interim: false, emergency: false, confidential: true, targets },
    receivedAtMs: running.parts.clock.nowMs(),
  };
  const reply = await running.api<Order>('POST', '/v1/orders', { token: officers[0]?.token, body });
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  return reply.body;
}

async function release(running: BackupBench['running'], id: string): Promise<void> {
  const order = await enter(running, [{ kind: 'clip', id }]);
  const [approval] = order.approvals;
  const path = `/v1/orders/${order.id}/approvals/${approval?.id}`;
  const body = { digest: approval?.digest };
  const done = await running.api('POST', path, { token: officers[1]?.token, body });
  assert.equal(done.status, 201, JSON.stringify(done.body));
  await running.drain();
}

before(async () => {
  bench = await openImportBench(live);
  target = await bench.target();
  await bench.importInto(target, {
    bringKeys: async (keys) => {
      wereComing = await filesAreComing(target.database);
      const sealed = Readable.from([await bench.parcel()]);
      return await keys.importParcel(sealed, bench.recipient.privateKey, { acceptOld: true });
    },
  });
  buyer = await bench.serve(target);
  await buyer.cell.drain();
});
after(async () => {
  await buyer.close();
  await bench.close();
});

test('passwords keep working, and people find their clips, follows, likes and taste', async () => {
  const { running } = bench.bench;
  const kiran = await token(buyer, 'किरण_देव');
  const asha = await token(buyer, 'asha.rao');
  const own = await buyer.api<{ items: { id: string }[] }>('GET', '/v1/profile/videos', {
    token: asha,
  });
  const before = await running.api<{ items: { id: string }[] }>('GET', '/v1/profile/videos', {
    token: bench.filled.people[0]?.token,
  });
  assert.deepEqual(
    own.body.items.map(({ id }) => id),
    before.body.items.map(({ id }) => id),
  );
  assert.ok(own.body.items.length > 0);
  for (const path of ['/v1/people/asha.rao', `/v1/videos/${bench.filled.videos[0]}`]) {
    const there = await buyer.api('GET', path, { token: kiran });
    const here = await running.api('GET', path, { token: bench.filled.people[1]?.token });
    assert.equal(there.status, 200, path);
    assert.deepEqual(there.body, here.body, path);
  }
  const id = bench.filled.people[0]?.personId ?? '';
  const taste = await buyer.cell.taste.viewer(id);
  assert.ok(taste !== undefined && taste.recent.length > 0, 'the taste was learned again');
  assert.deepEqual(taste, await running.cell.taste.viewer(id));
  const page = await buyer.api<{ items: object[] }>('GET', '/v1/feeds/for-you?limit=3', {
    token: asha,
  });
  assert.ok(page.body.items.length > 0);
});

test('sessions of before are ended, with a sentence', async () => {
  const old = await buyer.api<{ detail: string; code: string }>('GET', '/v1/sessions', {
    token: bench.filled.people[0]?.token,
  });
  assert.deepEqual([old.status, old.body.code], [401, 'auth.required']);
  assert.match(old.body.detail, /sign in/);
});

test('links of clips go on to work, and a dark clip stays dark', async () => {
  const [first] = bench.filled.videos;
  const clip = await buyer.api('GET', `/v1/videos/${first}`);
  assert.equal(clip.status, 200);
  const [address = ''] = /\/media\/[^"]+\.mp4/.exec(JSON.stringify(clip.body)) ?? [];
  const page = await buyer.api<string>('GET', address);
  const was = await bench.bench.running.api<string>('GET', address);
  assert.deepEqual([page.status, page.body], [200, was.body], address);
  const here = await bench.bench.running.api<{ code: string }>('GET', `/v1/videos/${dark}`);
  const there = await buyer.api<{ code: string }>('GET', `/v1/videos/${dark}`);
  assert.notEqual(here.status, 200);
  assert.deepEqual([there.status, there.body.code], [here.status, here.body.code]);
});

test('whoever was erased stays erased, and their name stays held', async () => {
  const { accounts, parts } = buyer.cell;
  assert.equal((await buyer.api('GET', '/v1/people/gone.soon')).status, 404);
  const again = await buyer.api('POST', '/v1/sessions', {
    body: { handle: 'gone.soon', password: PASSWORD },
  });
  assert.equal(again.status, 401);
  const standings = await parts.keys.standings([erased.personId]);
  assert.equal(standings.get(erased.personId), 'destroyed');
  await assert.rejects(accounts.createPerson({ handle: 'gone.soon' }));
});

test('order clocks and holds go on; they do not begin anew', async () => {
  const officer = await token(buyer, 'legal_one');
  const refused = await buyer.api('GET', `/v1/orders/${waiting.id}`, { token: officer });
  assert.equal(refused.status, 403, 'staff is not handed over');
  await buyer.cell.accounts.grantRole({
    personId: officers[0]?.personId ?? '',
    role: 'legal_officer',
  });
  await buyer.cell.drain();
  const there = await buyer.api<OrderRecord>('GET', `/v1/orders/${waiting.id}`, {
    token: await token(buyer, 'legal_one'),
  });
  assert.equal(there.status, 200, JSON.stringify(there.body));
  const here = await bench.bench.running.api<OrderRecord>('GET', `/v1/orders/${waiting.id}`, {
    token: officers[0]?.token,
  });
  assert.ok(here.body.order.clocks.length > 0);
  const due = ({ body }: typeof here) =>
    body.order.clocks.map(({ purpose, dueMs }) => [purpose, dueMs]);
  assert.deepEqual(due(there), due(here));
  assert.equal(there.body.order.receivedAtMs, here.body.order.receivedAtMs);
  const { holds: sellers } = bench.bench.running.parts.keys;
  const { holds } = buyer.cell.parts.keys;
  const sealed = await sellers.seal(holdId, HOLD_PLACE, Buffer.from('kept for the court'));
  assert.equal((await holds.open(holdId, HOLD_PLACE, sealed))?.toString(), 'kept for the court');
  const { rows } = await target.database.pool.query<{ until_ms: number }>(
    'SELECT until_ms FROM keystore.hold_keys WHERE hold_id = $1',
    [holdId],
  );
  assert.equal(Number(rows[0]?.until_ms), untilMs);
});

interface Signed {
  protected: string;
  payload: string;
  signature: string;
}

test('what lock screens were given by the seller verifies under the keys that the buyer shows, and so does what comes next', async () => {
  const { body: set } = await buyer.api<{ keys: (JsonWebKey & { kid: string })[] }>(
    'GET',
    '/lock/v1/keys',
  );
  for (const side of [bench.bench.running, buyer]) {
    const { body: signed } = await side.api<Signed>('GET', '/lock/v1/kill');
    const { kid } = JSON.parse(Buffer.from(signed.protected, 'base64url').toString()) as {
      kid: string;
    };
    const jwk = set.keys.find((key) => key.kid === kid);
    assert.ok(jwk, kid);
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    const text = Buffer.from(`${signed.protected}.${signed.payload}`);
    const signature = Buffer.from(signed.signature, 'base64url');
    assert.ok(verify('sha256', text, { key, dsaEncoding: 'ieee-p1363' }, signature));
  }
});

test('what an order or a list keeps from coming back is held by the buyer too, also where its creator was erased', async () => {
  const { gate } = buyer.cell.matching;
  const held: unknown[] = [];
  for (const made of [{ shows: 1 }, { shows: 2, plays: 2 }, { shows: 2, plays: 1 }]) {
    const places = { cell: buyer.cell, folder: target.folder };
    const clip = await madeClip(places, erased.personId, { ...made, edited: true });
    held.push((await gate.judge(clip)).held);
  }
  assert.deepEqual(held, ['media.held_ordered', 'media.held_known', undefined]);
});

test('while packages come in, files of no row are not taken for files of nobody', async () => {
  assert.equal(wereComing, true);
  assert.equal(await filesAreComing(target.database), false);
});

// A parcel brings every key to the one it is sealed to, and nothing of it to anybody else.

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { DAY_MS, seededRandom } from '@jhalak/kernel';
import { keysConformance } from '@jhalak/ports/conformance';
import { createRootKeyFile, ownSecretOf, type Keystore } from './index.ts';
import {
  bench,
  exported,
  failure,
  keystoreTest,
  withClient,
  type Bench,
} from './keystore.fixture.ts';

const buyerKeys = generateKeyPairSync('x25519');
const CLASSES = ['profile', 'content', 'activity'] as const;

async function parcelOf(keys: Keystore) {
  const stream = new PassThrough();
  const [counts, bytes] = await Promise.all([
    keys.exportParcel(stream, buyerKeys.publicKey),
    buffer(stream),
  ]);
  return { counts, bytes };
}

async function newOwner({ folder, database, open }: Bench, region = 'in'): Promise<Keystore> {
  const root = join(folder, `buyer-${Math.random()}.key`);
  await createRootKeyFile(root);
  return await open(await database(), { root, region, list: `${root}.list` });
}

keysConformance('keystore of a new owner, after a parcel', async () => {
  const opened = await bench();
  const seller = await opened.open(await opened.database());
  for (let i = 0; i < 3; i += 1) await seller.ensure(opened.ids.next());
  const { bytes } = await parcelOf(seller);
  const root = join(opened.folder, 'buyer.key');
  await createRootKeyFile(root);
  const url = await opened.database();
  const keys = await opened.open(url, { root });
  await keys.importParcel(Readable.from(bytes), buyerKeys.privateKey);
  return {
    keys,
    clock: opened.clock,
    erasureNoticedMs: 1_000,
    openAgain: () => opened.open(url, { root }),
    openElsewhere: async () => await opened.open(await opened.database(), { region: 'id' }),
    close: opened.close,
  };
});

keystoreTest('everything opens at the new owner, erased people excepted', async (opened) => {
  const { ids, clock } = opened;
  const seller = await opened.open(await opened.database(), { list: opened.erasureListFile });
  const random = seededRandom(11);
  const sealed: { id: string; bytes: Buffer[]; erased: boolean }[] = [];
  for (let i = 0; i < 120; i += 1) {
    const id = ids.next();
    await seller.ensure(id);
    const bytes = await Promise.all(
      CLASSES.map((keyClass) => seller.seal(id, keyClass, 'a.b', Buffer.from(`${id} ${keyClass}`))),
    );
    const erased = random.next() < 0.3;
    if (erased) await seller.destroy(id);
    // A parcel holds keys of several generations.
    if (i === 40) await seller.rotateClass('content', { signal: AbortSignal.timeout(60_000) });
    sealed.push({ id, bytes, erased });
  }
  const terms = { holdClass: 'hold', reason: 'orders.preservation' } as const;
  const long = await seller.holds.begin({ ...terms, untilMs: clock.nowMs() + 90 * DAY_MS });
  const short = await seller.holds.begin({ ...terms, untilMs: clock.nowMs() + DAY_MS });
  const day = await seller.holds.daily({ reason: 'accounts.log', atMs: clock.nowMs(), days: 365 });
  const held = await Promise.all(
    [long, short, day].map((id) => seller.holds.seal(id, 'a.b', Buffer.from(id))),
  );
  const { counts, bytes } = await parcelOf(seller);
  clock.advance(2 * DAY_MS);

  const mine = await newOwner(opened);
  const got = await mine.importParcel(Readable.from(bytes), buyerKeys.privateKey);
  assert.deepEqual({ ...got, unopenable: 0 }, counts);
  for (const { id, bytes: parts, erased } of sealed) {
    for (const [index, keyClass] of CLASSES.entries()) {
      const plain = await mine.open(id, keyClass, 'a.b', parts[index] ?? Buffer.alloc(0));
      assert.equal(plain?.toString(), erased ? undefined : `${id} ${keyClass}`);
    }
    if (erased) await assert.rejects(mine.ensure(id), { code: 'person.not_found' });
  }
  const opens = await Promise.all(
    [long, short, day].map(async (id, index) =>
      (await mine.holds.open(id, 'a.b', held[index] ?? Buffer.alloc(0)))?.toString(),
    ),
  );
  assert.deepEqual(opens, [long, undefined, day], 'a hold whose time is over stays ended');
  assert.deepEqual(mine.secret('border.log.1'), seller.secret('border.log.1'));
  // Again, over what is there, after an erasure at the new owner: that one stays erased.
  const last = sealed.find(({ erased }) => !erased);
  await mine.destroy(last?.id ?? '');
  await mine.importParcel(Readable.from(bytes), buyerKeys.privateKey);
  assert.equal(
    await mine.open(last?.id ?? '', 'profile', 'a.b', last?.bytes[0] ?? Buffer.alloc(0)),
    undefined,
  );
});

keystoreTest(
  'nothing in a parcel is plain, or wrapped as in the seller’s store',
  async (opened) => {
    const url = await opened.database();
    const seller = await opened.open(url);
    for (let i = 0; i < 10; i += 1) await seller.ensure(opened.ids.next());
    const { bytes } = await parcelOf(seller);
    const text = bytes.toString();
    const again = (await parcelOf(seller)).bytes.toString();
    const keysOf = (lines: string) => [...lines.matchAll(/"wrapped":"([^"]+)"/g)].map((m) => m[1]);
    assert.equal(keysOf(text).length, 30 + 6);
    const once = new Set(keysOf(again));
    assert.ok(
      keysOf(text).every((key) => !once.has(key)),
      'wrapped anew each time',
    );
    await withClient(url, async (client) => {
      const { rows } = await client.query<{ wrapped: Buffer }>(
        'SELECT wrapped FROM keystore.person_keys UNION ALL SELECT wrapped FROM keystore.class_keys',
      );
      for (const { wrapped } of rows) assert.ok(!text.includes(wrapped.toString('base64url')));
    });
    for (const base of ['base64url', 'hex', 'base64'] as const)
      assert.ok(!text.includes(seller.secret('x').toString(base)));
    // Not even the seller opens it.
    await assert.rejects(
      seller.importKeys(Readable.from(bytes)),
      failure('keystore.backup_refused', /another form/),
    );
  },
);

keystoreTest('a parcel that was cut, changed or sealed to another is refused', async (opened) => {
  const seller = await opened.open(await opened.database());
  const people = Array.from({ length: 6 }, () => opened.ids.next());
  for (const person of people) await seller.ensure(person);
  await seller.destroy(people[5] ?? '');
  const { bytes } = await parcelOf(seller);
  const mine = await newOwner(opened);
  const refused = async (
    given: Buffer,
    why = /Nothing was changed/,
    key = buyerKeys.privateKey,
  ) => {
    await assert.rejects(
      mine.importParcel(Readable.from([given]), key),
      failure('keystore.parcel_refused', why),
    );
  };
  const random = seededRandom(7);
  for (let i = 0; i < 200; i += 1) {
    const at = Math.floor(random.next() * bytes.length);
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(random.next() * 8));
    await refused(changed);
  }
  const lines = bytes.toString().split('\n');
  for (let i = 0; i < lines.length - 1; i += 1) {
    await refused(Buffer.from(lines.slice(0, i).join('\n')));
    await refused(Buffer.from(lines.toSpliced(i, 1).join('\n')));
    await refused(Buffer.from(lines.toSpliced(i, 0, lines[i] ?? '').join('\n')));
  }
  for (let cut = 0; cut < bytes.length; cut += 211) await refused(bytes.subarray(0, cut));
  const { privateKey } = generateKeyPairSync('x25519');
  await refused(bytes, /another package or recipient/, privateKey);
  // Header of one parcel, keys of another.
  const other = (await parcelOf(seller)).bytes.toString().split('\n');
  await refused(Buffer.from([other[0] ?? '', ...lines.slice(1)].join('\n')));

  const abroad = await newOwner(opened, 'id');
  await assert.rejects(
    abroad.importParcel(Readable.from(bytes), buyerKeys.privateKey),
    failure('keystore.parcel_refused', /region "in"/),
  );
  const used = await newOwner(opened);
  await used.ensure(opened.ids.next());
  await assert.rejects(
    used.importParcel(Readable.from(bytes), buyerKeys.privateKey),
    failure('keystore.parcel_refused', /other keys/),
  );
  for (const person of people) assert.equal((await mine.standings([person])).size, 0);
  await mine.importParcel(Readable.from(bytes), buyerKeys.privateKey);
});

keystoreTest('a key that was changed in its row stays behind and is counted', async (opened) => {
  const url = await opened.database();
  const seller = await opened.open(url);
  const [whole, broken] = [opened.ids.next(), opened.ids.next()];
  for (const person of [whole, broken]) await seller.ensure(person);
  await withClient(url, async (client) => {
    await client.query(
      `UPDATE keystore.person_keys SET wrapped = set_byte(wrapped, 20, 255 - get_byte(wrapped, 20))
       WHERE person_id = $1 AND key_class = 'content'`,
      [broken],
    );
  });
  const { counts, bytes } = await parcelOf(seller);
  assert.deepEqual(counts, { keys: 5, erasures: 0, holds: 0, unopenable: 1 });
  const mine = await newOwner(opened);
  await mine.importParcel(Readable.from(bytes), buyerKeys.privateKey);
  assert.deepEqual(await mine.standings([whole]), new Map([[whole, 'live']]));
});

keystoreTest('an install’s own secret is in its backups and in no parcel', async (opened) => {
  const { database, open } = opened;
  const seller = await open(await database());
  assert.equal(seller.ownSecret('border.log'), undefined);
  const base = Buffer.alloc(32, 7);
  await seller.adoptOwnSecret(base);
  await seller.adoptOwnSecret(base);
  await assert.rejects(seller.adoptOwnSecret(Buffer.alloc(32, 8)), /another secret/);
  const secret = seller.ownSecret('border.log');
  assert.deepEqual(secret, ownSecretOf(base, 'in', 'border.log'));
  assert.notDeepEqual(secret, seller.secret('border.log'));
  await seller.rotateRoot();
  assert.deepEqual(seller.ownSecret('border.log'), secret);
  const restored = await open(await database());
  await restored.importKeys(Readable.from((await exported(seller)).lines.join('\n')));
  assert.deepEqual(restored.ownSecret('border.log'), secret);

  const buyer = await newOwner(opened);
  await buyer.adoptOwnSecret(Buffer.alloc(32, 9));
  await buyer.importParcel(Readable.from((await parcelOf(seller)).bytes), buyerKeys.privateKey);
  assert.deepEqual(buyer.ownSecret('x'), ownSecretOf(Buffer.alloc(32, 9), 'in', 'x'));
  assert.deepEqual(buyer.secret('x'), seller.secret('x'));
});

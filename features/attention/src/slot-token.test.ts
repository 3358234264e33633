import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import { openSlot, signSlot, type Slot } from './slot-token.ts';

const secret = createSecretKey(Buffer.alloc(32, 7));
const id = (last: string): string => `01890a5d-ac96-774b-bcce-b302099a80${last}`;
const plain: Slot = {
  slotId: id('01'),
  personId: id('02'),
  videoId: id('03'),
  issuedAtMs: 1_795_000_000_000,
  durationMs: 12_345,
  surface: 'feed',
  position: 3,
  personal: true,
};
const served: Slot = {
  ...plain,
  reason: 'explore',
  served: {
    featureList: 1,
    rankerVersion: 2 ** 47 + 5,
    propensity: 0.5,
    features: Uint8Array.from({ length: 32 }, (_unused, nth) => nth * 8),
  },
};
const card: Slot = {
  ...plain,
  surface: 'lock',
  card: { cardId: id('04'), language: 'hi', genre: 'news' },
};

test('each layout says what it was made of, in at most 400 characters', () => {
  for (const slot of [plain, served, card]) {
    const token = signSlot(secret, slot);
    assert.ok(token.length <= 400, `${token.length} characters`);
    assert.deepEqual(openSlot(secret, token), slot);
  }
  assert.equal(signSlot(secret, plain).length, 106);
  assert.equal(signSlot(secret, served).length, 160);
});

test('a propensity comes back within four percent, however small', () => {
  for (const propensity of [1, 0.93, 0.1 / 7, 0.0004]) {
    const token = signSlot(secret, {
      ...plain,
      served: { featureList: 1, rankerVersion: 0, propensity, features: new Uint8Array(1) },
    });
    const back = openSlot(secret, token)?.served?.propensity ?? 0;
    assert.ok(Math.abs(back / propensity - 1) < 0.04, `${propensity} came back as ${back}`);
    assert.ok(back <= 1);
  }
});

test('no single changed bit, cut or lengthened token of any layout is believed', () => {
  for (const slot of [plain, served, card]) {
    const bytes = Buffer.from(signSlot(secret, slot), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.equal(openSlot(secret, flipped.toString('base64url')), undefined, `bit ${bit}`);
    }
    for (let length = 0; length < bytes.length; length += 1)
      assert.equal(openSlot(secret, bytes.subarray(0, length).toString('base64url')), undefined);
    const longer = Buffer.concat([bytes, Buffer.alloc(1)]);
    assert.equal(openSlot(secret, longer.toString('base64url')), undefined);
  }
  assert.equal(openSlot(createSecretKey(Buffer.alloc(32, 8)), signSlot(secret, served)), undefined);
});

test('more features than a token takes are refused when it is made', () => {
  const features = new Uint8Array(33);
  assert.throws(() =>
    signSlot(secret, {
      ...plain,
      served: { featureList: 1, rankerVersion: 0, propensity: 1, features },
    }),
  );
});

// Whoever knew a cell's key follows its owners' words to the present one, and never to anybody else's.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { ownerSigners, type CellSigner } from './cell-keys.ts';
import { isNamed, keyAfter, nameNext, takeOn } from './succession.ts';

const CELL = 'in-abcdefghij';

function owner(name: string): CellSigner {
  const secret = (purpose: string): Buffer =>
    createHash('sha256').update(`${name} ${purpose}`).digest();
  return ownerSigners({ secret, ownerSecret: secret }).cell;
}

const [first, second, third, thief] = ['one', 'two', 'three', 'thief'].map(owner) as [
  CellSigner,
  CellSigner,
  CellSigner,
  CellSigner,
];
const word = (from: CellSigner, to: CellSigner, epoch: number, cell = CELL) =>
  takeOn(nameNext(from, { cell, epoch, key: to.publicKey, atMs: epoch * 1_000 }), to);

test('two sales are followed from each of the earlier keys', () => {
  const follows = [word(first, second, 2), word(second, third, 3)];
  assert.equal(keyAfter({ cell: CELL, key: first.publicKey }, follows), third.publicKey);
  assert.equal(keyAfter({ cell: CELL, key: second.publicKey }, follows), third.publicKey);
  assert.equal(keyAfter({ cell: CELL, key: third.publicKey }, follows), third.publicKey);
});

test('a former owner leads nobody away who has heard of the next one', () => {
  const forged = [word(first, second, 2), word(first, thief, 3), word(first, thief, 4)];
  assert.equal(keyAfter({ cell: CELL, key: second.publicKey }, forged), second.publicKey);
  assert.equal(keyAfter({ cell: CELL, key: first.publicKey }, forged), second.publicKey);
});

test('a word that one of the two did not sign, of another cell, or of an earlier epoch leads nowhere', () => {
  const whole = word(first, second, 2);
  const bad = [
    { ...whole, nextSignature: whole.signature },
    { ...whole, signature: whole.nextSignature },
    { ...whole, key: thief.publicKey },
    { ...whole, epoch: 3 },
    word(first, second, 2, 'in-jihgfedcba'),
    takeOn(nameNext(first, { cell: CELL, epoch: 2, key: second.publicKey, atMs: 1 }), thief),
  ];
  for (const one of bad)
    assert.equal(keyAfter({ cell: CELL, key: first.publicKey }, [one]), first.publicKey);
  const back = [word(first, second, 3), word(second, first, 2)];
  assert.equal(keyAfter({ cell: CELL, key: first.publicKey }, back), second.publicKey);
});

test('the next owner takes on only a word about its own key', () => {
  const named = nameNext(first, { cell: CELL, epoch: 2, key: second.publicKey, atMs: 1 });
  assert.ok(isNamed(named, second.publicKey));
  assert.ok(!isNamed(named, thief.publicKey));
  assert.ok(!isNamed({ ...named, key: thief.publicKey }, thief.publicKey));
});

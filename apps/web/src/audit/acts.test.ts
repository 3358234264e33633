import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Translate } from '../i18n/translate.ts';
import { actKey, codeText, countsText, threadsOf } from './acts.ts';

test('an act without words is shown by its code, never by another one’s words', () => {
  assert.equal(actKey('orders.released'), 'orders_released');
  assert.equal(actKey('orders.unheard_of'), undefined);
  assert.equal(actKey('released'), undefined);
});

test('what happened to one order stands together in its order, whatever page it came on', () => {
  const entry = (index: number, commitment: string, act: string, codes?: string[]) => ({
    ...{ index, atMs: index * 10 },
    facts: { kind: 'order', act, commitment, ...(codes === undefined ? {} : { codes }) },
  });
  const threads = threadsOf([
    entry(9, 'a', 'orders.revoked', ['law/court', 'permanent']),
    entry(7, 'b', 'orders.entered', ['law/state']),
    entry(3, 'a', 'orders.released'),
    entry(1, 'a', 'orders.entered', ['law/court', 'interim']),
  ]);
  assert.deepEqual(
    threads.map(({ about, codes, acts }) => [about, codes, acts.map(({ act }) => act)]),
    [
      ['a', ['law/court', 'permanent'], ['orders.entered', 'orders.released', 'orders.revoked']],
      ['b', ['law/state'], ['orders.entered']],
    ],
  );
  assert.equal(countsText({ surfaces: 14, items: 3 }), 'surfaces 14, items 3');
});

test('codes of an order are told in words, and one without words as it stands', () => {
  const keyAsWords: Translate = (key, ..._given) => key;
  const codes = [
    ...['law/s69a', 'scope/app', 'territory/state', 'permanent', 'phase/stayed'],
    ...['law/unheard', 'phase/unheard'],
  ];
  assert.deepEqual(
    codes.map((code) => codeText(code, keyAsWords)),
    [
      ...['orders.law.s69a', 'orders.scope.app', 'audit.state', 'audit.permanent'],
      ...['orders.phase.stayed', 'law/unheard', 'phase/unheard'],
    ],
  );
});

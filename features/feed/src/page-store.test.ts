import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FEATURE_COUNT, RankerParameters } from '@jhalak/taste';
import { openTestParts } from '@jhalak/testing/parts';
import { PageStore, type MadePage } from './page-store.ts';

const ANN = '01890a5d-ac96-774b-bcce-b302099a8001';
const BEN = '01890a5d-ac96-774b-bcce-b302099a8002';

function madeFor(personId: string, served: string[]): MadePage {
  const page = { ...{ personId, served, mode: 'for_you' as const, slots: [], more: true } };
  return {
    page: { ...page, version: 1, seed: 2, madeAtMs: 3 },
    receipt: () => Buffer.from('receipt'),
    ranker: new RankerParameters(
      1,
      new Float32Array((FEATURE_COUNT * 9 + 1) * 9),
      new Float64Array(9),
    ),
  };
}

test('who swipes on is answered from memory, and a page made before is read', async () => {
  const { state, clock, close } = await openTestParts();
  const store = new PageStore(state, clock);
  await store.write({ sessionId: 's', page: 0 }, madeFor(ANN, ['a']), store.begin());
  await store.write({ sessionId: 's', page: 1 }, madeFor(ANN, ['a', 'b']), store.begin());
  assert.deepEqual(store.endBefore('s', 2)?.served, ['a', 'b']);
  // The cursor of page 1 again: it stands, and is shown again.
  assert.equal(store.endBefore('s', 1), undefined);
  assert.deepEqual((await store.read('s', 1))?.served, ['a', 'b']);
  await state.flush();
  const restarted = new PageStore(state, clock);
  assert.equal(restarted.endBefore('s', 2), undefined);
  assert.deepEqual((await restarted.readWithReceipt('s', 1))?.receipt, Buffer.from('receipt'));
  clock.advance(3_600_001);
  assert.equal(store.endBefore('s', 2), undefined, 'a session that rests is forgotten');
  await close();
});

test('of an erased person nothing stays in memory, also of a page that was being made', async () => {
  const { state, clock, close } = await openTestParts();
  const store = new PageStore(state, clock);
  await store.write({ sessionId: 'a', page: 0 }, madeFor(ANN, ['a']), store.begin());
  await store.write({ sessionId: 'b', page: 0 }, madeFor(BEN, ['b']), store.begin());
  const begun = store.begin();
  store.forget(ANN);
  await store.write({ sessionId: 'late', page: 0 }, madeFor(ANN, ['a']), begun);
  assert.equal(store.endBefore('a', 1), undefined);
  assert.equal(store.endBefore('late', 1), undefined);
  assert.deepEqual(store.endBefore('b', 1)?.served, ['b']);
  await close();
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openHouse } from './accounts.fixture.ts';
import { claimHandle, freeHandles, holderOf, holdHandle } from './handles-store.ts';

const NAME = { handle: 'asha', skeleton: 'asha' };

test('a handle is claimed when free or when its hold is over, and never otherwise', async () => {
  const { parts, close } = await openHouse();
  const { database, ids } = parts;
  const [one, other, third] = [ids.next(), ids.next(), ids.next()];
  await database.transaction(async (tx) => {
    assert.notEqual(await claimHandle(tx, NAME, one, 100), undefined);
    assert.equal(await claimHandle(tx, NAME, other, 100), undefined, 'taken');
    assert.equal((await holdHandle(tx, one, 200)).length, 1);
    assert.equal((await holdHandle(tx, one, 900)).length, 0, 'a second time holds nothing longer');
    assert.equal(await holderOf(tx, NAME.skeleton), undefined);
    assert.equal(await claimHandle(tx, NAME, other, 199), undefined, 'held');
    assert.equal((await freeHandles(tx, 199, 10)).length, 0);
    assert.notEqual(await claimHandle(tx, NAME, other, 200), undefined, 'the hold is over');
    assert.equal((await freeHandles(tx, 999, 10)).length, 0, 'it has an owner again');
    assert.equal(await claimHandle(tx, NAME, third, 999), undefined);
    assert.equal(await holderOf(tx, NAME.skeleton), other);
  });
  await close();
});

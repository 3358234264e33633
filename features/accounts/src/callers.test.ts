import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS } from '@jhalak/kernel';
import { openHouse } from './accounts.fixture.ts';

test('a known token is answered from memory: the same object, without the database', async () => {
  const house = await openHouse();
  const { token } = await house.accounts.createViewer({ languages: [], genres: [] });
  const first = await house.accounts.authenticate(token);
  await house.parts.database.query({ name: 'test.gone', text: 'DELETE FROM sessions' });
  assert.equal(await house.accounts.authenticate(token), first);
  assert.ok(Object.isFrozen(first));
  house.parts.clock.advance(10_000);
  assert.equal(
    await house.accounts.authenticate(token),
    undefined,
    'ten seconds later it is read again',
  );
  await house.close();
});

test('a session ends on time, also when memory knows it', async () => {
  const house = await openHouse({ settings: { sessionDays: 1 } });
  const { token } = await house.accounts.createViewer({ languages: [], genres: [] });
  house.parts.clock.advance(DAY_MS - 1_000);
  assert.notEqual(await house.accounts.authenticate(token), undefined);
  house.parts.clock.advance(1_000);
  assert.equal(await house.accounts.authenticate(token), undefined);
  await house.close();
});

test('a change that commits while a token is being read is not lost', async () => {
  const house = await openHouse();
  const { accounts } = house;
  const { token, viewer } = await accounts.createViewer({
    languages: [],
    genres: [],
    ageBand: '13-17',
  });
  await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      if (index % 4 === 0)
        await accounts.changeViewer(viewer.id, { ageBand: index % 8 === 0 ? '18plus' : '13-17' });
      else await accounts.authenticate(token);
    }),
  );
  const stored = await accounts.viewerById(viewer.id);
  assert.equal((await accounts.authenticate(token))?.ageBand, stored?.ageBand);
  await house.close();
});

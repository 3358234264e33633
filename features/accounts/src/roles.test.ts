import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Role } from '@jhalak/contracts';
import { failsWith, openHouse, PASSWORD, type House } from './accounts.fixture.ts';

let house: House;
before(async () => {
  house = await openHouse();
});
after(async () => {
  await house.close();
});

test('a role holds from the very next request until it is revoked', async () => {
  const { accounts } = house;
  const { token, account } = await accounts.signUp({
    handle: 'watchful',
    password: PASSWORD,
    languages: [],
    genres: [],
  });
  assert.deepEqual((await accounts.authenticate(token))?.roles, []);
  await accounts.grantRole({ personId: account.id, role: 'moderator' });
  assert.deepEqual((await accounts.authenticate(token))?.roles, ['moderator']);
  assert.deepEqual((await accounts.viewerById(account.id))?.roles, ['moderator']);
  assert.equal(await accounts.revokeRole({ personId: account.id, role: 'moderator' }), true);
  assert.deepEqual((await accounts.authenticate(token))?.roles, []);
  assert.equal(await accounts.revokeRole({ personId: account.id, role: 'moderator' }), false);
});

test('a role within an organisation opens nothing of the whole cell', async () => {
  const { accounts } = house;
  const { token, account } = await accounts.signUp({
    handle: 'dainik_desk',
    password: PASSWORD,
    languages: [],
    genres: [],
  });
  const change = { personId: account.id, role: 'admin', organisation: 'dainik-co' } as const;
  await accounts.grantRole(change);
  assert.deepEqual((await accounts.authenticate(token))?.roles, []);
  assert.deepEqual((await accounts.viewerById(account.id))?.roles, []);
  assert.deepEqual((await accounts.authenticate(token))?.organisationRoles, [
    { role: 'admin', organisation: 'dainik-co' },
  ]);
  assert.deepEqual((await accounts.viewerById(account.id))?.organisationRoles, [
    { role: 'admin', organisation: 'dainik-co' },
  ]);
  assert.equal((await accounts.listRoles(account.id))[0]?.organisation, 'dainik-co');
  assert.equal(await accounts.revokeRole(change), true);
  assert.equal((await accounts.authenticate(token))?.organisationRoles, undefined);
  assert.deepEqual(await accounts.listRoles(account.id), []);
});

test('granting twice is one grant and one entry of the journal', async () => {
  const { accounts } = house;
  const personId = await accounts.createPerson({ handle: 'twice_named' });
  await accounts.grantRole({ personId, role: 'admin' });
  await accounts.grantRole({ personId, role: 'admin' });
  assert.equal((await accounts.listRoles(personId)).length, 1);
  assert.ok(
    (await accounts.listRoles()).some(
      (grant) => grant.personId === personId && grant.role === 'admin',
    ),
  );
  const events = (await house.events()).filter(
    (event) => event.stream === 'accounts.role' && event.key === personId,
  );
  assert.deepEqual(
    events.map((event) => [event.type, event.facts]),
    [['granted', { role: 'admin' }]],
  );
});

test('neither unknown roles nor roles for people who never signed up', async () => {
  const { accounts } = house;
  const { viewer } = await accounts.createViewer({ languages: [], genres: [] });
  await assert.rejects(
    accounts.grantRole({ personId: viewer.id, role: 'admin' }),
    failsWith('person.not_found'),
  );
  const personId = await accounts.createPerson({ handle: 'no_such_role' });
  await assert.rejects(
    accounts.grantRole({ personId, role: 'emperor' as Role }),
    failsWith('role.unknown'),
  );
  await assert.rejects(
    accounts.grantRole({ personId, role: 'partner' }),
    failsWith('role.unknown'),
    'a partner is always of an organisation',
  );
  await assert.rejects(
    accounts.grantRole({ personId, role: 'admin', organisation: 'A B' }),
    failsWith('request.invalid'),
  );
});

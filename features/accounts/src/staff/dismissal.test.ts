// proves B5: roles hold in one region, and end everywhere the moment a person is dismissed.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Role } from '@jhalak/contracts';
import { failsWith, openHouse, PASSWORD, type House } from '../accounts.fixture.ts';
import { STAFF_AGE_MAX_MS } from '../callers.ts';
import { commitmentTo } from './staff-record.ts';

let house: House;
before(async () => {
  house = await openHouse({ erasers: [{ endAccess: endKeys }, {}] });
});
after(async () => {
  await house.close();
});

/** Another feature that holds access: it counts, and can fail. */
let failing = false;
async function endKeys(): Promise<Record<string, number>> {
  if (failing) throw new Error('the keys cannot be ended');
  return await Promise.resolve({ keys: 2, approvals: 3 });
}

let made = 0;
async function person(...roles: Role[]): Promise<{ id: string; handle: string; token: string }> {
  made += 1;
  const handle = `leaver_${made}`;
  const { account, token } = await house.accounts.signUp({
    handle,
    password: PASSWORD,
    languages: [],
    genres: [],
  });
  for (const role of roles) await house.accounts.grantRole({ personId: account.id, role });
  return { id: account.id, handle, token };
}

test('one act ends roles, sessions, keys and pending requests', async () => {
  const leaver = await person('editor', 'moderator');
  await house.accounts.grantRole({ personId: leaver.id, role: 'partner', organisation: 'nova' });
  await house.accounts.signIn(leaver.handle, PASSWORD);
  await house.call('askBreakGlass', {
    token: leaver.token,
    body: { role: 'operator', reason: 'the server room burns' },
  });
  const { ended } = await house.accounts.dismiss({ personId: leaver.id, reason: 'left the house' });
  assert.deepEqual(ended, { roles: 3, sessions: 2, breakGlass: 1, approvals: 3, keys: 2 });
  assert.equal(await house.accounts.authenticate(leaver.token), undefined);
  assert.deepEqual(await house.accounts.listRoles(leaver.id), []);
  const back = await house.accounts.signIn(leaver.handle, PASSWORD);
  assert.deepEqual((await house.accounts.authenticate(back.token))?.roles, [], 'anybody, again');
});

test('another process refuses a dismissed person within a second, even if the journal stands still', async () => {
  const leaver = await person('admin');
  assert.deepEqual((await house.neighbour.authenticate(leaver.token))?.roles, ['admin']);
  await house.accounts.dismiss({ personId: leaver.id, reason: 'left the house' });
  house.parts.clock.advance(STAFF_AGE_MAX_MS);
  assert.equal(STAFF_AGE_MAX_MS, 1_000);
  assert.equal(await house.neighbour.authenticate(leaver.token), undefined);
});

test('another process hears of it through the journal before that, and of people without roles too', async () => {
  const { accounts, neighbour, parts } = house;
  await neighbour.start?.();
  try {
    const leaver = await person('moderator');
    const plain = await person();
    assert.ok(await neighbour.authenticate(leaver.token));
    assert.ok(await neighbour.authenticate(plain.token));
    await accounts.dismiss({ personId: leaver.id, reason: 'left the house' });
    await accounts.dismiss({ personId: plain.id, reason: 'never came' });
    await parts.journal.seal();
    await neighbour.catchUp?.();
    assert.equal(await neighbour.authenticate(leaver.token), undefined);
    assert.equal(await neighbour.authenticate(plain.token), undefined);
  } finally {
    await neighbour.stop?.();
  }
});

test('a dismissal is whole or not at all', async () => {
  const stays = await person('editor');
  failing = true;
  await assert.rejects(
    house.accounts.dismiss({ personId: stays.id, reason: 'left the house' }),
    /the keys cannot be ended/,
  );
  failing = false;
  house.parts.clock.advance(STAFF_AGE_MAX_MS);
  assert.deepEqual((await house.accounts.authenticate(stays.token))?.roles, ['editor']);
  assert.deepEqual((await house.neighbour.authenticate(stays.token))?.roles, ['editor']);
});

test('operators give and end what is below them, admins everything, nobody their own', async () => {
  const [admin, operator, other] = [
    await person('admin'),
    await person('operator'),
    await person(),
  ];
  const grant = async (token: string, handle: string, role: Role): Promise<unknown> =>
    await house.call('grantStaffRole', { token, body: { handle, role, reason: 'works here now' } });
  await grant(operator.token, other.handle, 'moderator');
  for (const role of ['operator', 'admin'] as const)
    await assert.rejects(grant(operator.token, other.handle, role), failsWith('auth.forbidden'));
  await grant(admin.token, other.handle, 'operator');
  await assert.rejects(grant(admin.token, admin.handle, 'editor'), failsWith('person.self'));
  await assert.rejects(
    house.call('dismissStaff', {
      token: operator.token,
      params: { id: other.id },
      body: { reason: 'a rival of mine' },
    }),
    failsWith('auth.forbidden'),
  );
  assert.equal((await house.accounts.listRoles(other.id)).length, 2, 'and nothing is lost');
  await assert.rejects(
    house.call('dismissStaff', {
      token: admin.token,
      params: { id: admin.id },
      body: { reason: 'enough for today' },
    }),
    failsWith('person.self'),
  );
  await house.call('endStaffRole', {
    token: admin.token,
    params: { id: other.id },
    body: { role: 'operator', reason: 'back to the desk' },
  });
  const record = await house.call('listStaffRecord', { token: admin.token });
  const lines = (record.json as { items: object[] }).items.slice(0, 2);
  assert.deepEqual(
    lines.map((line) => ({ ...line, atMs: 0 })),
    [
      { action: 'ended', role: 'operator', reason: 'back to the desk' },
      { action: 'granted', role: 'operator', reason: 'works here now' },
    ].map((line) => ({ ...line, atMs: 0, handle: other.handle, by: admin.handle })),
  );
});

test('the public log learns that somebody was dismissed, and not who', async () => {
  const leaver = await person('moderator');
  const before = house.said.length;
  await house.accounts.dismiss({ personId: leaver.id, reason: 'left the house' });
  const said = house.said.slice(before);
  assert.doesNotMatch(JSON.stringify(said), new RegExp(`${leaver.id}|${leaver.handle}|left`));
  const last = said.at(-1);
  assert.ok(last !== undefined && 'act' in last);
  assert.deepEqual([last.kind, last.act, last.counts?.['roles']], ['staff', 'staff.dismissed', 1]);
  const [row] = await house.parts.database.query<{ salt: Buffer }>(
    {
      name: 'test.salt',
      text: `SELECT salt FROM role_acts WHERE person_id = $1 AND action = 'dismissed'`,
    },
    [leaver.id],
  );
  assert.ok(row);
  assert.equal(commitmentTo(row.salt, leaver.id), last.commitment, 'it can be opened later');
});

test('roles and sessions of another region are refused by the database, and would open nothing', async () => {
  const guest = await person('admin');
  const { database } = house.parts;
  for (const table of ['roles', 'sessions']) {
    const update = {
      name: `test.move_${table}`,
      text: `UPDATE ${table} SET region = 'us' WHERE person_id = $1`,
    };
    await assert.rejects(database.query(update, [guest.id]), /cell_region/, table);
  }
  // As if somebody had taken the rule out of the database, for this test in a database of its own.
  const lax = await openHouse();
  try {
    const { account, token } = await lax.accounts.signUp({
      handle: 'from_elsewhere',
      password: PASSWORD,
      languages: [],
      genres: [],
    });
    await lax.accounts.grantRole({ personId: account.id, role: 'admin' });
    assert.deepEqual((await lax.accounts.authenticate(token))?.roles, ['admin']);
    await lax.parts.database.query({
      name: 'test.lax',
      text: `DO $$ DECLARE rule text; BEGIN
        SELECT conname INTO rule FROM pg_constraint WHERE contypid = 'cell_region'::regtype AND contype = 'c';
        EXECUTE format('ALTER DOMAIN cell_region DROP CONSTRAINT %I', rule); END $$`,
    });
    await lax.parts.database.query({ name: 'test.us', text: `UPDATE roles SET region = 'us'` });
    lax.parts.clock.advance(STAFF_AGE_MAX_MS);
    assert.deepEqual((await lax.accounts.authenticate(token))?.roles, []);
    await lax.parts.database.query({
      name: 'test.us_too',
      text: `UPDATE sessions SET region = 'us'`,
    });
    assert.equal(await lax.neighbour.authenticate(token), undefined);
  } finally {
    await lax.close();
  }
});

test('a token of another cell’s staff opens nothing here', async () => {
  const abroad = await openHouse();
  try {
    const { account, token } = await abroad.accounts.signUp({
      handle: 'staff_abroad',
      password: PASSWORD,
      languages: [],
      genres: [],
    });
    await abroad.accounts.grantRole({ personId: account.id, role: 'admin' });
    assert.deepEqual((await abroad.accounts.authenticate(token))?.roles, ['admin']);
    assert.equal(await house.accounts.authenticate(token), undefined);
  } finally {
    await abroad.close();
  }
});

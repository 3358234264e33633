import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Session } from '@jhalak/contracts/accounts';
import { DAY_MS } from '@jhalak/kernel';
import { failsWith, openHouse, PASSWORD, type House } from './accounts.fixture.ts';

let house: House;
before(async () => {
  house = await openHouse();
});
after(async () => await house.close());

async function signedUp(handle: string): Promise<string> {
  const body = { handle, password: PASSWORD, languages: [], genres: [] };
  return (await house.call('createAccount', { body })).json['token'];
}

async function signedIn(handle: string): Promise<string> {
  return (await house.call('createSession', { body: { handle, password: PASSWORD } })).json[
    'token'
  ];
}

async function sessionsOf(token: string): Promise<Session[]> {
  return (await house.call('listSessions', { token })).json['items'];
}

test('a person sees where they are signed in, and which of it is here', async () => {
  await signedUp('meera_one');
  house.parts.clock.advance(2 * DAY_MS);
  const here = await signedIn('meera_one');
  await signedUp('somebody_else');
  const sessions = await sessionsOf(here);
  assert.equal(sessions.length, 2);
  assert.deepEqual(
    sessions.map((session) => session.current),
    [true, false],
  );
  assert.ok((sessions[0]?.createdAtMs ?? 0) > (sessions[1]?.createdAtMs ?? 0));
});

test('a session ended from elsewhere is over at once, the others are not', async () => {
  const lost = await signedUp('ravi_one');
  const here = await signedIn('ravi_one');
  const id = (await sessionsOf(here)).find((session) => !session.current)?.id ?? '';
  assert.equal((await house.call('endOneSession', { token: here, params: { id } })).status, 204);
  assert.equal(await house.accounts.authenticate(lost), undefined);
  assert.equal((await sessionsOf(here)).length, 1);
  await assert.rejects(
    house.call('endOneSession', { token: here, params: { id } }),
    failsWith('session.not_found'),
  );
});

test('nobody can end the session of somebody else', async () => {
  const owner = await signedUp('lata_one');
  const stranger = await signedUp('lata_two');
  const id = (await sessionsOf(owner))[0]?.id ?? '';
  await assert.rejects(
    house.call('endOneSession', { token: stranger, params: { id } }),
    failsWith('session.not_found'),
  );
  assert.equal((await sessionsOf(owner)).length, 1);
});

test('ending one’s own session here signs out here; ending all others leaves this one', async () => {
  const here = await signedUp('asha_one');
  const others = [await signedIn('asha_one'), await signedIn('asha_one')];
  await house.call('endOtherSessions', { token: here });
  for (const token of others) assert.equal(await house.accounts.authenticate(token), undefined);
  const [own] = await sessionsOf(here);
  const params = { id: own?.id ?? '' };
  assert.equal((await house.call('endOneSession', { token: here, params })).session, null);
  assert.equal(await house.accounts.authenticate(here), undefined);
});

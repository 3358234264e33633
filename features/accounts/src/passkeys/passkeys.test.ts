import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SessionCreated } from '@jhalak/contracts/accounts';
import type { OwnWays, Passkey, PasskeyAsked, StepUpState } from '@jhalak/contracts/sign-in';
import { MINUTE_MS } from '@jhalak/kernel';
import { failsWith, openHouse, PASSWORD, type House } from '../accounts.fixture.ts';
import { answerWith, makePasskey, type MadePasskey } from './authenticator.fixture.ts';
import { siteOf } from './site.ts';

const HERE = { origin: 'http://localhost:8780', domain: 'localhost' };
const headers = {
  origin: HERE.origin,
  'user-agent': 'Mozilla/5.0 (Linux; Android 14) Chrome/130.0',
};
let house: House;
before(async () => {
  house = await openHouse();
});
after(async () => {
  await house.close();
});

async function ask(name: string, token?: string): Promise<PasskeyAsked> {
  return (await house.call(name, { headers, ...(token === undefined ? {} : { token }) })).json;
}

/** A person with a passkey. */
async function withPasskey(
  handle: string,
): Promise<{ token: string; personId: string; passkey: MadePasskey; added: Passkey }> {
  const { token, account } = await house.accounts.signUp({
    ...{ handle, password: PASSWORD, languages: [], genres: [] },
  });
  const asked = await ask('askNewPasskey', token);
  const { passkey, response } = makePasskey(asked, { ...HERE, id: handle });
  const body = { ticket: asked.ticket, response };
  const reply = await house.call('addPasskey', { token, headers, body });
  assert.equal(reply.status, 201);
  return { token, personId: account.id, passkey, added: reply.json };
}

async function enter(passkey: MadePasskey, where = HERE): Promise<SessionCreated> {
  const asked = await ask('askPasskeySignIn');
  const body = { ticket: asked.ticket, response: answerWith(passkey, asked, where) };
  return (await house.call('enterByPasskey', { headers, body })).json;
}

test('a passkey is made, signs in, proves its person again, gets a name and goes', async () => {
  const { token, personId, passkey, added } = await withPasskey('has_passkey');
  assert.deepEqual([added.name, added.domain], ['Chrome, Android', 'localhost']);
  const created = await enter(passkey);
  assert.equal(created.account.id, personId);
  const caller = await house.accounts.authenticate(created.token);
  assert.ok(caller);
  house.parts.clock.advance(11 * MINUTE_MS);
  assert.equal(await house.accounts.isFresh(caller), false);
  const asked = await ask('askStepUpPasskey', created.token);
  const response = answerWith(passkey, asked, HERE);
  const body = { way: 'passkey', ticket: asked.ticket, response };
  const state: StepUpState = (await house.call('stepUp', { token: created.token, headers, body }))
    .json;
  assert.deepEqual([state.fresh, state.ways], [true, ['passkey', 'password']]);
  assert.equal(await house.neighbour.isFresh(caller), true, 'in every process at once');
  const other = await house.accounts.authenticate(token);
  assert.equal(other !== undefined && (await house.accounts.isFresh(other)), false, 'there alone');

  const params = { id: added.id };
  const named = await house.call('renamePasskey', { token, params, body: { name: ' फ़ोन ' } });
  assert.equal((named.json as Passkey).name, 'फ़ोन');
  const stranger = await withPasskey('other_passkey');
  await assert.rejects(
    house.call('removePasskey', { token: stranger.token, params }),
    failsWith('passkey.not_found'),
  );
  const left: OwnWays = (await house.call('removePasskey', { token, params })).json;
  assert.deepEqual(left.passkeys, []);
  await assert.rejects(enter(passkey), failsWith('passkey.refused'));
});

test('what a client says of its transports is kept where it means something', async () => {
  const { token } = await house.accounts.signUp({
    ...{ handle: 'odd_client', password: PASSWORD, languages: [], genres: [] },
  });
  for (const [id, said] of [7, ['usb', 'x'.repeat(9_000), { a: 1 }], 'usb'].entries()) {
    const asked = await ask('askNewPasskey', token);
    const { response } = makePasskey(asked, { ...HERE, id: `odd-${id}` });
    Object.assign((response as { response: object }).response, { transports: said });
    const body = { ticket: asked.ticket, response };
    assert.equal((await house.call('addPasskey', { token, headers, body })).status, 201);
  }
  const again = await ask('askNewPasskey', token);
  const { excludeCredentials } = again.options as { excludeCredentials: { transports: unknown }[] };
  assert.deepEqual(
    excludeCredentials.map(({ transports }) => transports),
    [[], ['usb'], []],
  );
});

test('a challenge is answered once and within five minutes, at this origin, by a counter that goes on', async () => {
  const { passkey } = await withPasskey('is_careful');
  const asked = await ask('askPasskeySignIn');
  const body = { ticket: asked.ticket, response: answerWith(passkey, asked, HERE) };
  await house.call('enterByPasskey', { headers, body });
  await assert.rejects(
    house.call('enterByPasskey', { headers, body }),
    failsWith('sign_in.ticket_over'),
  );

  const late = await ask('askPasskeySignIn');
  house.parts.clock.advance(5 * MINUTE_MS);
  const lateBody = { ticket: late.ticket, response: answerWith(passkey, late, HERE) };
  await assert.rejects(
    house.call('enterByPasskey', { headers, body: lateBody }),
    failsWith('sign_in.ticket_over'),
  );

  const elsewhere = { origin: 'https://evil.example', domain: 'localhost' };
  await assert.rejects(enter(passkey, elsewhere), failsWith('passkey.refused'));
  await assert.rejects(
    enter(passkey, { ...HERE, domain: 'evil.example' }),
    failsWith('passkey.refused'),
  );
  passkey.counter = 0;
  await assert.rejects(enter(passkey), failsWith('passkey.refused'), 'a copy that lags behind');
  passkey.counter = 100;
  await enter(passkey);
});

test('another person’s answer, a changed one and nonsense are refused', async () => {
  const mine = await withPasskey('mine_only');
  const theirs = await withPasskey('theirs_only');
  await assert.rejects(
    enter({ ...theirs.passkey, userHandle: mine.passkey.userHandle }),
    failsWith('passkey.refused'),
  );
  await assert.rejects(
    enter({ ...mine.passkey, key: theirs.passkey.key }),
    failsWith('passkey.refused'),
  );
  const asked = await ask('askStepUpPasskey', mine.token);
  const response = answerWith(theirs.passkey, asked, HERE);
  await assert.rejects(
    house.call('stepUp', {
      ...{ token: theirs.token, headers },
      body: { way: 'passkey', ticket: asked.ticket, response },
    }),
    failsWith('passkey.refused'),
    'a challenge that another was given',
  );
  for (const nonsense of [{}, { id: 5 }, { id: 'x', response: null }, { id: 'x', response: {} }]) {
    const { ticket } = await ask('askPasskeySignIn');
    await assert.rejects(
      house.call('enterByPasskey', { headers, body: { ticket, response: nonsense } }),
      failsWith('passkey.refused'),
    );
  }
});

test('passkeys belong to a domain with https, or to this machine by name', () => {
  const cell = 'https://jhalak.example';
  const own = { domain: 'jhalak.example', origin: cell };
  assert.deepEqual(siteOf(cell, 'https://evil.example'), own);
  assert.deepEqual(siteOf(cell, undefined), own);
  assert.deepEqual(siteOf('http://127.0.0.1:8780', HERE.origin), HERE);
  for (const origin of ['http://127.0.0.1:8780', 'https://evil.example', 'localhost', undefined])
    assert.equal(siteOf('http://cell.invalid', origin), undefined);
  assert.equal(siteOf('https://10.0.0.1', undefined), undefined);
});

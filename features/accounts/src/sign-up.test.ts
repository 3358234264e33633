import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { AccountCreated } from '@jhalak/contracts/accounts';
import { CONSENT, failsWith, openHouse, PASSWORD, type House } from './accounts.fixture.ts';

let house: House;
before(async () => {
  house = await openHouse();
});
after(async () => {
  await house.close();
});

const account = (handle: string, password = PASSWORD) => ({
  handle,
  password,
  languages: ['hi'],
  genres: [],
});

test('signing up keeps the person, and a token that was worth less is no longer good', async () => {
  const { accounts } = house;
  const anonymous = await accounts.createViewer({
    languages: ['ta'],
    genres: ['music'],
    ageBand: '18plus',
    consent: CONSENT,
  });
  const reply = await house.call('createAccount', {
    token: anonymous.token,
    body: { handle: ' @Kavitha ', password: PASSWORD, languages: [], genres: ['food'] },
  });
  const created = reply.json as AccountCreated;
  assert.equal(reply.status, 201);
  assert.equal(reply.session, created.token);
  assert.equal(created.account.id, anonymous.viewer.id);
  assert.equal(created.account.handle, 'kavitha');
  assert.deepEqual(created.viewer.languages, ['ta'], 'an empty list keeps what was chosen');
  assert.deepEqual(created.viewer.genres, ['food']);
  assert.deepEqual(created.viewer.consent, CONSENT);
  assert.equal(created.viewer.personal, true);
  assert.equal(created.recoveryCodes.length, 10);
  assert.equal(await accounts.authenticate(anonymous.token), undefined);
  const caller = await accounts.authenticate(created.token);
  assert.equal(caller?.handle, 'kavitha');
  assert.equal(caller.personId, anonymous.viewer.id);
});

test('who has an account cannot make another with the same token', async () => {
  const { token } = await house.accounts.signUp(account('only_once'));
  await assert.rejects(
    house.call('createAccount', { token, body: account('only_twice') }),
    failsWith('account.already_signed_up'),
  );
});

test('without a token a new person comes, with one event that tells who', async () => {
  const { accounts } = house;
  const { account: made } = await accounts.signUp(account('newcomer'));
  const events = (await house.events()).filter((event) => event.subject === made.id);
  const streams = events.map((event) => `${event.stream} ${event.type}`);
  assert.deepEqual(streams.toSorted(), [
    'accounts.credential password_set',
    'accounts.credential recovery_codes_set',
    'accounts.handle claimed',
    'accounts.person signed_up',
  ]);
  assert.equal(events.find((event) => event.type === 'signed_up')?.facts['handle'], 'newcomer');
});

test('a look-alike of a taken handle is taken', async () => {
  const { accounts } = house;
  await accounts.signUp(account('sundari'));
  for (const handle of ['Sundari', 'sundar1', 'súndari', 'sundarl']) {
    await assert.rejects(
      accounts.signUp(account(handle)),
      failsWith('account.handle_taken'),
      handle,
    );
  }
  assert.equal((await accounts.personByHandle('SUNDAR1'))?.handle, 'sundari');
  await assert.rejects(accounts.signUp(account('аdmin')), failsWith('account.handle_invalid'));
  await assert.rejects(accounts.signUp(account('adm1n')), failsWith('account.handle_invalid'));
});

test('of two who ask for one handle at once exactly one gets it', async () => {
  const { accounts, neighbour } = house;
  const results = await Promise.allSettled([
    accounts.signUp(account('at_once')),
    neighbour.signUp(account('at_0nce')),
    accounts.createPerson({ handle: 'AT_ONCE' }),
  ]);
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
  for (const result of results)
    if (result.status === 'rejected') failsWith('account.handle_taken')(result.reason);
});

test('one viewer signing up twice at once gets one account', async () => {
  const { accounts } = house;
  const { token } = await accounts.createViewer({ languages: [], genres: [] });
  const caller = await accounts.authenticate(token);
  const results = await Promise.allSettled([
    accounts.signUp(account('first_name'), caller),
    accounts.signUp(account('second_name'), caller),
  ]);
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
  const taken = await Promise.all([
    accounts.personByHandle('first_name'),
    accounts.personByHandle('second_name'),
  ]);
  assert.equal(taken.filter((person) => person !== undefined).length, 1);
});

test('no two people ever hold handles that look alike', async () => {
  const { accounts, parts } = house;
  const unit = fc.constantFrom(
    'a',
    'á',
    'i',
    '1',
    'l',
    'o',
    '0',
    'm',
    'rn',
    'w',
    'vv',
    'A',
    'क',
    'ा',
    '०',
    '.',
  );
  await fc.assert(
    fc.asyncProperty(fc.string({ unit, minLength: 3, maxLength: 4 }), async (handle) => {
      const accepted = await accounts.createPerson({ handle }).catch((error: { code: string }) => {
        assert.match(error.code, /^account\.handle_(taken|invalid)$/);
        return undefined;
      });
      if (accepted !== undefined)
        assert.equal((await accounts.personByHandle(handle))?.personId, accepted);
    }),
    { numRuns: 150 },
  );
  const doubled = await parts.database.query({
    name: 'test.doubled',
    text: 'SELECT skeleton FROM handles GROUP BY skeleton HAVING count(*) > 1',
  });
  assert.equal(doubled.length, 0);
  const [sizes] = await parts.database.query<{ handles: number; persons: number }>({
    name: 'test.sizes',
    text: `SELECT (SELECT count(*) FROM handles) AS handles, (SELECT count(*) FROM persons WHERE handle IS NOT NULL) AS persons`,
  });
  assert.equal(sizes?.handles, sizes?.persons);
});

test('weak passwords are refused with a sentence, and nobody is made', async () => {
  const { accounts } = house;
  for (const password of ['short', 'password123', 'my-weakling-1']) {
    await assert.rejects(
      accounts.signUp(account('weakling', password)),
      failsWith('account.password_weak'),
      password,
    );
  }
  assert.equal(await accounts.personByHandle('weakling'), undefined);
});

test('the profile is cleaned, shown at once, and can be taken away', async () => {
  const { accounts } = house;
  const { token, account: made } = await accounts.signUp(account('painter'));
  await accounts.peopleByIds([made.id]);
  const reply = await house.call('patchProfile', {
    token,
    body: { displayName: ' Meera\n\u202eKumari ', bio: 'मैं चित्र\u200b बनाती हूँ' },
  });
  assert.deepEqual(reply.json, {
    handle: 'painter',
    displayName: 'Meera Kumari',
    bio: 'मैं चित्र बनाती हूँ',
    createdAtMs: made.createdAtMs,
  });
  assert.equal((await accounts.peopleByIds([made.id])).get(made.id)?.displayName, 'Meera Kumari');
  await house.call('patchProfile', { token, body: { displayName: '' } });
  const person = (await accounts.peopleByIds([made.id])).get(made.id);
  assert.equal(person?.displayName, undefined);
  assert.equal(person?.bio, 'मैं चित्र बनाती हूँ');
});

test('sample people are listed, and the operator may give out a reserved name', async () => {
  const { accounts } = house;
  const id = await accounts.createPerson({
    handle: 'sample_meera',
    sample: true,
    displayName: 'Meera',
    languages: ['hi'],
  });
  const official = await accounts.createPerson({ handle: 'jhalak', password: PASSWORD });
  assert.deepEqual(await accounts.samplePersons(10), [id]);
  assert.equal((await accounts.personByHandle('jhalak'))?.personId, official);
  assert.equal((await accounts.signIn('jhalak', PASSWORD)).account.id, official);
  const people = await accounts.peopleByIds([id, official, '00000000-0000-7000-8000-000000000000']);
  assert.equal(people.size, 2);
  assert.equal(people.get(id)?.sample, true);
});

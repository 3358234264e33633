import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { JhalakError } from '@jhalak/kernel';
import type { SessionCreated, RecoveryCodes } from '@jhalak/contracts/accounts';
import { DAY_MS } from '@jhalak/kernel';
import { failsWith, openHouse, PASSWORD, type House } from './accounts.fixture.ts';
import { CELL_FAILURES_MAX, FREE_FAILURES, LOCK_MAX_MS, LOCK_MS } from './sign-in-guard.ts';

let house: House;
before(async () => {
  house = await openHouse();
});
after(async () => {
  await house.close();
});

const account = (handle: string) => ({ handle, password: PASSWORD, languages: [], genres: [] });
const signIn = async (handle: string, password: string) =>
  (await house.call('createSession', { body: { handle, password } })).json as SessionCreated;

async function failTimes(handle: string, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await assert.rejects(signIn(handle, 'not the password'), failsWith('auth.wrong_credentials'));
  }
}

async function lockedForS(handle: string, password = PASSWORD): Promise<number> {
  const failure = await signIn(handle, password).then(
    () => assert.fail('it should be locked'),
    (error: JhalakError) => error,
  );
  assert.equal(failure.code, 'auth.locked');
  return failure.retryAfterS ?? 0;
}

test('the right password signs in by any spelling of the handle; a wrong one and an unknown handle look the same', async () => {
  const { account: made } = await house.accounts.signUp(account('returning'));
  const reply = await house.call('createSession', {
    body: { handle: '@Returning', password: PASSWORD },
  });
  const created = reply.json as SessionCreated;
  assert.equal(reply.status, 201);
  assert.equal(reply.session, created.token);
  assert.equal(created.account.id, made.id);
  assert.equal((await house.accounts.authenticate(created.token))?.personId, made.id);
  const failures = await Promise.all(
    ['returning', 'nobody_at_all', 'аdmin', ''].map(
      async (handle) => await signIn(handle, 'wrong').catch((error: JhalakError) => error),
    ),
  );
  for (const failure of failures) {
    assert.equal((failure as JhalakError).code, 'auth.wrong_credentials');
    assert.equal((failure as JhalakError).message, (failures[0] as JhalakError).message);
  }
});

test('signing out ends this session and no other', async () => {
  const one = await house.accounts.signUp(account('two_phones'));
  const other = await signIn('two_phones', PASSWORD);
  const reply = await house.call('endSession', { token: other.token });
  assert.equal(reply.status, 204);
  assert.equal(reply.session, null);
  assert.equal(await house.accounts.authenticate(other.token), undefined);
  assert.notEqual(await house.accounts.authenticate(one.token), undefined);
});

test('guessing locks the handle, longer each time, and time opens it', async () => {
  const { parts } = house;
  await house.accounts.signUp(account('guessed'));
  await failTimes('guessed', FREE_FAILURES);
  assert.equal(await lockedForS('guessed'), LOCK_MS / 1_000);
  assert.equal(
    await lockedForS('GUE55ED'.replaceAll('5', 's')),
    LOCK_MS / 1_000,
    'another spelling is no way around',
  );
  parts.clock.advance(LOCK_MS - 1);
  assert.equal(await lockedForS('guessed'), 1);
  parts.clock.advance(1);
  await failTimes('guessed', 1);
  assert.equal(await lockedForS('guessed'), (2 * LOCK_MS) / 1_000);
  for (let index = 0; index < 10; index += 1) {
    parts.clock.advance(LOCK_MAX_MS);
    await failTimes('guessed', 1);
  }
  assert.equal(await lockedForS('guessed'), LOCK_MAX_MS / 1_000, 'never longer');
  parts.clock.advance(LOCK_MAX_MS);
  await signIn('guessed', PASSWORD);
  await failTimes('guessed', FREE_FAILURES - 1);
  await signIn('guessed', PASSWORD);
});

test('a burst of parallel guesses gets no more tries than a patient one', async () => {
  await house.accounts.signUp(account('burst'));
  const results = await Promise.allSettled(
    Array.from({ length: 30 }, async () => await signIn('burst', 'not the password')),
  );
  const codes = results.map((result) =>
    result.status === 'rejected' ? (result.reason as JhalakError).code : 'in',
  );
  assert.equal(codes.filter((code) => code === 'auth.wrong_credentials').length, FREE_FAILURES);
  assert.equal(codes.filter((code) => code === 'auth.locked').length, 30 - FREE_FAILURES);
});

test('a day without a failure forgives, and the sweep forgets it', async () => {
  const { parts } = house;
  await house.accounts.signUp(account('forgiven'));
  await failTimes('forgiven', FREE_FAILURES - 1);
  parts.clock.advance(DAY_MS);
  await failTimes('forgiven', FREE_FAILURES - 1);
  parts.clock.advance(DAY_MS);
  assert.ok((await house.sweep('accounts.attempts')) > 0);
  const left = await parts.database.query({
    name: 'test.attempts',
    text: 'SELECT key FROM sign_in_attempts',
  });
  assert.equal(left.length, 0);
});

test('what is kept of failures names neither handle nor address', async () => {
  await assert.rejects(signIn('secretly_tried', 'wrong'), failsWith('auth.wrong_credentials'));
  const rows = await house.parts.database.query({
    name: 'test.attempts_all',
    text: 'SELECT * FROM sign_in_attempts',
  });
  assert.ok(!JSON.stringify(rows).includes('secretly'));
});

test('guessing over many handles fills the bucket of the cell, which drains', async () => {
  const { parts } = house;
  await house.accounts.signUp(account('bystander'));
  parts.clock.advance(DAY_MS);
  await parts.database.query(
    {
      name: 'test.flood',
      text: `INSERT INTO sign_in_attempts VALUES ('cell', $1, $2, 0)
        ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, last_at_ms = excluded.last_at_ms`,
    },
    [CELL_FAILURES_MAX - 1, parts.clock.nowMs()],
  );
  await failTimes('some_handle', 1);
  assert.ok((await lockedForS('bystander')) <= 1);
  parts.clock.advance(1_000);
  await signIn('bystander', PASSWORD);
});

test('a recovery code works once, ends every other session, and opens a locked handle', async () => {
  const made = await house.accounts.signUp(account('forgetful'));
  const [code = '', second = ''] = made.recoveryCodes;
  await failTimes('forgetful', FREE_FAILURES);
  await lockedForS('forgetful');
  const recover = async (
    recoveryCode: string,
    newPassword = 'a quite new password',
    handle = 'Forgetful',
  ) => await house.call('recoverAccount', { body: { handle, recoveryCode, newPassword } });
  await assert.rejects(recover('0000-0000-0000-0000'), failsWith('account.recovery_invalid'));
  await assert.rejects(
    recover(code, 'another one here', 'nobody_here'),
    failsWith('account.recovery_invalid'),
  );
  await assert.rejects(recover(code, 'short'), failsWith('account.password_weak'));
  const reply = await recover(code.toUpperCase());
  const back = reply.json as SessionCreated;
  assert.equal(reply.status, 200);
  assert.equal(reply.session, back.token);
  assert.equal(await house.accounts.authenticate(made.token), undefined);
  assert.equal((await house.accounts.authenticate(back.token))?.personId, made.account.id);
  await assert.rejects(recover(code), failsWith('account.recovery_invalid'));
  await assert.rejects(signIn('forgetful', PASSWORD), failsWith('auth.wrong_credentials'));
  await signIn('forgetful', 'a quite new password');
  const twice = await Promise.allSettled([recover(second), recover(second)]);
  assert.equal(twice.filter((result) => result.status === 'fulfilled').length, 1, 'also at once');
});

test("one person's recovery code is no use for another", async () => {
  const mine = await house.accounts.signUp(account('mine_only'));
  await house.accounts.signUp(account('not_mine'));
  await assert.rejects(
    house.call('recoverAccount', {
      body: {
        handle: 'not_mine',
        recoveryCode: mine.recoveryCodes[0],
        newPassword: 'a quite new password',
      },
    }),
    failsWith('account.recovery_invalid'),
  );
});

test('changing the password needs the old one and ends the other sessions', async () => {
  const made = await house.accounts.signUp(account('changing'));
  const other = await signIn('changing', PASSWORD);
  const change = async (password: string, newPassword: string) =>
    await house.call('changePassword', { token: made.token, body: { password, newPassword } });
  await assert.rejects(
    change('wrong', 'a quite new password'),
    failsWith('auth.wrong_credentials'),
  );
  await assert.rejects(change(PASSWORD, 'changing-changing'), failsWith('account.password_weak'));
  const reply = await change(PASSWORD, 'a quite new password');
  assert.equal(await house.accounts.authenticate(other.token), undefined);
  assert.equal(await house.accounts.authenticate(made.token), undefined);
  assert.notEqual(await house.accounts.authenticate(reply.session ?? ''), undefined);
  await signIn('changing', 'a quite new password');
});

test('new recovery codes replace the old ones', async () => {
  const made = await house.accounts.signUp(account('careful'));
  const reply = await house.call('renewRecoveryCodes', {
    token: made.token,
    body: { password: PASSWORD },
  });
  const { recoveryCodes } = reply.json as RecoveryCodes;
  const recover = async (recoveryCode: string | undefined) =>
    await house.call('recoverAccount', {
      body: { handle: 'careful', recoveryCode, newPassword: 'a quite new password' },
    });
  await assert.rejects(recover(made.recoveryCodes[3]), failsWith('account.recovery_invalid'));
  await recover(recoveryCodes[3]);
});

test('neither passwords nor codes nor tokens are stored in a form that opens anything', async () => {
  const made = await house.accounts.signUp(account('dumped'));
  const tables = ['persons', 'handles', 'credentials', 'recovery_codes', 'sessions', 'journal'];
  for (const table of tables) {
    const rows = await house.parts.database.query<{ text: string }>({
      name: `test.dump_${table}`,
      text: `SELECT row_to_json(t)::text AS text FROM ${table} t`,
    });
    const dump = rows.map((row) => row.text).join('\n');
    for (const secret of [PASSWORD, made.token, made.token.slice(3), ...made.recoveryCodes]) {
      assert.ok(!dump.includes(secret), `${table} holds a secret`);
      assert.ok(!dump.includes(Buffer.from(secret).toString('hex')), `${table} holds a secret`);
    }
  }
});

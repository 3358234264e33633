import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { AccountCreated } from '@jhalak/contracts/accounts';
import type { CodeAsked, OwnWays, PhoneEntered, TestMessages } from '@jhalak/contracts/sign-in';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type JhalakError } from '@jhalak/kernel';
import { failsWith, openHouse, PASSWORD, type House } from '../accounts.fixture.ts';
import { normalPhone } from './normal-phone.ts';

let house: House;
before(async () => {
  house = await openHouse();
});
after(async () => {
  await house.close();
});

let next = 0;
/** A number that no test used. */
const freshNumber = (): string => `+9198${String((next += 1)).padStart(8, '0')}`;

async function ask(phone: string, token?: string): Promise<CodeAsked> {
  const input = { body: { phone, language: 'hi' }, ...(token === undefined ? {} : { token }) };
  return (await house.call('askSignInCode', input)).json;
}

/** Asks for a code, reads it as the number's holder does, and gives it. */
async function enter(phone: string): Promise<PhoneEntered> {
  const { attempt } = await ask(phone);
  const code = await house.lastCode();
  return (await house.call('enterByCode', { body: { attempt, code } })).json;
}

async function signUp(phone: string, handle: string): Promise<AccountCreated> {
  const entered = await enter(phone);
  assert.equal(entered.kind, 'new');
  const body = { ticket: entered.kind === 'new' ? entered.ticket : '', handle };
  const reply = await house.call('createAccountByPhone', {
    body: { ...body, languages: ['hi'], genres: [] },
  });
  assert.equal(reply.status, 201);
  return reply.json;
}

async function failureOf(work: Promise<unknown>): Promise<JhalakError> {
  return await work.then(
    () => assert.fail('it should be refused'),
    (error: JhalakError) => error,
  );
}

test('a number is understood in every script and form, and what is none of the region’s is not', () => {
  const india = { callingCode: '91', trunk: '0', pattern: /^[6-9][0-9]{9}$/ };
  for (const typed of [
    '9812345678',
    '09812345678',
    '+91 98123-45678',
    '0091 (98123) 45678',
    '919812345678',
    '९८१२३४५६७८',
    '௯௮௧௨௩௪௫௬௭௮',
    '\u200e+91\u00a09812345678',
    '９８１２３４５６７８',
  ])
    assert.deepEqual(normalPhone(typed, india), { kind: 'phone', phone: '+919812345678' }, typed);
  for (const typed of ['', '12345', '5812345678', '98123456789', 'hello', '+91', '+91 5812345678'])
    assert.deepEqual(normalPhone(typed, india), { kind: 'invalid' }, typed);
  assert.deepEqual(normalPhone('+1 650 253 0000', india), { kind: 'elsewhere' });
});

test('a code leads a new number to an account and a known one into it; nothing holds the number or the code in plain', async () => {
  const phone = freshNumber();
  const created = await signUp(phone, 'by_phone');
  assert.equal(created.recoveryCodes.length, 10);
  assert.equal((await house.accounts.authenticate(created.token))?.handle, 'by_phone');
  house.parts.clock.advance(HOUR_MS);
  const entered = await enter(phone.slice(3));
  assert.equal(entered.kind === 'signed_in' && entered.account.id, created.account.id);
  const ways: OwnWays = (await house.call('getOwnWays', { token: created.token })).json;
  assert.deepEqual([ways.password, ways.phone?.number], [false, phone]);
  const tables = ['phone_numbers', 'phone_codes', 'sign_in_tickets', 'code_sends', 'sessions'];
  for (const table of tables) {
    const rows = await house.parts.database.query({
      name: `test.${table}`,
      text: `SELECT row_to_json(t)::text AS row FROM ${table} t`,
    });
    assert.ok(!JSON.stringify(rows).includes(phone.slice(3)), table);
  }
  const events = await house.events();
  assert.ok(!JSON.stringify(events).includes(phone.slice(3)));
  const told = events.filter(({ stream }) => stream === 'accounts.sign_in');
  assert.deepEqual(
    told.map(({ type, facts }) => [type, facts['how']]),
    [['signed_in', 'code']],
  );
});

test('asking answers the same for a number that somebody has and one that nobody has', async () => {
  const phone = freshNumber();
  await signUp(phone, 'same_answer');
  house.parts.clock.advance(HOUR_MS);
  const shape = (asked: CodeAsked) => ({ ...asked, attempt: asked.attempt.length });
  assert.deepEqual(shape(await ask(phone)), shape(await ask(freshNumber())));
});

test('a code works once, for five minutes, for whoever asked, and five wrong ones end it', async () => {
  const used = await ask(freshNumber());
  const code = await house.lastCode();
  const give = async (attempt: string, given: string): Promise<unknown> =>
    await house.call('enterByCode', { body: { attempt, code: given } });
  const raced = await Promise.allSettled([give(used.attempt, code), give(used.attempt, code)]);
  assert.deepEqual(raced.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  await assert.rejects(give(used.attempt, code), failsWith('code.over'));

  const late = await ask(freshNumber());
  const lateCode = await house.lastCode();
  house.parts.clock.advance(5 * MINUTE_MS);
  await assert.rejects(give(late.attempt, lateCode), failsWith('code.over'));

  const mine = await ask(freshNumber());
  const right = await house.lastCode();
  const strangers = await ask(freshNumber());
  await house.lastCode();
  await assert.rejects(give(strangers.attempt, right), failsWith('code.wrong'));

  const guessed = await ask(freshNumber());
  const wanted = await house.lastCode();
  const wrong = wanted === '111111' ? '222222' : '111111';
  const tries = await Promise.allSettled(
    Array.from({ length: 12 }, async () => await give(guessed.attempt, wrong)),
  );
  const codes = tries.map((one) =>
    one.status === 'rejected' ? (one.reason as JhalakError).code : 'in',
  );
  assert.equal(codes.filter((one) => one === 'code.wrong').length, 4);
  assert.equal(codes.filter((one) => one === 'code.over').length, 8);
  await assert.rejects(give(guessed.attempt, wanted), failsWith('code.over'));
  await give(
    mine.attempt,
    right.replace(/\d/g, (digit) => `${'०१२३४५६७८९'[Number(digit)]} `),
  );
});

test('a number waits longer each time, and gets no more than its share; a caller and a prefix neither', async () => {
  const { parts } = house;
  parts.clock.advance(DAY_MS);
  const phone = freshNumber();
  const first = await ask(phone);
  assert.equal(first.againAtMs - parts.clock.nowMs(), 30 * SECOND_MS);
  const soon = await failureOf(ask(phone));
  assert.deepEqual([soon.code, soon.retryAfterS], ['code.too_many', 30]);
  parts.clock.advance(30 * SECOND_MS);
  assert.equal((await ask(phone)).againAtMs - parts.clock.nowMs(), 60 * SECOND_MS);
  for (const _ of [3, 4, 5]) {
    parts.clock.advance(10 * MINUTE_MS);
    await ask(phone);
  }
  parts.clock.advance(10 * MINUTE_MS);
  assert.equal((await failureOf(ask(phone))).code, 'code.too_many', 'the sixth within an hour');

  const { token } = await house.accounts.createViewer({ languages: [], genres: [] });
  for (let sent = 0; sent < 8; sent += 1) await ask(freshNumber(), token);
  assert.equal((await failureOf(ask(freshNumber(), token))).code, 'code.too_many');

  await parts.database.query(
    {
      name: 'test.budget',
      text: `INSERT INTO phone_budgets (prefix, from_ms, per_hour, per_day, source, author)
        VALUES ('+9170', $1, 2, 5, 'a wave of codes that nobody gives', 'test')`,
    },
    [parts.clock.nowMs()],
  );
  await ask('+917000000001');
  await ask('+917000000002');
  assert.equal((await failureOf(ask('+917000000003'))).code, 'code.too_many');
  await ask(freshNumber());
  await assert.rejects(ask('+16502530000'), failsWith('phone.not_served'));
  await assert.rejects(ask('12'), failsWith('phone.invalid'));
});

test('strangers who use up a number’s codes keep out neither a device that knew it nor the account that has it, and nobody for a day', async () => {
  const { parts } = house;
  parts.clock.advance(DAY_MS);
  const phone = freshNumber();
  const { attempt } = await ask(phone);
  const entered = await house.call('enterByCode', {
    body: { attempt, code: await house.lastCode() },
  });
  const { device } = entered.json as PhoneEntered;
  assert.ok(device);
  parts.clock.advance(DAY_MS);

  /** As often as strangers get one within so many hours. */
  const closedFor = async (hours: number): Promise<number> => {
    let sent = 0;
    for (let at = 0; at < hours * 6; at += 1) {
      const asked = await ask(phone).catch((error: JhalakError) => error.code);
      if (asked !== 'code.too_many') sent += 1;
      parts.clock.advance(10 * MINUTE_MS);
    }
    return sent;
  };
  const askBy = async (devices: string[], number = phone): Promise<CodeAsked> =>
    (
      await house.call('askSignInCode', {
        body: { phone: number, language: 'hi', devices },
      })
    ).json;
  const untilMidnight = DAY_MS - (parts.clock.nowMs() % DAY_MS);
  parts.clock.advance(untilMidnight);
  assert.equal(await closedFor(3), 11, 'ten of the day and one of the third hour');
  await ask(phone);
  parts.clock.advance(10 * MINUTE_MS);
  // Closed for this hour, and for strangers alone.
  assert.equal((await failureOf(ask(phone))).code, 'code.too_many');
  const own = await askBy([device]);
  assert.equal(own.againAtMs - parts.clock.nowMs(), 30 * SECOND_MS, 'no stranger made it wait');
  // A mark is of its number, of this cell, and not to be made.
  const changed = `${device.slice(0, -4)}AAAA`;
  for (const marks of [[changed], [device.slice(1)]])
    assert.equal((await failureOf(askBy(marks))).code, 'code.too_many');
  const others = freshNumber();
  await askBy([device], others);
  assert.equal((await failureOf(ask(others))).retryAfterS, 30, 'counted as a stranger’s');
  assert.equal(await closedFor(5), 5, 'one an hour, also beyond the day’s share');
});

test('all devices that ever knew a number together have their bound, then they are strangers; the account is not; and a mark ends', async () => {
  const { parts } = house;
  parts.clock.advance(DAY_MS - (parts.clock.nowMs() % DAY_MS));
  const phone = freshNumber();
  const { token } = await signUp(phone, 'marks_of_others');
  const marks: string[] = [];
  for (let at = 0; at < 5; at += 1) {
    parts.clock.advance(DAY_MS);
    const { attempt } = await ask(phone);
    const entered = (
      await house.call('enterByCode', { body: { attempt, code: await house.lastCode() } })
    ).json as PhoneEntered;
    marks.push(entered.device ?? '');
  }
  parts.clock.advance(DAY_MS);
  const own = marks.pop() ?? '';
  const asked = async (mark: string): Promise<boolean> =>
    await house.call('askSignInCode', { body: { phone, language: 'hi', devices: [mark] } }).then(
      () => true,
      () => false,
    );
  let sent = 0;
  for (let hour = 0; hour < 22; hour += 1) {
    for (const mark of marks) if (await asked(mark)) sent += 1;
    parts.clock.advance(HOUR_MS);
  }
  assert.equal(sent, 40, 'thirty by marks, and the ten of strangers');
  assert.equal(await asked(own), true, 'one an hour, as a stranger');
  assert.equal(await asked(own), false);
  assert.equal(
    (await house.call('askStepUpCode', { token, body: { language: 'en' } })).status,
    202,
  );
  parts.clock.advance(91 * DAY_MS);
  await ask(phone);
  assert.equal(await asked(marks[0] ?? ''), false, 'too old: as a stranger, who waits');
});

test('strangers who use up what numbers that begin alike share leave a part of it to who signed in before', async () => {
  const { parts } = house;
  parts.clock.advance(DAY_MS);
  const phone = '+917100000001';
  const { attempt } = await ask(phone);
  const entered = await house.call('enterByCode', {
    body: { attempt, code: await house.lastCode() },
  });
  const { device } = entered.json as PhoneEntered;
  assert.ok(device);
  parts.clock.advance(DAY_MS - (parts.clock.nowMs() % DAY_MS));
  const wave = `INSERT INTO phone_budgets (prefix, from_ms, per_hour, per_day, source, author)
    VALUES ('+9171', $1, 10, 10, 'a bound', 'test')`;
  await parts.database.query({ name: 'test.share', text: wave }, [parts.clock.nowMs()]);
  for (let at = 2; at < 10; at += 1) await ask(`+91710000000${at}`);
  assert.equal((await failureOf(ask('+917100000010'))).code, 'code.too_many', 'eight of ten');
  const again = { body: { phone, language: 'hi', devices: [device] } };
  assert.equal((await house.call('askSignInCode', again)).status, 202);
  parts.clock.advance(10 * MINUTE_MS);
  assert.equal((await house.call('askSignInCode', again)).status, 202);
  parts.clock.advance(10 * MINUTE_MS);
  // The bound on what is spent holds for everybody.
  const more = await failureOf(house.call('askSignInCode', again));
  assert.equal(more.code, 'code.too_many');
});

test('an account that proves its own number again is not kept from it by strangers', async () => {
  const { parts } = house;
  parts.clock.advance(DAY_MS - (parts.clock.nowMs() % DAY_MS));
  const phone = freshNumber();
  const { token } = await signUp(phone, 'strangers_ask');
  for (let at = 0; at < 13; at += 1) {
    await ask(phone).catch(() => undefined);
    parts.clock.advance(10 * MINUTE_MS);
  }
  assert.equal((await failureOf(ask(phone))).code, 'code.too_many');
  const reply = await house.call('askStepUpCode', { token, body: { language: 'en' } });
  assert.equal(reply.status, 202);
});

test('what is refused counts nowhere: not for all strangers, not for the number', async () => {
  const { parts } = house;
  parts.clock.advance(DAY_MS);
  const setTerms = async (nobody: number, cell: number): Promise<void> => {
    parts.clock.advance(1);
    await parts.database.query(
      {
        name: 'test.terms',
        text: `INSERT INTO code_terms SELECT $1::bigint, region, minutes, tries, again_s, number_hour, number_day, caller_hour, $2::int, $3::int,
          recycle_days, source, author FROM code_terms WHERE from_ms = 0`,
      },
      [parts.clock.nowMs(), nobody, cell],
    );
  };
  await setTerms(2, 3);
  const [first, last] = [freshNumber(), freshNumber()];
  await ask(first);
  for (const _ of [1, 2, 3]) assert.equal((await failureOf(ask(first))).code, 'code.too_many');
  await ask(freshNumber());
  assert.equal((await failureOf(ask(freshNumber()))).code, 'code.too_many', 'strangers’ share');
  const { token } = await house.accounts.createViewer({ languages: [], genres: [] });
  await ask(freshNumber(), token);
  for (const _ of [1, 2, 3, 4, 5, 6, 7])
    assert.equal((await failureOf(ask(last, token))).code, 'code.too_many', 'the whole cell');
  await setTerms(6_000, 20_000);
  const sent = await ask(last, token);
  assert.equal(sent.againAtMs - parts.clock.nowMs(), 30 * SECOND_MS, 'its first code');
});

test('a message that is tried again is known by its reference', async () => {
  const { texts, jobs } = house.parts;
  const { send } = texts;
  const references: string[] = [];
  texts.send = async ({ reference }) => {
    references.push(reference);
    return await Promise.resolve({ kind: 'later', untilMs: 0, detail: 'no answer' });
  };
  try {
    const { attempt } = await ask(freshNumber());
    const payload = { attempt: createHash('sha256').update(attempt).digest('hex') };
    const again = house.accounts.jobs['accounts.send_code'];
    const run = { signal: new AbortController().signal };
    for (const _ of [1, 2])
      await assert.rejects(again?.(payload, run as never) ?? Promise.resolve());
  } finally {
    texts.send = send;
  }
  await jobs.drain(house.accounts.jobs);
  assert.equal(references.length, 2);
  assert.equal(references[0], references[1]);
});

test('a number unproven for long asks for more; who has it now may take it to an account of their own', async () => {
  const { parts } = house;
  const phone = freshNumber();
  const { account, recoveryCodes } = await signUp(phone, 'long_away');
  parts.clock.advance(90 * DAY_MS);
  const asked = async (): Promise<string> => {
    const entered = await enter(phone);
    assert.equal(entered.kind, 'more');
    return entered.kind === 'more' ? entered.ticket : '';
  };
  const ticket = await asked();
  const more = async (body: object): Promise<PhoneEntered> =>
    (await house.call('enterByMore', { body })).json;
  await assert.rejects(
    more({ ticket, recoveryCode: '0000-0000-0000-0000' }),
    failsWith('account.recovery_invalid'),
  );
  await assert.rejects(more({ ticket, password: PASSWORD }), failsWith('auth.wrong_credentials'));
  const back = await more({ ticket, recoveryCode: recoveryCodes[0] ?? '' });
  assert.equal(back.kind === 'signed_in' && back.account.id, account.id);
  await assert.rejects(more({ ticket, notMine: true }), failsWith('sign_in.ticket_over'));
  parts.clock.advance(HOUR_MS);
  assert.equal((await enter(phone)).kind, 'signed_in', 'proven now');

  parts.clock.advance(90 * DAY_MS);
  const given = await more({ ticket: await asked(), notMine: true });
  assert.equal(given.kind, 'new');
  const other = await house.call('createAccountByPhone', {
    body: {
      ...{ ticket: given.kind === 'new' ? given.ticket : '', handle: 'next_owner' },
      ...{ languages: [], genres: [] },
    },
  });
  assert.equal(other.status, 201);
  parts.clock.advance(MINUTE_MS);
  const entered = await enter(phone);
  assert.equal(entered.kind === 'signed_in' && entered.account.handle, 'next_owner');
  const left = (await house.events()).filter(({ type }) => type === 'number_left');
  assert.deepEqual(
    left.map(({ key }) => key),
    [account.id],
  );
});

test('who says that an old number is theirs gets that number and no other, and not one that was proven meanwhile', async () => {
  const { parts } = house;
  const [old, fresh, kept] = [freshNumber(), freshNumber(), freshNumber()];
  const moved = await signUp(old, 'moves_on');
  const stays = await signUp(kept, 'proves_again');
  parts.clock.advance(90 * DAY_MS);
  const ticketFor = async (phone: string): Promise<string> => {
    const entered = await enter(phone);
    assert.equal(entered.kind, 'more');
    return entered.kind === 'more' ? entered.ticket : '';
  };
  const more = async (body: object): Promise<PhoneEntered> =>
    (await house.call('enterByMore', { body })).json;
  const numberOf = async (token: string): Promise<string | undefined> =>
    ((await house.call('getOwnWays', { token })).json as OwnWays).phone?.number;

  const ticket = await ticketFor(old);
  const body = { phone: fresh, language: 'en' };
  const { attempt }: CodeAsked = (await house.call('askNumberCode', { token: moved.token, body }))
    .json;
  const code = await house.lastCode();
  await house.call('setNumber', { token: moved.token, body: { attempt, code } });
  await assert.rejects(more({ ticket, notMine: true }), failsWith('sign_in.ticket_over'));
  assert.equal(await numberOf(moved.token), fresh);

  const strangers = await ticketFor(kept);
  parts.clock.advance(MINUTE_MS);
  const [recoveryCode = ''] = stays.recoveryCodes;
  assert.equal((await more({ ticket: await ticketFor(kept), recoveryCode })).kind, 'signed_in');
  const late = more({ ticket: strangers, notMine: true });
  await assert.rejects(late, failsWith('sign_in.ticket_over'));
  assert.equal(await numberOf(stays.token), kept);
});

test('a code proves nothing once its number has left the account', async () => {
  const [old, fresh] = [freshNumber(), freshNumber()];
  const { token } = await signUp(old, 'changed_since');
  house.parts.clock.advance(HOUR_MS);
  const asked: CodeAsked = (await house.call('askStepUpCode', { token, body: { language: 'en' } }))
    .json;
  const proof = { way: 'code', attempt: asked.attempt, code: await house.lastCode() };
  const body = { phone: fresh, language: 'en' };
  const { attempt }: CodeAsked = (await house.call('askNumberCode', { token, body })).json;
  await house.call('setNumber', { token, body: { attempt, code: await house.lastCode() } });
  await assert.rejects(house.call('stepUp', { token, body: proof }), failsWith('code.over'));
});

test('a person changes their number by a code to the new one; another’s number is not taken; the last way in is not lost unawares', async () => {
  const [old, fresh, others] = [freshNumber(), freshNumber(), freshNumber()];
  const { token } = await signUp(old, 'changes_number');
  await signUp(others, 'keeps_number');
  const set = async (phone: string): Promise<OwnWays> => {
    const body = { phone, language: 'en' };
    const { attempt }: CodeAsked = (await house.call('askNumberCode', { token, body })).json;
    const code = await house.lastCode();
    return (await house.call('setNumber', { token, body: { attempt, code } })).json;
  };
  assert.equal((await set(fresh)).phone?.number, fresh);
  house.parts.clock.advance(HOUR_MS);
  await assert.rejects(set(others), failsWith('phone.taken'));
  assert.equal((await enter(old)).kind, 'new', 'the one before is nobody’s');
  await assert.rejects(house.call('removeNumber', { token }), failsWith('sign_in.last_way'));
  const ways = await house.call('removeNumber', { token, query: { evenLast: 'yes' } });
  assert.equal((ways.json as OwnWays).phone, undefined);
  const { attempt } = await ask(fresh);
  const code = await house.lastCode();
  await assert.rejects(
    house.call('setNumber', { token, body: { attempt, code } }),
    failsWith('code.over'),
    'a code to sign in with changes no number',
  );
});

test('an erased person’s number is free and nothing of it is left', async () => {
  const phone = freshNumber();
  const { account } = await signUp(phone, 'goes_away');
  const [kept] = await house.parts.database.query<{ number_hash: Buffer }>(
    {
      name: 'test.hash',
      text: 'SELECT number_hash FROM phone_numbers WHERE person_id = $1',
    },
    [account.id],
  );
  await house.accounts.erasePerson(account.id);
  const [noted] = await house.parts.database.query<{ hash: number; number: number }>(
    {
      name: 'test.noted',
      text: `SELECT count(*) FILTER (WHERE to_jsonb(j)::text LIKE '%' || $1 || '%')::int AS hash,
        count(*) FILTER (WHERE row_table = 'phone_numbers')::int AS number FROM journal j`,
    },
    [kept?.number_hash.toString('hex') ?? 'no hash'],
  );
  assert.equal(noted?.hash, 0, 'nor in the journal, of which the operator could find the number');
  assert.ok((noted?.number ?? 0) > 0);
  house.parts.clock.advance(HOUR_MS);
  assert.equal((await enter(phone)).kind, 'new');
  const [row] = await house.parts.database.query<{ count: number }>(
    {
      name: 'test.left',
      text: `SELECT (SELECT count(*) FROM phone_numbers WHERE person_id = $1)::int
        + (SELECT count(*) FROM passkeys WHERE person_id = $1)::int AS count`,
    },
    [account.id],
  );
  assert.equal(row?.count, 0);
});

test('what is over is swept, and the message ends as WebOTP asks', async () => {
  await ask(freshNumber());
  await house.lastCode();
  const [list] = house.parts.texts.routes;
  const reply = await list?.handle({
    ...{ params: {}, query: {}, body: undefined, caller: undefined, headers: {} },
    signal: new AbortController().signal,
  });
  const newest = (reply?.json as TestMessages | undefined)?.items[0];
  assert.match(newest?.text ?? '', /^\d{6} आपका झलक कोड[^]*\n\n@cell\.invalid #\d{6}$/u);
  house.parts.clock.advance(DAY_MS);
  assert.ok((await house.sweep('accounts.codes')) > 0);
  assert.ok((await house.sweep('accounts.code_sends')) > 0);
  const counts = house.accounts.sweeps.find(({ name }) => name === 'accounts.code_sends');
  const forgottenAnHour = (5_000 * HOUR_MS) / (counts?.everyMs ?? HOUR_MS);
  assert.ok(forgottenAnHour > 4 * 20_000, 'four counts a code, as many codes as a cell may send');
});

test('who holds a role proves nothing by text message: no code is sent, none is taken, and a session that a code began is not fresh', async () => {
  const { accounts } = house;
  const phone = freshNumber();
  const { token, account } = await signUp(phone, 'staff_by_phone');
  const plain = await accounts.authenticate(token);
  assert.ok(plain && (await accounts.isFresh(plain)), 'of everybody else a code is enough');
  house.parts.clock.advance(MINUTE_MS);
  const { attempt } = (await house.call('askStepUpCode', { token, body: { language: 'hi' } }))
    .json as CodeAsked;
  const code = await house.lastCode();
  await accounts.grantRole({ personId: account.id, role: 'operator' });
  const staff = await accounts.authenticate(token);
  assert.ok(staff && !(await accounts.isFresh(staff)));
  assert.deepEqual((await house.call('getStepUp', { token })).json, { fresh: false, ways: [] });
  for (const [name, body] of [
    ['askStepUpCode', { language: 'hi' }],
    ['stepUp', { way: 'code', attempt, code }],
  ] as const)
    await assert.rejects(house.call(name, { token, body }), failsWith('auth.forbidden'));
});

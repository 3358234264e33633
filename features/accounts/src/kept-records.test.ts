// Claims about what the law keeps of erased people for a time.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import { DAY_MS } from '@jhalak/kernel';
import { CONSENT, digestOf, openHouse, PASSWORD, type House } from './accounts.fixture.ts';

/** As the release's kept_terms have it. */
const CONSENT_DAYS = 2_557;
type Answer = Record<'noticeVersion' | 'noticeLanguage' | 'noticeSha256', string>;

async function withHouse(body: (house: House) => Promise<void>): Promise<void> {
  const house = await openHouse();
  try {
    await body(house);
  } finally {
    await house.close();
  }
}

async function newAccount({ accounts }: House, handle: string): Promise<string> {
  const viewer = { languages: ['hi'], genres: [], ageBand: '18plus' as const, consent: CONSENT };
  const { token } = await accounts.createViewer(viewer);
  const caller = await accounts.authenticate(token);
  const account = { handle, password: PASSWORD, languages: [], genres: [] };
  return (await accounts.signUp(account, caller)).account.id;
}

async function rows({ parts }: House): Promise<unknown[]> {
  return await parts.database.query({ name: 'test.kept', text: 'SELECT * FROM kept_records' });
}

test('who was erased is kept sealed for a year and the answers on consent for seven, opens with an entry in the log, and then is gone for good', async () => {
  await withHouse(async (house) => {
    const { accounts, parts, said } = house;
    const personId = await newAccount(house, 'asha.rao');
    assert.equal(await accounts.keptRecord(personId), undefined, 'nothing is kept of who is here');
    await accounts.erasePerson(personId);
    const stored = JSON.stringify(await rows(house));
    assert.ok(!stored.includes(personId) && !stored.includes('asha'), 'nothing shows at rest');

    parts.clock.advance(364 * DAY_MS);
    await parts.keys.sweep();
    assert.equal(await house.sweep('accounts.kept'), 0);
    const record = (await accounts.keptRecord(personId)) as {
      handle: string;
      answers: { personalisation: boolean }[];
    };
    assert.equal(record.handle, 'asha.rao');
    assert.equal(record.answers[0]?.personalisation, CONSENT.personalisation);
    assert.deepEqual(said.at(-1), {
      ...{ kind: 'hold', act: 'accounts.kept_read' },
      commitment: accounts.erasureCommitment(personId),
    });

    parts.clock.advance(2 * DAY_MS);
    assert.deepEqual(Object.keys((await accounts.keptRecord(personId)) as object), [
      'personId',
      'answers',
    ]);
    assert.equal(await parts.keys.sweep(), 1);
    assert.equal(await house.sweep('accounts.kept'), 1);
    assert.equal((await rows(house)).length, 1);

    // Seven years later the answer is still there with the digest of its text, and the text is found by it.
    parts.clock.advance((CONSENT_DAYS - 367) * DAY_MS);
    await parts.keys.sweep();
    const { answers } = (await accounts.keptRecord(personId)) as { answers: Answer[] };
    const { noticeVersion, noticeLanguage, noticeSha256 } = answers[0] ?? {};
    assert.deepEqual({ noticeVersion, noticeLanguage, noticeSha256 }, noticeRead('hi'));
    const text = await house.call('getConsentNotice', { params: { sha256: noticeSha256 } });
    assert.equal(await digestOf(text.stream), noticeSha256);

    parts.clock.advance(2 * DAY_MS);
    const read = said.length;
    assert.equal(await accounts.keptRecord(personId), undefined, 'before any sweep');
    assert.equal(await parts.keys.sweep(), 1);
    assert.equal(await house.sweep('accounts.kept'), 1);
    assert.deepEqual(await rows(house), []);
    assert.equal(said.length, read, 'what does not open is not read');
  });
});

test('the record of an erasure that was killed is the one from before its rows went', async () => {
  await withHouse(async (house) => {
    const { accounts, erasure } = house;
    const personId = await newAccount(house, 'killed_once');
    await erasure.begin(personId, 'operator');
    for (const step of erasure.steps) {
      if (step.name === 'finish') break;
      await step.run(personId);
    }
    await house.sweep('accounts.erasures');
    const record = (await accounts.keptRecord(personId)) as { handle: string };
    assert.equal(record.handle, 'killed_once');
  });
});

test('nothing is kept of sample people, nor where the terms say so', async () => {
  await withHouse(async (house) => {
    const { accounts, parts } = house;
    await accounts.erasePerson(await accounts.createPerson({ handle: 'made_up', sample: true }));
    await parts.database.query(
      {
        name: 'test.terms',
        text: `INSERT INTO kept_terms (kind, from_ms, days, source, author)
          SELECT kind, $1, 0, 'a test', 'a test' FROM unnest(ARRAY['person', 'consent']) AS kind`,
      },
      [parts.clock.nowMs()],
    );
    await accounts.erasePerson(await newAccount(house, 'asha.rao'));
    assert.deepEqual(await rows(house), []);
  });
});

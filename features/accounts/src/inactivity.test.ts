import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, HOUR_MS } from '@jhalak/kernel';
import { CONSENT, openHouse, PASSWORD, type House } from './accounts.fixture.ts';

const YEARS_MS = 1_095 * DAY_MS;
const NOTICE_MS = 48 * HOUR_MS;

async function newAccount({ accounts }: House, handle: string) {
  const viewer = { languages: ['hi'], genres: [], ageBand: '18plus' as const, consent: CONSENT };
  const { token } = await accounts.createViewer(viewer);
  const caller = await accounts.authenticate(token);
  const account = { handle, password: PASSWORD, languages: [], genres: [] };
  return await accounts.signUp(account, caller);
}

test('an account that nobody comes back to for three years is hidden for 48 hours, and kept by whoever signs in', async () => {
  const house = await openHouse();
  try {
    const { accounts, parts } = house;
    const [back, gone] = [
      await newAccount(house, 'comes_back'),
      await newAccount(house, 'is_gone'),
    ];
    const made = await accounts.createPerson({ handle: 'made_up', sample: true });
    parts.clock.advance(400 * DAY_MS);
    await accounts.signIn('is_gone', PASSWORD);
    const steady = await newAccount(house, 'steady_one');
    parts.clock.advance(YEARS_MS - NOTICE_MS - 400 * DAY_MS - 1);
    assert.notEqual(await accounts.signIn('steady_one', PASSWORD), undefined);
    assert.equal(await house.sweep('accounts.inactive'), 0, 'a moment too early');
    parts.clock.advance(1);
    assert.equal(await house.sweep('accounts.inactive'), 1);
    assert.equal(await house.sweep('accounts.inactive'), 0);
    assert.equal(await accounts.personByHandle('comes_back'), undefined, 'hidden');

    parts.clock.advance(NOTICE_MS - 1);
    await house.sweep('accounts.erasures');
    const { token, account } = await accounts.signIn('comes_back', PASSWORD);
    assert.equal(account.deletionDueAtMs, parts.clock.nowMs() + 1);
    await house.call('restoreAccount', { token });
    assert.equal(await house.sweep('accounts.inactive'), 0, 'signing in counts as being here');

    parts.clock.advance(400 * DAY_MS);
    assert.equal(await house.sweep('accounts.inactive'), 1, 'the other one, 400 days later');
    parts.clock.advance(NOTICE_MS);
    await house.sweep('accounts.erasures');
    assert.equal(await accounts.viewerById(gone.account.id), undefined);
    for (const id of [back.account.id, steady.account.id, made]) {
      assert.notEqual(await accounts.viewerById(id), undefined);
    }
  } finally {
    await house.close();
  }
});

test('terms of 0 days erase nobody', async () => {
  const house = await openHouse();
  try {
    await newAccount(house, 'long_gone');
    await house.parts.database.query({
      name: 'test.terms',
      text: `INSERT INTO inactivity_terms (from_ms, days, notice_hours, source, author) VALUES (1, 0, 48, 'a test', 'a test')`,
    });
    house.parts.clock.advance(10 * YEARS_MS);
    assert.equal(await house.sweep('accounts.inactive'), 0);
  } finally {
    await house.close();
  }
});

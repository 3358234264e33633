// The editor's desk, the phone brand's page and one's own settings, walked by the people who work there: with keys on a
// laptop, with a thumb on a phone. Every stop fits its window and passes axe.

import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { DeskCardPage } from '@jhalak/contracts/cards';
import type { Brand, BrandKeyList } from '@jhalak/contracts/partners';
import type { DeskPublisherPage } from '@jhalak/contracts/publishers';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';
import { seriousViolations } from './axe.fixture.ts';
import {
  LAPTOP,
  newPhone,
  open,
  openBrowser,
  PHONE,
  wordsOf,
  type Words,
} from './browser.fixture.ts';
import { sticksOut } from './layout.fixture.ts';

/** The password that `startCell` gives everybody. */
const PASSWORD = 'correct horse battery';

let cell: TestCell | undefined;
let browser: Browser | undefined;
before(async () => {
  try {
    browser = await openBrowser();
  } catch {
    // Each test says so.
    return;
  }
  cell = await startCell({ startMs: Date.now(), web: await buildWeb() });
});
after(async () => {
  await browser?.close();
  await cell?.close();
});

interface Stage {
  cell: TestCell;
  page: Page;
  t: (key: string) => string;
}

/** Signs somebody in on a page of their own. @returns undefined where there is no browser. */
async function enter(
  t: TestContext,
  who: { handle: string; role?: 'editor' | 'partner'; organisation?: string },
  where: { path: string; words: Words; viewport: { width: number; height: number } },
): Promise<(Stage & { person: TestPerson }) | undefined> {
  if (cell === undefined || browser === undefined) {
    t.skip('NOT RUN: Chromium is not installed (apt install chromium)');
    return undefined;
  }
  const person = await cell.account(who.handle);
  const { role, organisation } = who;
  if (role !== undefined)
    await cell.cell.accounts.grantRole({
      personId: person.personId,
      role,
      ...(organisation === undefined ? {} : { organisation }),
    });
  const context = await newPhone(browser, cell.url, `${where.words}-IN`, where.viewport);
  t.after(async () => await context.close());
  const page = await context.newPage();
  const words = await wordsOf(where.words);
  await open(page, `/signin?next=${where.path}`);
  await page.getByLabel(words('signUp.handle')).fill(who.handle);
  await page.getByLabel(words('signUp.password')).fill(PASSWORD);
  await page.getByRole('button', { name: words('account.signIn') }).click();
  await page.waitForURL(({ pathname }) => pathname === where.path);
  return { cell, page, t: words, person };
}

async function isWell(page: Page): Promise<void> {
  assert.deepEqual(await sticksOut(page), []);
  assert.deepEqual(await seriousViolations(page), []);
}

test('an editor works the queue with keys alone: looks, approves, refuses with a reason, kills', async (t) => {
  const stage = await enter(
    t,
    { handle: 'keys_editor', role: 'editor' },
    { path: '/desk', words: 'en', viewport: LAPTOP },
  );
  if (stage === undefined) return;
  const { page, t: words, person } = stage;
  const review = page.getByRole('region', { name: words('cards.review') });
  const maker = await stage.cell.account('desk_maker');
  for (const caption of ['the first clip', 'the second clip', 'the third clip'])
    await stage.cell.publish({ personId: maker.personId, caption });
  await stage.cell.drain();
  const count = async (state: string): Promise<number> => {
    const path = `/v1/desk/cards?state=${state}`;
    return (await stage.cell.api<DeskCardPage>('GET', path, { token: person.token })).body.items
      .length;
  };
  await page.reload();
  await page.getByRole('button', { name: /the third clip/ }).waitFor();
  await page.keyboard.press('j');
  await review.getByText('the third clip').waitFor();
  await isWell(page);
  await page.keyboard.press('a');
  await page.getByText(words('cardDid.approve')).waitFor();
  assert.deepEqual([await count('proposed'), await count('approved')], [2, 1]);
  await review.getByText('the second clip').waitFor();
  await page.keyboard.press('r');
  await page.getByLabel(words('cards.why')).fill('not for a lock screen');
  await page.getByLabel(words('cards.why')).press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText(words('cardDid.refuse')).waitFor();
  assert.deepEqual([await count('proposed'), await count('refused')], [1, 1]);
  await page.getByRole('radio', { name: words('cardPlace.approved') }).check();
  await page.getByRole('button', { name: /the third clip/ }).waitFor();
  await page.keyboard.press('j');
  await review.getByText('the third clip').waitFor();
  await page.keyboard.press('x');
  await page.getByLabel(words('cards.why')).fill('it was not true');
  await page.getByLabel(words('cards.why')).press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText(words('cardDid.kill')).waitFor();
  assert.deepEqual([await count('approved'), await count('killed')], [0, 1]);
});

test('an editor finds the desk from their own page, and pauses a source and resumes it', async (t) => {
  const stage = await enter(
    t,
    { handle: 'pausing_editor', role: 'editor' },
    { path: '/me', words: 'hi', viewport: PHONE },
  );
  if (stage === undefined) return;
  const { page, t: words, person } = stage;
  const { token } = person;
  const home = 'https://paper.example';
  const licence = { name: 'CC-BY-4.0', text: 'full', pictures: false };
  const body = { name: 'Paper', home, attribution: 'Paper', licence };
  const made = await stage.cell.api('POST', '/v1/desk/publishers', { token, body });
  assert.equal(made.status, 201);
  const state = async (): Promise<string | undefined> => {
    const reply = await stage.cell.api<DeskPublisherPage>('GET', '/v1/desk/publishers', { token });
    return reply.body.items.find(({ name }) => name === 'Paper')?.state;
  };
  await page.getByRole('link', { name: words('cards.title') }).click();
  await page.waitForURL('**/desk');
  await page.getByRole('radio', { name: words('cardPlace.sources') }).check();
  const pause = page.getByRole('button', { name: words('sources.pause'), exact: true });
  await pause.click();
  assert.equal(await state(), 'active', 'the first press only asks');
  await page.getByRole('button', { name: words('common.sure') }).click();
  const resume = page.getByRole('button', { name: words('sources.resume') });
  await resume.waitFor();
  await isWell(page);
  assert.equal(await state(), 'paused');
  await resume.click();
  await pause.waitFor();
  assert.equal(await state(), 'active');
});

test('people see where they are signed in, end one and then all others', async (t) => {
  const stage = await enter(
    t,
    { handle: 'three_phones' },
    { path: '/settings', words: 'ta', viewport: PHONE },
  );
  if (stage === undefined) return;
  const { page, t: words, person } = stage;
  const sessions = async (): Promise<number> => {
    const cookies = await page.context().request.get('/v1/sessions');
    return ((await cookies.json()) as { items: unknown[] }).items.length;
  };
  for (let phone = 0; phone < 2; phone += 1)
    await stage.cell.api('POST', '/v1/sessions', {
      body: { handle: 'three_phones', password: PASSWORD },
    });
  assert.equal(await sessions(), 4);
  await page.reload();
  const end = page.getByRole('button', { name: words('sessions.end'), exact: true });
  await end.nth(2).waitFor();
  await isWell(page);
  await end.nth(0).click();
  // The first press already took one such button away.
  const ended = page.waitForResponse((reply) => reply.request().method() === 'DELETE');
  await page.getByRole('button', { name: words('common.sure') }).click();
  await ended;
  await end.nth(2).waitFor({ state: 'detached' });
  assert.equal(await sessions(), 3);
  await page.getByRole('button', { name: words('sessions.endOthers') }).click();
  await page.getByRole('button', { name: words('common.sure') }).click();
  await page.getByText(words('sessions.only')).waitFor();
  assert.equal(await sessions(), 1);
  const gone = await stage.cell.api('GET', '/v1/viewers/me', { token: person.token });
  assert.equal(gone.status, 401);
});

for (const words of ['hi', 'ta'] as const) {
  test(`a brand makes its key, turns everything dark and undoes it, on a phone in ${words}`, async (t) => {
    const organisation = `brand-${words}`;
    const operator = await cell?.account(`brand_op_${words}`);
    if (cell !== undefined && operator !== undefined) {
      await cell.cell.accounts.grantRole({ personId: operator.personId, role: 'operator' });
      const made = await cell.api('POST', '/v1/partner/brands', {
        token: operator.token,
        body: { organisation, name: 'Nova', languages: [words] },
      });
      assert.equal(made.status, 201);
    }
    const stage = await enter(
      t,
      { handle: `nova_${words}`, role: 'partner', organisation },
      { path: '/partner', words, viewport: PHONE },
    );
    if (stage === undefined) return;
    const { page, t: say, person } = stage;
    const read = async <Body>(path: string): Promise<Body> =>
      (
        await stage.cell.api<Body>('GET', `/v1/partner/brands/${organisation}${path}`, {
          token: person.token,
        })
      ).body;
    await page.getByText(say('brandState.invited'), { exact: true }).waitFor();
    await isWell(page);
    await page.getByRole('button', { name: say('brandKeys.make') }).click();
    await page.getByLabel(say('brandKeys.label')).fill('A1');
    await page.getByRole('button', { name: say('brandKeys.makeNow') }).click();
    const secret = (await page.locator('.brand-secret').textContent()) ?? '';
    await isWell(page);
    await page.getByRole('button', { name: say('common.done') }).click();
    const { items } = await read<BrandKeyList>('/keys');
    assert.equal(items[0]?.id, secret.split('.')[0]);
    assert.equal((await stage.cell.cell.partners.gate.brandOf(secret)).kind, 'brand');
    await page.getByText(say('brandState.testing'), { exact: true }).waitFor();

    await page.getByRole('button', { name: say('darkSwitch.off') }).click();
    await page.getByLabel(say('cards.why')).fill('wrong cards');
    await isWell(page);
    await page
      .getByRole('dialog')
      .getByRole('button', { name: say('darkSwitch.off') })
      .click();
    await page.getByText(say('darkSwitch.done')).waitFor();
    assert.equal((await read<Brand>('')).state, 'dark');
    await page.getByRole('button', { name: say('common.undo') }).click();
    await page.getByRole('button', { name: say('darkSwitch.off') }).waitFor();
    assert.equal((await read<Brand>('')).state, 'testing');
  });
}

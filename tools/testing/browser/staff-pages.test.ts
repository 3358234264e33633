// The editor's desk, the phone brand's page and one's own settings, walked by the people who work there: with keys on a
// laptop, with a thumb on a phone. Every stop fits its window and passes axe.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { DeskCardPage } from '@jhalak/contracts/cards';
import type { Brand, BrandKeyList } from '@jhalak/contracts/partners';
import type { DeskPublisherPage } from '@jhalak/contracts/publishers';
import type { TestCell, TestPerson } from '@jhalak/testing';
import { LAPTOP, PHONE } from './browser.fixture.ts';
import { PASSWORD, stageOf, webCell, windowOf, type Look, type Window } from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const stage = stageOf(webCell);

interface Desk extends Window {
  cell: TestCell;
  person: TestPerson;
}

/** Signs somebody in on a page of their own. @returns undefined where there is no browser. */
async function enter(
  t: TestContext,
  who: { handle: string; role?: 'editor' | 'partner'; organisation?: string },
  where: Look & { path: string },
): Promise<Desk | undefined> {
  const on = stage(t);
  if (on === undefined) return undefined;
  const person = await on.cell.account(who.handle);
  const { role, organisation } = who;
  if (role !== undefined)
    await on.cell.cell.accounts.grantRole({
      personId: person.personId,
      role,
      ...(organisation === undefined ? {} : { organisation }),
    });
  return { ...(await windowOf(t, on, { handle: who.handle, ...where })), cell: on.cell, person };
}

test('an editor works the queue with keys alone: looks, approves, refuses with a reason, kills', async (t) => {
  const desk = await enter(
    t,
    { handle: 'keys_editor', role: 'editor' },
    { path: '/desk', words: 'en', viewport: LAPTOP },
  );
  if (desk === undefined) return;
  const { page, t: words, person } = desk;
  const review = page.getByRole('region', { name: words('cards.review') });
  const maker = await desk.cell.account('desk_maker');
  for (const caption of ['the first clip', 'the second clip', 'the third clip'])
    await desk.cell.publish({ personId: maker.personId, caption });
  await desk.cell.drain();
  const count = async (state: string): Promise<number> => {
    const path = `/v1/desk/cards?state=${state}`;
    return (await desk.cell.api<DeskCardPage>('GET', path, { token: person.token })).body.items
      .length;
  };
  await page.reload();
  await page.getByRole('button', { name: /the third clip/ }).waitFor();
  await page.keyboard.press('j');
  await review.getByText('the third clip').waitFor();
  await isWell(page, 'staff-desk-card');
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
  const desk = await enter(
    t,
    { handle: 'pausing_editor', role: 'editor' },
    { path: '/me', words: 'hi', viewport: PHONE },
  );
  if (desk === undefined) return;
  const { page, t: words, person } = desk;
  const { token } = person;
  const home = 'https://paper.example';
  const licence = { name: 'CC-BY-4.0', text: 'full', pictures: false };
  const body = { name: 'Paper', home, attribution: 'Paper', licence };
  const made = await desk.cell.api('POST', '/v1/desk/publishers', { token, body });
  assert.equal(made.status, 201);
  const state = async (): Promise<string | undefined> => {
    const reply = await desk.cell.api<DeskPublisherPage>('GET', '/v1/desk/publishers', { token });
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
  await isWell(page, 'staff-desk-publisher');
  assert.equal(await state(), 'paused');
  await resume.click();
  await pause.waitFor();
  assert.equal(await state(), 'active');
});

test('people see where they are signed in, end one and then all others', async (t) => {
  const desk = await enter(
    t,
    { handle: 'three_phones' },
    { path: '/settings', words: 'ta', viewport: PHONE },
  );
  if (desk === undefined) return;
  const { page, t: words, person } = desk;
  const sessions = async (): Promise<number> => {
    const cookies = await page.context().request.get('/v1/sessions');
    return ((await cookies.json()) as { items: unknown[] }).items.length;
  };
  for (let phone = 0; phone < 2; phone += 1)
    await desk.cell.api('POST', '/v1/sessions', {
      body: { handle: 'three_phones', password: PASSWORD },
    });
  assert.equal(await sessions(), 4);
  await page.reload();
  const end = page.getByRole('button', { name: words('sessions.end'), exact: true });
  await end.nth(2).waitFor();
  await isWell(page, 'staff-sessions');
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
  const gone = await desk.cell.api('GET', '/v1/viewers/me', { token: person.token });
  assert.equal(gone.status, 401);
});

for (const words of ['hi', 'ta'] as const) {
  test(`a brand makes its key, turns everything dark and undoes it, on a phone in ${words}`, async (t) => {
    const organisation = `brand-${words}`;
    const on = stage(t);
    if (on === undefined) return;
    const operator = await on.cell.account(`brand_op_${words}`);
    await on.cell.cell.accounts.grantRole({ personId: operator.personId, role: 'operator' });
    const made = await on.cell.api('POST', '/v1/partner/brands', {
      token: operator.token,
      body: { organisation, name: 'Nova', languages: [words] },
    });
    assert.equal(made.status, 201);
    const desk = await enter(
      t,
      { handle: `nova_${words}`, role: 'partner', organisation },
      { path: '/partner', words, viewport: PHONE },
    );
    if (desk === undefined) return;
    const { page, t: say, person } = desk;
    const read = async <Body>(path: string): Promise<Body> =>
      (
        await desk.cell.api<Body>('GET', `/v1/partner/brands/${organisation}${path}`, {
          token: person.token,
        })
      ).body;
    await page.getByText(say('brandState.invited'), { exact: true }).waitFor();
    await isWell(page, `staff-brand-${words}`);
    await page.getByRole('button', { name: say('brandKeys.make') }).click();
    await page.getByLabel(say('brandKeys.label')).fill('A1');
    await page.getByRole('button', { name: say('brandKeys.makeNow') }).click();
    const secret = (await page.locator('.brand-secret').textContent()) ?? '';
    await isWell(page, `staff-brand-key-${words}`);
    await page.getByRole('button', { name: say('common.done') }).click();
    const { items } = await read<BrandKeyList>('/keys');
    assert.equal(items[0]?.id, secret.split('.')[0]);
    assert.equal((await desk.cell.cell.partners.gate.brandOf(secret)).kind, 'brand');
    await page.getByText(say('brandState.testing'), { exact: true }).waitFor();

    await page.getByRole('button', { name: say('darkSwitch.off') }).click();
    await page.getByLabel(say('cards.why')).fill('wrong cards');
    await isWell(page, `staff-brand-dark-${words}`);
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

// A child asks and a parent answers, on their screens: the code by its link, the notice, the bounds, the day's time, and consent
// taken back; in three languages at 360 and 1,280 px, in both themes. Every stop fits its window and passes axe.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestCell } from '@jhalak/testing';
import { LAPTOP, open } from './browser.fixture.ts';
import { openWindow, signIn, stageOf, webCell, windowOf, type Window } from './stage.fixture.ts';
import { fillCell } from './taste.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const stage = stageOf(async () => {
  const cell = await webCell();
  await fillCell(cell);
  return cell;
});

const say = ({ t }: Window, key: string, values: Record<string, string>): string =>
  Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), t(key));

const TEEN = { ageBand: '13-17', consent: undefined };
const YEAR = new Date().getFullYear();

async function asks(window: Window): Promise<string> {
  const { page, t } = window;
  await page.getByLabel(t('family.month')).selectOption('03');
  await page.getByLabel(t('family.year')).selectOption(String(YEAR - 15));
  await page.getByRole('button', { name: t('family.ask') }).click();
  const code = page.locator('output.family-code');
  await code.waitFor();
  return await code.innerText();
}

test('a child asks, the parent opens the link, signs in, reads and agrees; both see it (en and hi, 360 px)', async (t) => {
  const on = stage(t);
  if (on === undefined) return;
  await on.cell.account('chhoti_child', TEEN);
  await on.cell.account('amma_parent');
  const child = await windowOf(t, on, { handle: 'chhoti_child', path: '/family', words: 'hi' });
  await child.page.getByText(child.t('family.state-not_asked')).waitFor();
  await isWell(child.page, 'family-not-asked-hi-360');
  await open(child.page, '/create');
  await child.page.getByText(child.t('error.parentFirst')).waitFor();
  await isWell(child.page, 'family-create-hi-360');
  await open(child.page, '/family');
  const code = await asks(child);
  await child.page.getByText(child.t('family.state-asked')).waitFor();
  await isWell(child.page, 'family-asked-hi-360');

  const parent = await openWindow(t, on);
  await open(parent.page, `/family#${code}`);
  await parent.page.getByText(parent.t('family.signIn')).waitFor();
  await isWell(parent.page, 'family-signed-out-en-360');
  await signIn(parent, 'amma_parent', '/family');
  const title = say(parent, 'family.asks', { handle: 'chhoti_child' });
  const sheet = parent.page.getByRole('dialog', { name: title });
  await sheet.getByText(parent.t('family.noticeNever')).waitFor();
  await isWell(parent.page, 'family-notice-en-360');
  await sheet.getByRole('button', { name: parent.t('family.give') }).click();
  const card = parent.page.getByRole('article', { name: '@chhoti_child' });
  await card.waitFor();
  await card.getByLabel(parent.t('time.daily')).selectOption('15');
  await card.getByRole('button', { name: parent.t('family.more') }).waitFor();
  await isWell(parent.page, 'family-children-en-360');

  await child.page.getByRole('button', { name: child.t('family.check') }).click();
  await child.page.getByText(child.t('family.givenTitle')).waitFor();
  await isWell(child.page, 'family-given-hi-360');
  await open(child.page, '/create');
  await child.page.getByText(child.t('create.choose')).waitFor();

  await card.getByRole('button', { name: parent.t('family.withdraw') }).click();
  await card.getByRole('button', { name: parent.t('common.sure') }).click();
  await parent.page.getByText(parent.t('family.noChildren')).waitFor();
  await open(child.page, '/family');
  await child.page.getByText(child.t('family.state-withdrawn')).waitFor();
});

test('a wrong code says so, and a no leaves the child watching (ta, 1,280 px, light)', async (t) => {
  const on = stage(t);
  if (on === undefined) return;
  await on.cell.account('second_child', TEEN);
  await on.cell.account('appa_parent');
  const look = { words: 'ta', viewport: LAPTOP } as const;
  const child = await windowOf(t, on, { handle: 'second_child', path: '/family' });
  const code = await asks(child);
  const parent = await windowOf(t, on, { handle: 'appa_parent', path: '/family', ...look });
  await parent.page.evaluate(() =>
    localStorage.setItem('jhalak.preferences', JSON.stringify({ theme: 'subah' })),
  );
  await open(parent.page, '/family');
  await parent.page.getByLabel(parent.t('family.code')).fill('aaaaa-aaaaa');
  await parent.page.getByRole('button', { name: parent.t('common.continue') }).click();
  await parent.page.getByText(parent.t('family.codeWrong')).waitFor();
  await isWell(parent.page, 'family-wrong-ta-1280');
  await parent.page.getByLabel(parent.t('family.code')).fill(code);
  await parent.page.getByRole('button', { name: parent.t('common.continue') }).click();
  await isWell(parent.page, 'family-notice-ta-1280');
  await parent.page.getByRole('button', { name: parent.t('family.refuse') }).click();
  await parent.page.getByRole('dialog').waitFor({ state: 'detached' });
  await open(child.page, '/family');
  await child.page.getByText(child.t('family.state-refused')).waitFor();
});

test('at the day’s time a card stands over the clip: one tap for oneself, the parent’s word for a child (en, ta, 360 px)', async (t) => {
  const on = stage(t);
  if (on === undefined) return;
  const { cell } = on;
  const adult = await cell.account('self_timer');
  const own = await windowOf(t, on, { handle: 'self_timer', path: '/settings' });
  await atNoon(own, cell);
  await usedToday(own, 40);
  await open(own.page, '/settings');
  await own.page.getByLabel(own.t('time.daily')).selectOption('30');
  await isWell(own.page, 'time-settings-en-360');
  await open(own.page, '/');
  const over = own.page.getByRole('dialog', { name: own.t('time.overTitle') });
  await over.waitFor();
  await isWell(own.page, 'time-over-en-360');
  await own.page.keyboard.press('Escape');
  assert.ok(await over.isVisible(), 'Escape does not take it away');
  await over.getByRole('button', { name: own.t('family.more') }).click();
  await over.waitFor({ state: 'detached' });

  const young = await cell.account('young_timer', TEEN);
  const asked = await cell.api<{ code: string }>('POST', '/v1/family/ask', {
    ...{ token: young.token, body: { bornMonth: `${YEAR - 15}-03` } },
  });
  const answer = { answer: 'give', noticeVersion: 'test', noticeLanguage: 'en' };
  const body = { ...answer, code: asked.body.code };
  await cell.api('POST', '/v1/family/answer', { token: adult.token, body });
  const path = '/v1/family/children/young_timer';
  const { token } = adult;
  await cell.api('PATCH', path, { token, body: { dailyMinutes: 30 } });
  const child = await windowOf(t, on, { handle: 'young_timer', path: '/family', words: 'ta' });
  await atNoon(child, cell);
  await usedToday(child, 35);
  await open(child.page, '/');
  const card = child.page.getByRole('dialog', { name: child.t('time.overTitle') });
  await card.getByText(say(child, 'time.overChild', { minutes: '30' })).waitFor();
  await isWell(child.page, 'time-over-child-ta-360');
  await child.page.getByRole('button', { name: child.t('family.check') }).click();
  assert.ok(await card.isVisible());
  const day = await child.page.evaluate(() => new Date().toLocaleDateString('sv'));
  assert.equal((await cell.api('POST', `${path}/more`, { token, body: { day } })).status, 200);
  await child.page.getByRole('button', { name: child.t('family.check') }).click();
  await card.waitFor({ state: 'detached' });
});

/** The page's day does not end while the test runs. */
async function atNoon({ page }: Window, { parts }: TestCell): Promise<void> {
  await page.clock.setFixedTime(new Date(parts.clock.nowMs()).setHours(12, 0, 0, 0));
}

/** As if the app had been seen for so long today. */
async function usedToday({ page }: Window, minutes: number): Promise<void> {
  await page.evaluate(
    (seconds) =>
      localStorage.setItem(
        'jhalak.screenTime',
        JSON.stringify({ [new Date().toLocaleDateString('sv')]: seconds }),
      ),
    minutes * 60,
  );
}

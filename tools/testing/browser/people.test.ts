// People among each other on their screens: a block and its end, a private account that is asked and answers, a clip that is kept
// in a folder; at 360 and 1,280 px, in three languages and both themes. Every stop fits its window and passes axe.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VideoPage } from '@jhalak/contracts/videos';
import type { TestCell } from '@jhalak/testing';
import { LAPTOP, open } from './browser.fixture.ts';
import { answered, stageOf, webCell, windowOf, type Window } from './stage.fixture.ts';
import { fillCell } from './taste.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

/** Who made the clips of `fillCell`. */
const MAKER = 'chai_wala';

const stage = stageOf(async () => {
  const cell = await webCell();
  await fillCell(cell);
  return cell;
});

const say = ({ t }: Window, key: string, values: Record<string, string>): string =>
  Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), t(key));

async function firstClip(cell: TestCell): Promise<string> {
  const { body } = await cell.api<VideoPage>('GET', `/v1/people/${MAKER}/videos`);
  return body.items[0]?.id ?? '';
}

/** The light theme, as somebody chose it before. */
async function inTheMorning({ page }: Window): Promise<void> {
  await page.evaluate(() =>
    localStorage.setItem('jhalak.preferences', JSON.stringify({ theme: 'subah' })),
  );
}

test('somebody is blocked from their page, found among the blocked, and let back (en, 360 px)', async (t) => {
  const on = stage(t);
  if (on === undefined) return;
  await on.cell.account('asha_guards');
  const window = await windowOf(t, on, { handle: 'asha_guards', path: '/me' });
  const { page } = window;
  await open(page, `/@${MAKER}`);
  const more = page.getByRole('button', { name: say(window, 'person.menu', { handle: MAKER }) });
  await more.waitFor();
  await isWell(page, 'people-person-en-360');
  await more.click();
  await page.getByRole('button', { name: window.t('person.block'), exact: true }).waitFor();
  await isWell(page, 'people-menu-en-360');
  await page.getByRole('button', { name: window.t('person.block'), exact: true }).click();
  await page.getByText(window.t('person.blockText')).waitFor();
  await isWell(page, 'people-block-en-360');
  await page.getByRole('button', { name: window.t('person.block'), exact: true }).click();
  const title = say(window, 'person.blockedTitle', { handle: MAKER });
  await page.getByRole('heading', { name: title }).waitFor();
  await isWell(page, 'people-blocked-en-360');
  await open(page, '/people/kept-away');
  await page.getByText(window.t('people.noMuted')).waitFor();
  await isWell(page, 'people-kept-away-en-360');
  const name = `${window.t('person.unblock')}: @${MAKER}`;
  const back = answered(page, 'DELETE', `/v1/people/${MAKER}/block`);
  await page.getByRole('button', { name }).click();
  await page.getByText(window.t('people.noBlocked')).waitFor();
  await back;
  await open(page, `/@${MAKER}`);
  await more.waitFor();
});

test('a private account is asked and answers (hi, 360 px, light; ta, 1,280 px)', async (t) => {
  const on = stage(t);
  if (on === undefined) return;
  const { cell } = on;
  await cell.account('bala_private');
  await cell.account('chand_asks');
  const other = await cell.account('devi_asks');
  const shy = await windowOf(t, on, { handle: 'bala_private', path: '/settings', words: 'hi' });
  await inTheMorning(shy);
  await open(shy.page, '/settings');
  const isPrivate = shy.page.getByRole('switch', { name: shy.t('privacy.private') });
  const kept = answered(shy.page, 'PUT', '/v1/accounts/me/privacy');
  await isPrivate.click();
  await shy.page
    .locator('[role=switch][aria-checked=true]', { hasText: shy.t('privacy.private') })
    .waitFor();
  await kept;
  await cell.drain();
  await cell.api('PUT', '/v1/people/bala_private/follow', { token: other.token });

  const look = { words: 'ta', viewport: LAPTOP } as const;
  const asks = await windowOf(t, on, { handle: 'chand_asks', path: '/me', ...look });
  await open(asks.page, '/@bala_private');
  const ask = asks.page.getByRole('button', { name: `${asks.t('person.ask')}: @bala_private` });
  await ask.waitFor();
  await isWell(asks.page, 'people-private-ta-1280');
  const asked = answered(asks.page, 'PUT', '/v1/people/bala_private/follow');
  await ask.click();
  await asks.page
    .getByRole('button', { name: `${asks.t('person.asked')}: @bala_private` })
    .waitFor();
  await asked;

  await open(shy.page, '/people');
  const accept = `${shy.t('people.accept')}: @chand_asks`;
  await shy.page.getByRole('button', { name: accept }).waitFor();
  await isWell(shy.page, 'people-requests-hi-360');
  const accepted = answered(shy.page, 'POST', '/v1/follow-requests/chand_asks/accept');
  await shy.page.getByRole('button', { name: accept }).click();
  await shy.page.getByRole('button', { name: `${shy.t('people.refuse')}: @devi_asks` }).click();
  await shy.page.getByText(shy.t('people.noRequests')).waitFor();
  await accepted;

  await open(asks.page, '/@bala_private');
  await asks.page
    .getByRole('button', { name: `${asks.t('person.followed')}: @bala_private` })
    .waitFor();
  await open(asks.page, '/@bala_private/followers');
  await asks.page.getByText('@chand_asks').waitFor();
  await isWell(asks.page, 'people-followers-ta-1280');
});

test('a clip is kept in a new folder and found there; it is shared as a picture (ta, 360 px; en, 1,280 px)', async (t) => {
  const on = stage(t);
  if (on === undefined) return;
  const { cell } = on;
  await cell.account('esha_keeps');
  const window = await windowOf(t, on, { handle: 'esha_keeps', path: '/me', words: 'ta' });
  const { page, t: words } = window;
  await open(page, `/v/${await firstClip(cell)}`);
  await page.getByRole('button', { name: words('rail.save') }).click();
  await page.getByRole('button', { name: words('saved.choose') }).click();
  const sheet = page.getByRole('dialog', { name: words('saved.choose') });
  await sheet.getByLabel(words('saved.name')).fill('சமையல்');
  await sheet.getByRole('button', { name: words('common.save') }).click();
  await page.getByText(say(window, 'saved.movedTo', { name: 'சமையல்' })).waitFor();
  await page.getByRole('button', { name: words('rail.share') }).click();
  await page.getByRole('button', { name: words('share.qr') }).click();
  await page.getByRole('img', { name: words('share.qr') }).waitFor();
  await isWell(page, 'people-share-ta-360');

  await open(page, '/saved');
  await page.getByRole('button', { name: 'சமையல்' }).click();
  await page.locator('.clip-tile').waitFor();
  await isWell(page, 'people-saved-ta-360');
  const wide = await windowOf(t, on, { handle: 'esha_keeps', path: '/saved', viewport: LAPTOP });
  await wide.page.locator('.clip-tile').waitFor();
  await isWell(wide.page, 'people-saved-en-1280');
  const saved = await cell.api<VideoPage>('GET', '/v1/saves');
  assert.equal(saved.status, 401, 'nobody else reaches it');
});

// Close friends and follow packs on their screens: who is put on the list and off it, a clip for them with its sign, a pack that is
// made, looked at, followed and left; at 360 and 1,280 px, in three languages and both themes. Every stop passes axe.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PackMade } from '@jhalak/contracts/packs';
import type { Person } from '@jhalak/contracts/accounts';
import type { PersonList } from '@jhalak/contracts/social';
import { LAPTOP, open } from './browser.fixture.ts';
import { openWindow, stageOf, webCell, windowOf, type Window } from './stage.fixture.ts';
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

async function inTheMorning({ page }: Window): Promise<void> {
  await page.evaluate(() =>
    localStorage.setItem('jhalak.preferences', JSON.stringify({ theme: 'subah' })),
  );
}

test('somebody is put on the list of close friends from their page, taken off it, and put back (en, 360 px)', async (t) => {
  const on = stage(t);
  if (on === undefined) return;
  const owner = await on.cell.account('asha_close');
  const window = await windowOf(t, on, { handle: 'asha_close', path: '/me' });
  const { page } = window;
  await open(page, '/people/close');
  await page.getByText(window.t('close.empty')).waitFor();
  await isWell(page, 'circles-none-en-360');
  await open(page, `/@${MAKER}`);
  await page.getByRole('button', { name: say(window, 'person.menu', { handle: MAKER }) }).click();
  const add = page.getByRole('button', { name: window.t('close.add') });
  await add.waitFor();
  await isWell(page, 'circles-menu-en-360');
  await add.click();
  await page.getByText(say(window, 'close.added', { handle: MAKER })).waitFor();
  await open(page, '/people/close');
  const remove = page.getByRole('button', { name: `${window.t('packs.drop')}: @${MAKER}` });
  await remove.waitFor();
  await isWell(page, 'circles-close-en-360');
  await remove.click();
  await page.getByText(say(window, 'close.removed', { handle: MAKER })).waitFor();
  await page.getByRole('button', { name: window.t('common.undo') }).click();
  await remove.waitFor();
  const list = await on.cell.api<PersonList>('GET', '/v1/close-friends', { token: owner.token });
  assert.deepEqual(
    list.body.items.map(({ handle }) => handle),
    [MAKER],
  );
});

test('a clip is turned over to close friends, who see its sign in the feed, on it and in the grid (hi, 360 px, light; ta, 1,280 px)', async (t) => {
  const on = stage(t);
  if (on === undefined) return;
  const { cell } = on;
  const owner = await cell.account('bala_shares');
  const friend = await cell.account('chand_friend');
  await cell.account('devi_other');
  const clip = await cell.publish({ personId: owner.personId, caption: 'सिर्फ़ अपनों के लिए' });
  await cell.drain();
  await cell.api('PUT', '/v1/people/chand_friend/close', { token: owner.token });
  await cell.api('PUT', '/v1/people/bala_shares/follow', { token: friend.token });
  const own = await windowOf(t, on, { handle: 'bala_shares', path: '/me', words: 'hi' });
  await inTheMorning(own);
  await open(own.page, '/me');
  const menu = say(own, 'me.clipMenu', { caption: 'सिर्फ़ अपनों के लिए' });
  await own.page.getByRole('button', { name: menu }).click();
  await own.page.getByLabel(own.t('audience.title')).selectOption('close');
  await own.page.getByText(own.t('close.hint')).waitFor();
  await isWell(own.page, 'circles-audience-hi-360');
  await cell.drain();

  const look = { words: 'ta', viewport: LAPTOP } as const;
  const sees = await windowOf(t, on, { handle: 'chand_friend', path: '/me', ...look });
  await open(sees.page, `/v/${clip}`);
  await sees.page.locator('.side .audience-chip', { hasText: sees.t('audience.close') }).waitFor();
  await isWell(sees.page, 'circles-clip-ta-1280');
  await open(sees.page, '/@bala_shares');
  await sees.page.locator('.clip-tile .audience-chip.is-close').waitFor();
  await isWell(sees.page, 'circles-grid-ta-1280');
  await open(sees.page, '/following');
  await sees.page.locator('.side .audience-chip.is-close').waitFor();
  const phone = await windowOf(t, on, { handle: 'chand_friend', path: '/me' });
  await open(phone.page, `/v/${clip}`);
  await phone.page.locator('.card .audience-chip.is-close').waitFor();
  await isWell(phone.page, 'circles-clip-en-360');
  const other = await windowOf(t, on, { handle: 'devi_other', path: '/me' });
  await open(other.page, `/v/${clip}`);
  await other.page.getByText(other.t('video.goneTitle')).waitFor();
});

test('a follow pack is made, followed but for one, undone, and left for good (en, 360 px; ta, 1,280 px)', async (t) => {
  const on = stage(t);
  if (on === undefined) return;
  const { cell } = on;
  for (const handle of ['esha_makes', 'gita_sings', 'hari_sings']) await cell.account(handle);
  const { token } = await cell.account('farid_fan');
  const makes = await windowOf(t, on, { handle: 'esha_makes', path: '/me' });
  await open(makes.page, '/packs/new');
  await makes.page.getByLabel(makes.t('packs.name')).fill('Singers of the coast');
  await makes.page.getByLabel(makes.t('packs.text')).fill('Boat songs, old and new.');
  for (const handle of ['gita_sings', 'hari_sings', MAKER, 'nobody_of_this']) {
    await makes.page.getByPlaceholder('@').fill(`@${handle}`);
    await makes.page.keyboard.press('Enter');
  }
  await isWell(makes.page, 'circles-editor-en-360');
  await makes.page.getByRole('button', { name: makes.t('common.save') }).click();
  await makes.page.getByRole('heading', { name: 'Singers of the coast' }).waitFor();
  await makes.page.getByText(say(makes, 'packs.left', { handles: '@nobody_of_this' })).waitFor();
  await isWell(makes.page, 'circles-pack-en-360');
  const path = new URL(makes.page.url()).pathname;

  const look = { words: 'ta', viewport: LAPTOP } as const;
  const fan = await windowOf(t, on, { handle: 'farid_fan', path: '/me', ...look });
  await open(fan.page, path);
  const { page } = fan;
  await page.getByRole('checkbox', { name: `${fan.t('person.follow')}: @${MAKER}` }).uncheck();
  await isWell(page, 'circles-ticks-ta-1280');
  await page.locator('.pack-foot button').click();
  const follows = page.getByRole('button', { name: `${fan.t('person.followed')}: @gita_sings` });
  await follows.waitFor();
  const standing = async (handle: string): Promise<boolean> => {
    const { body } = await cell.api<Person>('GET', `/v1/people/${handle}`, { token });
    return body.followed;
  };
  assert.deepEqual(
    [await standing('gita_sings'), await standing('hari_sings'), await standing(MAKER)],
    [true, true, false],
  );
  await page.getByRole('button', { name: fan.t('common.undo') }).click();
  await page.getByRole('checkbox', { name: `${fan.t('person.follow')}: @gita_sings` }).waitFor();
  assert.equal(await standing('hari_sings'), false);

  const gita = await windowOf(t, on, { handle: 'gita_sings', path: '/me' });
  await open(gita.page, path);
  await gita.page.getByRole('button', { name: gita.t('packs.takeOut') }).click();
  await gita.page.getByText(gita.t('packs.out')).waitFor();
  const left = await cell.api<PackMade['pack']>('GET', `/v1${path}`);
  assert.deepEqual(
    left.body.people.map(({ handle }) => handle),
    ['hari_sings', MAKER],
  );
  await open(gita.page, '/packs/0199c3a1-0000-7000-8000-000000000001');
  await gita.page.getByRole('alert').waitFor();
  await isWell(gita.page, 'circles-gone-en-360');
});

test('a newcomer ticks a pack in their first run and follows who is in it; search finds it by ear (hi, 360 px, dark; en, 1,280 px)', async (t) => {
  const on = stage(t);
  if (on === undefined) return;
  const { cell } = on;
  const maker = await cell.account('indu_packs');
  for (const handle of ['jaya_bats', 'kiran_bowls']) await cell.account(handle);
  const people = ['jaya_bats', 'kiran_bowls', MAKER];
  const words = { name: 'क्रिकेट के सितारे', text: 'गली से मैदान तक', language: 'hi', people };
  const made = await cell.api<PackMade>('POST', '/v1/packs', { token: maker.token, body: words });
  // As one whose maker has been here for a while.
  const propose = 'UPDATE social_packs SET proposed = true WHERE pack_id = $1';
  await cell.parts.database.query({ name: 'test.propose', text: propose }, [made.body.pack.id]);
  await cell.drain();
  const newcomer = await openWindow(t, on, { words: 'hi' });
  const { page } = newcomer;
  await open(page, '/');
  const forward = page.locator('.first-forward .primary');
  await forward.click();
  const tiles = page.locator('.first-scroll .tile');
  for (const at of [0, 1, 2]) await tiles.nth(at).click();
  await forward.click();
  const pack = page.getByRole('checkbox', { name: words.name });
  await pack.check();
  await isWell(page, 'circles-first-packs-hi-360');
  await forward.click();
  await page.getByRole('button', { name: newcomer.t('age.18plus') }).click();
  await page.locator('.even button').first().click();
  await page.getByRole('button', { name: newcomer.t('common.undo') }).waitFor();
  await open(page, '/@jaya_bats');
  await page
    .getByRole('button', { name: newcomer.t('person.followed') })
    .first()
    .waitFor();

  const seeks = await windowOf(t, on, { handle: 'kiran_bowls', path: '/me', viewport: LAPTOP });
  await inTheMorning(seeks);
  await open(seeks.page, '/discover?q=kriket&kind=packs');
  await seeks.page.getByRole('link', { name: words.name }).waitFor();
  await isWell(seeks.page, 'circles-found-en-1280');
  await seeks.page.getByRole('link', { name: words.name }).click();
  await seeks.page.getByRole('heading', { name: words.name }).waitFor();
});

// An order's way on the screens: two officers, a viewer and strangers. Each step builds on the one before.

import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { seriousViolations } from './axe.fixture.ts';
import { open, picture, STEP_LIMIT_MS } from './browser.fixture.ts';
import { sticksOut } from './layout.fixture.ts';
import { allHeadlines, HEADLINE, passTime, POLL_MS } from './lock-page.fixture.ts';
import { MAKER, NAMED, OTHER, seenBy, type Officer, type OrderHouse } from './orders.fixture.ts';
import { answerFirstRun } from './people.fixture.ts';

export const REFERENCE = '69A/2026/117';
const CLOSING = '69A/2026/200';
const AUTHORITY = 'Ministry of Electronics and IT';
/** Feed, following, clip, media, profile, lock pack and the others that are read or asked; fewer means one was left out. */
const SURFACES_MIN = 12;
/** By then a lock screen asks for a new pack. */
const PACK_DUE_MS = 31 * 60_000;

async function isWell(page: Page): Promise<void> {
  assert.deepEqual(await sticksOut(page), []);
  assert.deepEqual(await seriousViolations(page), []);
}

const button = ({ page, t }: Officer, key: string): Locator =>
  page.getByRole('button', { name: t(key), exact: true });

/** Captions of the cards that the viewer's feed draws. */
async function captionsOf(page: Page): Promise<string[]> {
  await open(page, '/');
  await page.locator('.card').first().waitFor();
  return (await page.locator('article.card .caption').allInnerTexts()).map((text) => text.trim());
}

export async function everybodySeesTheClip(house: OrderHouse): Promise<void> {
  const { viewer } = house;
  await open(viewer.feed, '/');
  await answerFirstRun(viewer.feed, viewer.t, ['music', 'food', 'travel']);
  assert.deepEqual((await captionsOf(viewer.feed)).toSorted(), [OTHER, NAMED].toSorted());
  await viewer.lock.clock.install();
  await open(viewer.lock, '/lock');
  await viewer.lock.getByRole('button', { name: viewer.t('lock.askYes') }).click();
  await viewer.lock.locator(HEADLINE).first().waitFor();
  await viewer.lock.getByRole('button', { name: viewer.t('lock.hold') }).click();
  assert.deepEqual(await allHeadlines(viewer.lock), [NAMED]);
  const before = await seenBy(house);
  house.before = before;
  assert.match(before.page, new RegExp(`^200 .*${NAMED}`, 'u'));
  assert.match(before.clip, /^200 /u);
  assert.notEqual(before.card, '');
  assert.deepEqual(await seenBy(house), before, 'two looks are alike');
}

export async function theFirstOfficerEntersIt(house: OrderHouse): Promise<void> {
  const { first, clipId, program } = house;
  const { page, t } = first;
  await isWell(page);
  await button(first, 'orders.enter').click();
  await page.getByLabel(t('orders.authority')).fill(AUTHORITY);
  await page.getByLabel(t('orders.reference')).fill(REFERENCE);
  await page.getByLabel(t('orders.words')).fill('The clip named below is to be blocked.');
  await button(first, 'orders.preview').click();
  await page.getByText(t('orders.addFirst')).waitFor();
  // Pasted, and gone on from: it counts without a press of “Add”.
  await page.getByLabel(t('orders.targetValue')).fill(`${program.url}/v/${clipId}`);
  await page.getByLabel(t('orders.targetValue')).press('Tab');
  await page.locator('.targets .chip').waitFor();
  await button(first, 'orders.preview').click();
  await page.getByText('Clips 1 · stories 0 · lock cards 1 · accounts 0').waitFor();
  await page.locator('.order-preview').getByText(NAMED).first().waitFor();
  await isWell(page);
  await picture(page, 'orders-1-entered');
  await button(first, 'orders.enterNow').click();
  await page.getByText(t('orders.notDark')).waitFor();
  assert.deepEqual(await seenBy(house), house.before, 'nothing is dark yet');
  assert.equal(
    await button(first, 'orders.lookAndApprove').count(),
    0,
    'who enters never releases',
  );
  await isWell(page);
}

export async function theSecondReleasesItKnowingWhat({ second }: OrderHouse): Promise<void> {
  const { page, t } = second;
  await page.reload();
  await page.getByRole('button', { name: new RegExp(REFERENCE) }).click();
  await page.locator('.order-preview').getByText(NAMED).first().waitFor();
  await isWell(page);
  await picture(page, 'orders-2-asked');
  await button(second, 'orders.lookAndApprove').click();
  const sheet = page.getByRole('dialog');
  await sheet.getByText('क्लिप 1 · ख़बरें 0 · लॉक कार्ड 1 · खाते 0').waitFor();
  for (const said of ['orders.country', 'orders.does.release', 'orders.wayBack'])
    await sheet.getByText(t(said), { exact: true }).waitFor();
  await isWell(page);
  await picture(page, 'orders-3-released');
  await sheet.getByRole('button', { name: new RegExp(t('orders.act.release')) }).click();
  await page.getByRole('heading', { name: t('orders.proof') }).waitFor();
}

/** The receipt says of every surface that was asked how long it took, and that nothing was found. */
export async function theReceiptNamesEverySurface({ second }: OrderHouse): Promise<void> {
  const { page, t } = second;
  await page.locator('.proof-sum.is-dark').waitFor();
  await page.getByText(t('orders.perSurface'), { exact: true }).click();
  const rows = await page.locator('.order-proof tbody tr').evaluateAll((found) =>
    found.map((row) => ({
      surface: row.querySelector('th > [title]')?.getAttribute('title') ?? '',
      cells: [...row.querySelectorAll('td')].map((cell) => cell.innerText),
    })),
  );
  const asked = rows.filter(({ cells }) => cells[0] !== '–');
  for (const { surface, cells } of asked) {
    assert.match(cells[0] ?? '', /^0 \/ \d+$/u, surface);
    assert.match(cells[1] ?? '', /^[\d.]+\sm?s$/u, surface);
  }
  assert.ok(asked.length >= SURFACES_MIN, `${asked.length} surfaces`);
  const named = new Set(asked.map(({ surface }) => surface));
  for (const surface of ['feed.for_you', 'videos.page', 'videos.media', 'cards.pack'])
    assert.ok(named.has(surface), surface);
  await isWell(page);
  await picture(page, 'orders-4-receipt');
}

export async function itIsDarkForEverybody(house: OrderHouse): Promise<void> {
  const { viewer, line, clipId } = house;
  assert.deepEqual(await captionsOf(viewer.feed), [OTHER]);
  await open(viewer.feed, `/v/${clipId}`);
  await viewer.feed.getByText(viewer.t('video.withheldTitle')).waitFor();
  await isWell(viewer.feed);
  await picture(viewer.feed, 'orders-5-link');
  await passTime({ page: viewer.lock, line, t: viewer.t }, POLL_MS, '/lock/v1/kill');
  await viewer.lock.getByText(NAMED).waitFor({ state: 'detached' });
  await open(viewer.lock, '/lock');
  await viewer.lock.locator('.lock-quiet').waitFor();
  assert.equal(await viewer.lock.locator('.lock-card').count(), 0, 'nor from what is kept');
  const dark = await seenBy(house);
  assert.match(dark.page, /^451 /u);
  assert.match(dark.clip, /^451 /u);
  assert.ok(!dark.page.includes(NAMED) && !dark.profile.includes(NAMED));
  assert.deepEqual([dark.feed, dark.card], [[OTHER], '']);
  assert.notEqual(dark.film, house.before?.film);
  assert.notEqual(dark.poster, house.before?.poster);
}

export async function itIsRevokedByTwo({ first, second }: OrderHouse): Promise<void> {
  const { page, t } = first;
  await page.reload();
  await page.getByRole('button', { name: new RegExp(REFERENCE) }).click();
  await button(first, 'orders.act.revoke').click();
  await page
    .getByRole('dialog')
    .getByText(/things come back exactly as they were/u)
    .waitFor();
  await page.getByLabel(t('orders.note')).fill('The ministry lifted it.');
  await button(first, 'orders.askNow').click();
  await page.getByText(t('orders.waitsForOther')).waitFor();
  await isWell(page);
  await picture(page, 'orders-6-revoking');
  const phone = second.page;
  await phone.reload();
  await phone.getByRole('button', { name: new RegExp(REFERENCE) }).click();
  await phone.getByText('The ministry lifted it.').waitFor();
  await button(second, 'orders.lookAndApprove').click();
  await phone
    .getByRole('dialog')
    .getByRole('button', { name: new RegExp(second.t('orders.act.revoke')) })
    .click();
  await phone.getByText(second.t('orders.event.revoked'), { exact: true }).waitFor();
}

export async function allIsExactlyAsBefore(house: OrderHouse): Promise<void> {
  const { viewer, line } = house;
  assert.deepEqual(await seenBy(house), house.before);
  assert.deepEqual((await captionsOf(viewer.feed)).toSorted(), [OTHER, NAMED].toSorted());
  await passTime({ page: viewer.lock, line, t: viewer.t }, PACK_DUE_MS, '/packs/');
  assert.deepEqual(await allHeadlines(viewer.lock), [NAMED]);
}

/** The whole app: entered and released on the screens, read by a viewer who had the page open, lifted again. */
export async function theRegionIsClosed({ first, second, viewer }: OrderHouse): Promise<void> {
  const { page, t } = first;
  await page.reload();
  await button(first, 'orders.enter').click();
  await page.getByLabel(t('orders.authority')).fill(AUTHORITY);
  await page.getByLabel(t('orders.reference')).fill(CLOSING);
  await page.getByLabel(t('orders.targetKind')).selectOption('app');
  await button(first, 'orders.add').click();
  await page.getByRole('switch', { name: t('orders.interim') }).click();
  await button(first, 'orders.preview').click();
  await page.getByText(t('orders.hidesApp')).waitFor();
  await isWell(page);
  await button(first, 'orders.enterNow').click();
  await page.getByText(t('orders.notDark')).waitFor();
  await approve(second, CLOSING, 'release', 'orders.hidesApp');
  await second.page.getByRole('heading', { name: second.t('orders.proof') }).waitFor();
  const reply = await viewer.feed.goto('/');
  assert.equal(reply?.status(), 451);
  await viewer.feed.getByText(viewer.t('region.title')).waitFor();
  await viewer.feed.getByText(viewer.t('orders.law.s69a')).waitFor();
  await isWell(viewer.feed);
  await picture(viewer.feed, 'orders-7-region');
  for (const path of ['/v/anything', `/@${MAKER}`]) {
    await viewer.feed.goto(path);
    await viewer.feed.getByText(viewer.t('region.title')).waitFor();
  }
}

export async function theRegionOpensAgain({ first, second, viewer }: OrderHouse): Promise<void> {
  const { page, t } = first;
  await page.reload();
  await page.getByRole('button', { name: new RegExp(CLOSING) }).click();
  await button(first, 'orders.act.revoke').click();
  await page.getByLabel(t('orders.note')).fill('The court lifted it.');
  await button(first, 'orders.askNow').click();
  await page.getByText(t('orders.waitsForOther')).waitFor();
  await approve(second, CLOSING, 'revoke', 'orders.appBack');
  await second.page.getByText(second.t('orders.event.revoked'), { exact: true }).waitFor();
  assert.deepEqual((await captionsOf(viewer.feed)).toSorted(), [OTHER, NAMED].toSorted());
}

/** The second officer's yes on a phone, once the sheet has said what it does. */
async function approve(
  officer: Officer,
  reference: string,
  act: 'release' | 'revoke',
  says: string,
): Promise<void> {
  const { page, t } = officer;
  await page.reload();
  await page.getByRole('button', { name: new RegExp(reference) }).click();
  await button(officer, 'orders.lookAndApprove').click();
  const sheet = page.getByRole('dialog');
  await sheet.getByText(t(says)).waitFor({ timeout: STEP_LIMIT_MS });
  await sheet.getByRole('button', { name: new RegExp(t(`orders.act.${act}`)) }).click();
}

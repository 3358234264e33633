/// <reference lib="dom" />
// Somebody moves house by hand, with a thumb on a phone: the archive is fetched from one cell and brought into another, looked at
// before and while it comes, taken back; the old page leads to the new one; and at the end the old account is erased for good.
// JHALAK_PICTURES=folder keeps a picture of each stop.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ErasureReceipt, Person } from '@jhalak/contracts/accounts';
import { DAY_MS } from '@jhalak/kernel';
import type { Page } from 'playwright-core';
import { LAPTOP, newPhone, open, whyNotHere } from './browser.fixture.ts';
import { CAPTION, FRIEND, HERE, openTwoCells, THERE, type TwoCells } from './import.fixture.ts';
import { clipPlays } from './people.fixture.ts';
import { stepsOf } from './steps.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

/** Deletions can be taken back for this long, and a day more. */
const UNTIL_ERASED_MS = 8 * DAY_MS;

test('somebody moves from one cell to another by thumb, and leaves the first for good', async (t) => {
  const missing = whyNotHere();
  if (missing !== undefined) {
    t.skip(missing);
    return;
  }
  const cells = await openTwoCells();
  t.after(() => cells.end());
  const step = stepsOf(t, cells, async (one) => {
    for (const { page } of [cells.old, cells.now])
      one.diagnostic(`${page.url()}\n${await page.locator('main').innerText()}`);
  });
  await step('the archive is made in the old cell and fetched by the browser', fetchesArchive);
  await step('it is sent to the new cell, which says whose it is and what is in it', sendsIt);
  await step('what is ticked comes, and its way is shown until it is there', bringsItIn);
  await step('the clip plays on the new page, under her name', clipPlaysHere);
  await step('the old page leads strangers to the new one', oldPageLeads);
  await step('all of it is taken back, and nothing is left of it', takesItBack);
  await step('the old account is erased, and the receipt proves it', isErased);
  await step('nothing went wrong inside the pages', async ({ wrong }) => {
    await Promise.resolve();
    assert.deepEqual(wrong, []);
  });
});

const archiveIn = ({ folder }: TwoCells): string => join(folder, 'archive.zip');

async function fetchesArchive(cells: TwoCells): Promise<void> {
  const { page, t } = cells.old;
  await open(page, '/settings#your-data');
  await page.getByRole('button', { name: t('data.ask') }).tap();
  await page.getByText(t('data.queued')).waitFor();
  await cells.from.drain();
  await page.getByText(t('data.ready')).waitFor();
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: t('data.download') }).tap();
  await (await waiting).saveAs(archiveIn(cells));
}

async function sendsIt(cells: TwoCells): Promise<void> {
  const { page, t } = cells.now;
  // The line stands still until somebody has looked.
  let goOn = (): void => {};
  const looked = new Promise<void>((resolve) => (goOn = resolve));
  await page.route('**/v1/imports/*', async (route) => {
    if (route.request().method() === 'PATCH') await looked;
    await route.continue();
  });
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: t('bring.pick') }).tap();
  await (await choosing).setFiles(archiveIn(cells));
  await page.getByRole('progressbar', { name: t('bring.sending') }).waitFor();
  await isWell(page, 'import-1-sending-ur');
  goOn();
  await page.getByRole('progressbar', { name: t('bring.checking') }).waitFor();
  await isWell(page, 'import-2-checking-ur');
  await cells.to.drain();
  await page.getByText(t('bring.ready')).waitFor();
  await page.getByText(t('bring.proven')).waitFor();
  await page.getByText('आशा राव · बारिश, गलियाँ और चाय').waitFor();
  assert.equal(await page.locator('.bring-parts [role=switch][aria-checked=true]').count(), 4);
  await isWell(page, 'import-3-choice-ur');
}

async function bringsItIn({ now, to, browser }: TwoCells): Promise<void> {
  const { page, t } = now;
  await page.getByRole('button', { name: t('bring.start') }).tap();
  await page.getByRole('progressbar', { name: t('bring.running') }).waitFor();
  await isWell(page, 'import-4-running-ur');
  await to.drain();
  await to.drain();
  await page.getByText(t('bring.done')).waitFor();
  const came = t('bring.doneClips').replace('{count}', '1').replace('{all}', '1');
  await page.getByText(came).waitFor();
  // Only her name is the same: nobody is followed by an import, and she chooses.
  const friend = page.locator('.bring-people li');
  await friend.filter({ hasText: FRIEND }).getByRole('button').tap();
  await friend.locator('[aria-pressed=true]').waitFor();
  await isWell(page, 'import-5-done-ur');
  const wide = await newPhone(browser, to.url, 'ur-IN', LAPTOP);
  await wide.addCookies(await page.context().cookies());
  const other = await wide.newPage();
  await open(other, '/settings#bring-data');
  await other.getByText(came).waitFor();
  await other.locator('.bring-people [aria-pressed=true]').waitFor();
  await isWell(other, 'import-5-done-ur-1280');
  await wide.close();
}

async function clipPlaysHere({ now, to }: TwoCells): Promise<void> {
  const { page } = now;
  await open(page, `/@${HERE}`);
  await page.getByRole('heading', { name: 'आशा राव' }).waitFor();
  await isWell(page, 'import-6-page-ur');
  await page.locator('.clip-tile').tap();
  await page.waitForURL(/\/v\//u);
  assert.equal(await clipPlays(page), CAPTION);
  const { body } = await to.api<Person>('GET', `/v1/people/${FRIEND}`);
  assert.equal(body.counts.followers, 1);
}

/** Opens what is folded, unless it stands open. */
async function unfold(page: Page): Promise<void> {
  const fold = page.locator('details.whereabouts');
  await fold.waitFor();
  if ((await fold.getAttribute('open')) === null) await fold.locator('summary').tap();
}

async function oldPageLeads({ old, now, browser, from, to }: TwoCells): Promise<void> {
  await open(now.page, '/settings#bring-data');
  await unfold(now.page);
  // The archive said which cell, and who she was there.
  await now.page.getByRole('button', { name: now.t('here.get') }).tap();
  const word = await now.page.locator('.bring-word code').innerText();
  await isWell(now.page, 'import-7-word-ur');
  await open(old.page, '/settings#bring-data');
  await unfold(old.page);
  await old.page.getByLabel(old.t('here.label')).fill(word);
  await isWell(old.page, 'import-7-word-hi');
  await old.page.getByRole('button', { name: old.t('here.show') }).tap();
  await old.page.getByRole('button', { name: old.t('here.hide') }).waitFor();

  const context = await newPhone(browser, from.url, 'en-IN');
  const stranger = await context.newPage();
  await open(stranger, `/@${THERE}`);
  const pointer = stranger.locator('a.person-moved');
  await pointer.waitFor();
  await isWell(stranger, 'import-8-pointer-en');
  await pointer.tap();
  await stranger.waitForURL(`${to.url}/@${HERE}`);
  await stranger.locator('.clip-tile').waitFor();
  await context.close();
}

async function takesItBack({ now, to }: TwoCells): Promise<void> {
  const { page, t } = now;
  await open(page, '/settings#bring-data');
  await page.getByRole('button', { name: t('bring.undo') }).tap();
  await page.getByRole('button', { name: t('common.sure') }).tap();
  await page.getByRole('progressbar', { name: t('bring.undoing') }).waitFor();
  await to.drain();
  await page.getByText(t('bring.undone')).waitFor();
  await isWell(page, 'import-9-undone-ur');
  await open(page, `/@${HERE}`);
  await page.getByRole('heading', { name: `@${HERE}` }).waitFor();
  await page.getByRole('heading', { name: t('me.emptyTitle') }).waitFor();
  assert.equal(await page.locator('.clip-tile').count(), 0);
}

async function isErased({ old, from, to }: TwoCells): Promise<void> {
  const { page, t } = old;
  await open(page, '/settings');
  await page.getByRole('button', { name: t('account.delete'), exact: true }).tap();
  await page.getByRole('button', { name: t('account.deleteConfirm') }).tap();
  const receipt = page.getByRole('link', { name: t('account.receipt') });
  await receipt.waitFor();
  await isWell(page, 'import-10-leaving-hi');
  from.parts.clock.advance(UNTIL_ERASED_MS);
  const sweeps = from.cell.features.flatMap((feature) => feature.sweeps);
  await sweeps.find(({ name }) => name === 'accounts.erasures')?.run();
  await from.drain();
  const opening = page.waitForEvent('popup');
  await receipt.tap();
  const said = await opening;
  const proof = JSON.parse(await said.locator('body').innerText()) as ErasureReceipt;
  assert.equal(proof.state, 'erased');
  assert.ok((proof.proof?.keysDestroyed ?? 0) > 0);
  await open(page, `/@${THERE}`);
  await page.getByRole('heading', { name: t('person.goneTitle') }).waitFor();
  assert.equal((await to.api('GET', `/v1/people/${HERE}`)).status, 200, 'only there');
}

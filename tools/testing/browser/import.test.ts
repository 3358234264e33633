// Somebody moves from one cell into another with the archive that they took: fetched in one, sent to the other, ticked, watched
// there, taken from the first for good. By hand, on a phone. JHALAK_PICTURES=folder keeps a picture of each step.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { publishReal, startCell, type TestCell, type TestPerson } from '@jhalak/testing';
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
const PICTURES = process.env['JHALAK_PICTURES'];
const NOT_RUN = 'NOT RUN: Chromium is not installed (apt install chromium)';

let from: TestCell | undefined;
let to: TestCell | undefined;
let browser: Browser | undefined;
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jhalak-import-'));
  try {
    browser = await openBrowser();
  } catch {
    // Each test says so.
    return;
  }
  const web = await buildWeb();
  [from, to] = await Promise.all([
    startCell({ startMs: Date.now(), seed: 51, web }),
    startCell({ startMs: Date.now(), seed: 52, web }),
  ]);
  await to.cell.crossings.meet(await from.cell.crossings.card());
  await from.cell.crossings.meet(await to.cell.crossings.card());
});
after(async () => {
  await browser?.close();
  await Promise.all([from?.close(), to?.close()]);
  await rm(folder, { recursive: true, force: true });
});

interface Hand {
  page: Page;
  say: Awaited<ReturnType<typeof wordsOf>>;
  /** Of pictures. */
  name: string;
}

async function isWell({ page, name }: Hand, step: string): Promise<void> {
  assert.deepEqual(await sticksOut(page), [], step);
  assert.deepEqual(await seriousViolations(page), [], step);
  if (PICTURES === undefined) return;
  await page
    .locator('#bring-data')
    .screenshot({ path: join(PICTURES, `import-${step}-${name}.png`) });
}

interface Look {
  words: Words;
  viewport: typeof PHONE;
  dark: boolean;
}

async function signedIn(cell: TestCell, handle: string, look: Look): Promise<Hand> {
  assert.ok(browser);
  const { words, viewport, dark } = look;
  const context = await newPhone(browser, cell.url, `${words}-IN`, viewport);
  const page = await context.newPage();
  const colorScheme = dark ? 'dark' : 'light';
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme });
  const say = await wordsOf(words);
  await open(page, '/signin?next=/settings');
  await page.getByLabel(say('signUp.handle')).fill(handle);
  await page.getByLabel(say('signUp.password')).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.locator('#bring-data').waitFor();
  return { page, say, name: `${words}-${viewport.width}-${colorScheme}` };
}

async function fetchedThere(cell: TestCell, { page, say, name }: Hand): Promise<string> {
  await page.getByRole('button', { name: say('data.ask'), exact: true }).click();
  await page.getByText(say('data.queued')).waitFor();
  await cell.drain();
  const link = page.getByRole('link', { name: say('data.download') });
  await link.waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const path = join(folder, `${name}.zip`);
  await download.saveAs(path);
  return path;
}

for (const [words, viewport, dark] of [
  ['en', PHONE, true],
  ['ta', PHONE, false],
  ['hi', LAPTOP, true],
] as const) {
  test(`somebody takes their archive from one cell into another, and is gone from the first (${words}, ${viewport.width})`, async (t) => {
    if (from === undefined || to === undefined) {
      t.skip(NOT_RUN);
      return;
    }
    const look = { words, viewport, dark };
    const mover = await lifeThere(from, words);
    await to.account(`mover_${words}_here`);
    const there = await signedIn(from, `mover_${words}`, look);
    const here = await signedIn(to, `mover_${words}_here`, look);
    t.after(async () => {
      await there.page.context().close();
      await here.page.context().close();
    });
    const archive = await fetchedThere(from, there);
    await broughtHere(to, here, archive);
    await foundAgain(there, here, words);
    await from.cell.accounts.erasePerson(mover.personId);
    await from.drain();
    const gone = await fetch(`${from.url}/v1/people/mover_${words}`);
    assert.equal(gone.status, 404);
    await plays(here, `mover_${words}_here`);
  });
}

async function lifeThere(cell: TestCell, words: Words): Promise<TestPerson> {
  const mover = await cell.account(`mover_${words}`);
  const { personId, token } = mover;
  for (const [number, caption] of ['The tide #sea', 'கடல் காலை'].entries())
    await publishReal(cell, { personId, caption, number, language: number === 0 ? 'en' : 'ta' });
  const body = { displayName: 'Asha of the sea', bio: 'Tides, boats and what they bring' };
  await cell.api('PATCH', '/v1/profile', { token, body });
  const friend = `friend_${words}`;
  await cell.account(friend);
  await to?.account(friend);
  await cell.drain();
  await cell.api('PUT', `/v1/people/${friend}/follow`, { token });
  await cell.drain();
  return mover;
}

async function broughtHere(cell: TestCell, hand: Hand, archive: string): Promise<void> {
  const { page, say } = hand;
  await isWell(hand, '1-empty');
  await page.locator('#bring-data input[type=file]').setInputFiles(archive);
  await page.getByText(say('bring.checking')).waitFor();
  await isWell(hand, '2-checking');
  await cell.drain();
  await page.getByText(say('bring.proven')).waitFor();
  await isWell(hand, '3-choice');
  await page.getByRole('button', { name: say('bring.start'), exact: true }).click();
  await page.getByText(say('bring.running')).waitFor();
  await cell.drain();
  await cell.drain();
  await page.getByText(say('bring.done')).waitFor();
  const watched = say('bring.doneClips').replace('{count}', '2').replace('{all}', '2');
  await page.getByText(watched).waitFor();
  await page.locator('.bring-people li').waitFor();
  await isWell(hand, '4-done');
}

/** The word of the new cell, carried to the old one's page. */
async function foundAgain(there: Hand, here: Hand, words: Words): Promise<void> {
  await here.page.getByText(here.say('here.title')).click();
  await here.page.getByRole('button', { name: here.say('here.get') }).click();
  const word = (await here.page.locator('.bring-word code').textContent()) ?? '';
  assert.match(word, /^jhalak-1\./u);
  await isWell(here, '5-word');
  await there.page.getByText(there.say('here.title')).click();
  await there.page.getByLabel(there.say('here.label')).fill(word);
  await isWell(there, '6-show');
  await there.page.getByRole('button', { name: there.say('here.show') }).click();
  await there.page.getByRole('button', { name: there.say('here.hide') }).waitFor();
  const visitor = await there.page.context().newPage();
  await open(visitor, `/@mover_${words}`);
  const link = visitor.locator('.person-moved');
  await link.waitFor();
  assert.match((await link.getAttribute('href')) ?? '', new RegExp(`/@mover_${words}_here$`, 'u'));
  assert.deepEqual(await sticksOut(visitor), []);
  assert.deepEqual(await seriousViolations(visitor), []);
  if (PICTURES !== undefined)
    await visitor.screenshot({ path: join(PICTURES, `import-7-page-${there.name}.png`) });
  await visitor.close();
}

async function plays({ page }: Hand, handle: string): Promise<void> {
  await open(page, `/@${handle}`);
  const tile = page.locator('a[href^="/v/"]').first();
  await tile.click();
  const video = page.locator('video').first();
  await video.waitFor({ state: 'attached' });
  await page.waitForFunction(() => {
    const shown = document.querySelector('video');
    return shown !== null && shown.readyState >= 2 && shown.videoWidth > 0;
  });
}

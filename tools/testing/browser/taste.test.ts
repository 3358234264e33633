// Somebody looks at their own taste: as a picture and as a list, with a thumb and with keys, and changes it; and asks in the
// feed why a clip is there. Every stop fits its window and passes axe.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { TasteProfile } from '@jhalak/contracts/taste';
import type { VideoPage } from '@jhalak/contracts/videos';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';
import { seriousViolations } from './axe.fixture.ts';
import {
  LAPTOP,
  newPhone,
  open,
  openBrowser,
  PHONE,
  picture,
  whyNotHere,
  wordsOf,
  STEP_LIMIT_MS,
} from './browser.fixture.ts';
import { sticksOut } from './layout.fixture.ts';
import { crowdLooks, fillCell, PASSWORD, watchALot } from './taste.fixture.ts';
import { until } from './until.fixture.ts';

let cell: TestCell | undefined;
let browser: Browser | undefined;
const people = new Map<string, TestPerson>();
before(async () => {
  if (whyNotHere() !== undefined) return;
  browser = await openBrowser();
  cell = await startCell({ startMs: Date.now(), web: await buildWeb() });
  await fillCell(cell);
  await crowdLooks(cell, 30);
  for (const handle of ['asha_sees', 'bala_sees', 'chand_sees', 'devi_sees']) {
    const person = await cell.account(handle);
    await watchALot(cell, person);
    people.set(handle, person);
  }
});
after(async () => {
  await browser?.close();
  await cell?.close();
});

async function isWell(page: Page, name: string): Promise<void> {
  await picture(page, name);
  assert.deepEqual(await sticksOut(page), [], name);
  assert.deepEqual(await seriousViolations(page), [], name);
}

async function profileOf(on: TestCell, token: string): Promise<TasteProfile> {
  return (await on.api<TasteProfile>('GET', '/v1/taste', { token })).body;
}

const LOOKERS = [
  { handle: 'asha_sees', words: 'en', window: PHONE },
  { handle: 'bala_sees', words: 'hi', window: PHONE },
  { handle: 'chand_sees', words: 'ta', window: PHONE },
  { handle: 'devi_sees', words: 'en', window: LAPTOP },
] as const;

for (const { handle, words, window } of LOOKERS)
  test(`a taste is seen, explained, corrected and brought back (${words}, ${window.width} px)`, async (t) => {
    const reason = whyNotHere();
    const person = people.get(handle);
    if (cell === undefined || browser === undefined || person === undefined) {
      t.skip(reason);
      return;
    }
    const on = cell;
    const name = `taste-${words}-${window.width}`;
    const context = await newPhone(browser, on.url, `${words}-IN`, window);
    t.after(async () => await context.close());
    const page = await context.newPage();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const say = await wordsOf(words);
    await open(page, '/signin?next=/taste');
    await page.getByLabel(say('signUp.handle')).fill(handle);
    await page.getByLabel(say('signUp.password')).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: say('taste.title') }).waitFor();
    const dance = page
      .locator('.taste-map')
      .getByRole('button', { name: say('genre.dance'), exact: false });
    await dance.waitFor();
    await isWell(page, `${name}-map`);
    await dance.focus();
    await page.keyboard.press('Enter');
    const sheet = page.getByRole('dialog', { name: say('genre.dance') });
    await sheet.getByRole('heading', { name: say('taste.taughtBy') }).waitFor();
    await isWell(page, `${name}-belief`);
    await sheet.locator('input[value=less]').click({ force: true });
    await until('the wish is kept', STEP_LIMIT_MS, async () =>
      (await profileOf(on, person.token)).choices.some(({ wish }) => wish === 'less')
        ? true
        : undefined,
    );
    await sheet.getByRole('button', { name: say('taste.forget') }).click();
    await sheet.waitFor({ state: 'detached' });
    await dance.waitFor({ state: 'detached' });
    await page
      .getByRole('button', { name: say('common.undo') })
      .last()
      .click();
    await dance.waitFor();
    await page
      .locator('label')
      .filter({ hasText: say('taste.asList') })
      .click();
    await page.locator('.taste-list').waitFor();
    await page.getByLabel(say('mute.label')).fill('cricket');
    await page.getByRole('button', { name: say('mute.action'), exact: true }).click();
    await page.locator('.asked-list').getByText('cricket').waitFor();
    await page.locator('.asked-list').scrollIntoViewIfNeeded();
    await isWell(page, `${name}-asked`);
    await page.locator('.taste-carry').scrollIntoViewIfNeeded();
    await isWell(page, `${name}-carry`);
    const { choices } = await profileOf(on, person.token);
    assert.deepEqual(
      new Set(choices.map(({ of, wish }) => `${of} ${wish}`)),
      new Set(['genre less', 'words none']),
    );
    await open(page, '/');
    await page
      .locator('.card:not([inert]) .chip-why:visible, .side-why button:visible')
      .first()
      .click();
    const why = page.getByRole('dialog', { name: say('why.title') });
    await why.getByRole('heading', { name: say('why.steer') }).waitFor();
    await why.locator('.why-parts, .why-drawn').waitFor();
    await isWell(page, `${name}-why`);
    await why.getByRole('button', { name: say('why.mute') }).click();
    await why.getByLabel(say('mute.label')).fill('#monsoon');
    await why.getByRole('button', { name: say('mute.action'), exact: true }).click();
    await until('the tag is muted', STEP_LIMIT_MS, async () =>
      (await profileOf(on, person.token)).choices.some(({ of }) => of === 'tag') ? true : undefined,
    );
  });

test('somebody of whom nothing is known finds out why, and can still ask', async (t) => {
  if (cell === undefined || browser === undefined) {
    t.skip(whyNotHere());
    return;
  }
  const context = await newPhone(browser, cell.url, 'en-IN', PHONE);
  t.after(async () => await context.close());
  const page = await context.newPage();
  const say = await wordsOf('en');
  await open(page, '/taste');
  await page.getByRole('heading', { name: say('taste.offTitle') }).waitFor();
  await isWell(page, 'taste-nobody');
  await page.getByLabel(say('mute.label')).fill('चुनाव');
  await page.getByRole('button', { name: say('mute.action'), exact: true }).click();
  await page.locator('.asked-list').getByText('चुनाव').waitFor();
});

for (const { words, window } of [
  { words: 'hi', window: PHONE },
  { words: 'en', window: LAPTOP },
] as const)
  test(`a creator sees where people came from, an operator what learning changes (${words}, ${window.width} px)`, async (t) => {
    if (cell === undefined || browser === undefined) {
      t.skip(whyNotHere());
      return;
    }
    const on = cell;
    const name = `${words}-${window.width}`;
    const enter = async (handle: string, path: string): Promise<Page> => {
      const context = await newPhone(browser as Browser, on.url, `${words}-IN`, window);
      t.after(async () => await context.close());
      const page = await context.newPage();
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await open(page, `/signin?next=${path}`);
      await page.getByLabel(say('signUp.handle')).fill(handle);
      await page.getByLabel(say('signUp.password')).fill(PASSWORD);
      await page.keyboard.press('Enter');
      await page.waitForURL(({ pathname }) => pathname === path);
      return page;
    };
    const say = await wordsOf(words);
    const studio = await enter('rang_manch', '/me');
    const { body } = await on.api<VideoPage>('GET', '/v1/people/rang_manch/videos');
    const most = Math.max(...body.items.map(({ counts }) => counts.views));
    const busiest = body.items.findIndex(({ counts }) => counts.views === most);
    await studio.locator('.own .own-more').nth(busiest).click();
    await studio.locator('.clip-sources:not(.clip-counting) li').first().waitFor();
    await studio.locator('.clip-sources:not(.clip-counting)').scrollIntoViewIfNeeded();
    await isWell(studio, `sources-${name}`);
    const person = people.get('devi_sees');
    assert.ok(person);
    await on.cell.accounts.grantRole({ personId: person.personId, role: 'operator' });
    const desk = await enter('devi_sees', '/compare');
    await desk.getByRole('heading', { name: say('compare.live'), exact: true }).waitFor();
    await desk.locator('.compare-clip').first().waitFor();
    await isWell(desk, `compare-${name}`);
  });

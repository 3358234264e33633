// Texts that break programs break no page, and nobody takes a name that looks like somebody else's. A sample of the five hundred,
// and what is made to climb out of its line; all of them: `npm run proof -- texts`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanText } from '@jhalak/kernel';
import { TORTURE } from '../src/torture.fixture.ts';
import { PASSWORD } from './api.fixture.ts';
import { open } from './browser.fixture.ts';
import { openWindow, stageOf } from './stage.fixture.ts';
import { BATCH, faultsOf, openTextHouse } from './texts.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

/** As long as a comment may be, all of it one letter and its marks; parted by what nobody sees, so that few marks touch. */
const TOWERS = ['', '\u200d', '\u00ad'].map(
  (between) => `क${`\u0301\u0302\u0323\u0308\u0301\u0302\u0323\u0308${between}`.repeat(55)}`,
);
/** Every so manieth, so that each kind is among them. */
const EVERY = 45;

const stage = stageOf(openTextHouse);

test('no text sticks out of its box, covers a neighbour or turns one around', async (t) => {
  const on = stage(t);
  if (on === undefined) return;
  const said = TORTURE.filter((text) => cleanText(text) !== '');
  const texts = [...TOWERS, ...said.filter((_, at) => at % EVERY === 0)];
  assert.ok(texts.length >= 12 && texts.length <= 2 * BATCH, `${texts.length} texts`);
  assert.deepEqual(await faultsOf(on.cell, on.browser, texts.slice(0, 7), 'en'), []);
  assert.deepEqual(await faultsOf(on.cell, on.browser, texts.slice(7), 'ur'), []);
});

test('a name that looks like somebody else’s, or mixes scripts, is refused in words', async (t) => {
  const on = stage(t);
  if (on === undefined) return;
  const { page, t: say } = await openWindow(t, on, { words: 'hi' });
  const taken = on.cell.people[0]?.handle ?? '';
  for (const [name, words] of [
    [taken.replace('l', '1'), 'signUp.taken'],
    [taken.replace('i', 'í'), 'signUp.taken'],
    [taken.replace('a', '\u0430'), 'signUp.invalid'],
    [`${taken}क`, 'signUp.invalid'],
  ] as const) {
    await open(page, '/signup');
    await page.getByLabel(say('signUp.handle')).fill(name);
    await page.getByLabel(say('signUp.password')).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText(say(words)).waitFor();
  }
  await isWell(page, 'texts-handle-refused-hi');
});

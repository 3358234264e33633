/// <reference lib="dom" />
// Somebody says in the settings where they live, and takes it back; trends are asked for by state, and where too few people of a
// state watched the same, the screen says so and shows the country's.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Viewer } from '@jhalak/contracts/accounts';
import { LAPTOP, open } from './browser.fixture.ts';
import { answerFirstRun } from './people.fixture.ts';
import { openWindow, stageOf, webCell } from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const stage = stageOf(webCell);

test('a state is said in the settings and taken back; discover counts by state and says where too few watched', async (t) => {
  const house = stage(t);
  if (house === undefined) return;
  for (const [words, look] of [
    ['en', {}],
    ['ta', {}],
    ['hi', { viewport: LAPTOP }],
  ] as const) {
    const window = await openWindow(t, house, { words, ...look });
    const { page, t: say } = window;
    await open(page, '/');
    await answerFirstRun(page, say, ['music', 'food', 'news']);
    await open(page, '/settings');
    const home = async (): Promise<string | undefined> =>
      ((await page.evaluate(async () => await (await fetch('/v1/viewers/me')).json())) as Viewer)
        .homePlace;
    const field = page.getByLabel(say('place.yours'), { exact: true });
    for (const [code, held] of [
      ['IN-KA', 'IN-KA'],
      ['', undefined],
      ['IN-TN', 'IN-TN'],
    ] as const) {
      const said = page.waitForResponse((reply) => reply.request().method() === 'PATCH');
      await field.selectOption(code);
      await said;
      assert.equal(await home(), held);
    }
    await isWell(page, `place-settings-${words}`);
    await open(page, '/discover');
    await page.getByLabel(say('place.title'), { exact: true }).selectOption('IN-KA');
    const named = words === 'hi' ? ['कर्नाटक', 'तमिलनाडु'] : ['Karnataka', 'Tamil Nadu'];
    await page
      .getByRole('status')
      .filter({ hasText: named[0] ?? '' })
      .waitFor();
    assert.ok(page.url().includes('place=IN-KA'));
    await page.locator('details summary').first().click();
    await isWell(page, `place-discover-${words}`);
    // A link to a state's trends leads there.
    await open(page, '/discover?place=IN-TN');
    await page
      .getByRole('status')
      .filter({ hasText: named[1] ?? '' })
      .waitFor();
    assert.equal(await page.getByLabel(say('place.title'), { exact: true }).inputValue(), 'IN-TN');
  }
});

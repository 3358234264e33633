/// <reference lib="dom" />
// A page that an order hides says under which law, since when, and how to object.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderCell } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';
import { light } from '../pictures/walk.ts';
import { LAPTOP, open } from './browser.fixture.ts';
import { openWindow, stageOf } from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const stageFor = stageOf(
  async () => await orderCell({ startMs: Date.now(), web: await buildWeb() }),
);

for (const words of ['hi', 'en'] as const)
  test(`a withheld clip names the law: ${words}`, async (t) => {
    const stage = stageFor(t);
    if (stage === undefined) return;
    const { cell } = stage;
    const id = await cell.publish({ personId: cell.creator.personId });
    await cell.drain();
    const { order } = await cell.release({ targets: [{ kind: 'clip', id }] });
    const { page, t: say } = await openWindow(t, stage, { words });
    await open(page, `/v/${id}`);
    await page.getByText(say(`orders.law.${order.law}`)).waitFor();
    await page.getByText(say('region.appeal')).waitFor();
    await isWell(page, `withheld-${words}-360`);
    // On a wide screen the night around a clip is not there: in the light theme nothing could be read on it.
    await page.setViewportSize(LAPTOP);
    await light(page, 'subah');
    await isWell(page, `withheld-${words}-1280-subah`);
    const grounds = await page.evaluate(() =>
      ['.shell', '.shell > .tabs'].map((selector) => {
        const element = document.querySelector(selector);
        return element === null ? 'gone' : getComputedStyle(element).backgroundImage;
      }),
    );
    assert.deepEqual(grounds, ['none', 'none']);
  });

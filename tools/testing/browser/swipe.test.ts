/// <reference lib="dom" />
// A clip that comes into view under the finger moves already, without sound and without counting as the present one.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { startCell } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';
import { fingerOn, STEP_LIMIT_MS, swipeUp } from './browser.fixture.ts';
import { makeClip } from './clips.fixture.ts';
import { stageOf, windowOf } from './stage.fixture.ts';
import { fillCell } from './taste.fixture.ts';
import { until } from './until.fixture.ts';

const stageFor = stageOf(async () => {
  const cell = await startCell({ startMs: Date.now(), web: await buildWeb() });
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-swipe-'));
  try {
    const file = join(folder, 'clip.mp4');
    await makeClip(file, { colours: ['0xff6b2c', '0x6b1d3a'], toneHz: 330, seconds: 8 });
    await fillCell(cell, await readFile(file));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  await cell.account('leela.menon', { languages: ['hi'], genres: ['food'] });
  return cell;
});

interface Look {
  /** Place in the line of the clip that the screen says is shown. */
  present: number;
  /** The line stands: a finger that meets it on its way only stops it. */
  rests: boolean;
  /** By their place in the line; only what holds a clip. */
  clips: Record<number, { moves: boolean; muted: boolean; seen: boolean; atS: number }>;
}

/** In the page. */
function look(): Look {
  const stage = document.querySelector('.scroller')?.clientHeight ?? 1;
  const line = document.querySelector('.track')?.getBoundingClientRect().top ?? 0;
  const clips: Look['clips'] = {};
  for (const video of document.querySelectorAll<HTMLVideoElement>('.pool video')) {
    if (video.hidden || video.src === '' || video.readyState < 3) continue;
    const place = Math.round((video.getBoundingClientRect().top - line) / stage);
    clips[place] = {
      ...{ moves: !video.paused, muted: video.muted, atS: video.currentTime },
      seen: getComputedStyle(video).opacity === '1',
    };
  }
  const card = document.querySelector('.card[aria-hidden=false]');
  const stageTop = document.querySelector('.scroller')?.getBoundingClientRect().top ?? 0;
  const present = Number(card?.getAttribute('aria-posinset')) - 1;
  return { present, rests: Math.abs(line + present * stage - stageTop) < 1, clips };
}

const seen = async (page: Page, what: string, holds: (now: Look) => boolean): Promise<Look> =>
  await until(what, STEP_LIMIT_MS, async () => {
    const now = await page.evaluate(look);
    return holds(now) ? now : undefined;
  });

const othersRest = (clips: Look['clips']): boolean =>
  Object.entries(clips).every(([place, { moves, atS }]) => place === '1' || (!moves && atS === 0));
const isThere = (place: number) => (now: Look) => now.clips[place] !== undefined;

test('the next clip moves while the finger still holds it, and rests when the finger goes back', async (t) => {
  const stage = stageFor(t);
  if (stage === undefined) return;
  const { page } = await windowOf(t, stage, { handle: 'leela.menon', path: '/' });
  await page.locator('.sound').click();
  const before = await seen(
    page,
    'a clip moves and the next is there',
    (now) => isThere(1)(now) && now.clips[0]?.moves === true && !now.clips[0].muted,
  );
  assert.deepEqual({ ...before.clips[1] }, { moves: false, muted: true, seen: false, atS: 0 });

  const finger = await fingerOn(page);
  await finger.down();
  for (const share of [0.03, 0.08, 0.13, 0.2]) await finger.moveUpTo(share);
  const held = await seen(page, 'the next clip moves', ({ clips }) => (clips[1]?.atS ?? 0) > 0);
  assert.equal(held.present, 0);
  assert.deepEqual([held.clips[1]?.muted, held.clips[1]?.seen], [true, true]);
  assert.deepEqual([held.clips[0]?.moves, held.clips[0]?.muted], [true, false]);

  for (const share of [0.13, 0.08, 0.03, 0]) await finger.moveUpTo(share);
  await finger.leave();
  await seen(
    page,
    'the next clip rests',
    ({ rests, clips }) => rests && clips[1]?.moves === false && clips[1].atS === 0,
  );

  await swipeUp(page);
  await seen(
    page,
    'the next clip alone moves, with sound',
    ({ present, clips }) =>
      present === 1 && clips[1]?.moves === true && !clips[1].muted && othersRest(clips),
  );
  for (const place of [2, 3]) {
    await seen(
      page,
      'the clip after it is there before it is swiped to',
      (now) => now.rests && isThere(place)(now),
    );
    await swipeUp(page);
    await seen(page, 'it is the present one', ({ present }) => present === place);
  }
});

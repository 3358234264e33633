/// <reference lib="dom" />
// Room for one's clips: what the settings say of it, and a clip that finds none and goes once there is some.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startCell } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';
import { PHONE, SHARED_MEDIA } from './browser.fixture.ts';
import { publishOnScreen } from './people.fixture.ts';
import { stageOf, windowOf } from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const CLIP = join(SHARED_MEDIA, 'cam_portrait_720x1280_pattern_8s.mp4');
/** One such clip has room, two have not. */
const LIMIT_BYTES = 4_000_000;

const stageFor = stageOf(
  async () =>
    await startCell({
      ...{ startMs: Date.now(), web: await buildWeb(), personBytesMax: LIMIT_BYTES },
    }),
);

for (const [words, viewport, theme] of [
  ['hi', PHONE, 'night'],
  ['ur', PHONE, 'subah'],
  ['en', { width: 1280, height: 800 }, 'subah'],
] as const)
  test(`the settings say what is used and left, and a clip without room goes once there is some (${words}, ${viewport.width} px)`, async (t) => {
    const stage = stageFor(t);
    if (stage === undefined) return;
    if (!existsSync(CLIP)) return t.skip('NOT RUN: no media in JHALAK_SHARED');
    const { cell } = stage;
    const handle = `full_${words}`;
    const { token } = await cell.account(handle);
    const begun = await cell.api('POST', '/v1/uploads', {
      token,
      headers: {
        'tus-resumable': '1.0.0',
        'upload-length': String(LIMIT_BYTES - 250_000),
        'upload-metadata': `language ${btoa('hi')},genre ${btoa('music')}`,
      },
    });
    assert.equal(begun.status, 201);
    const window = await windowOf(t, stage, { handle, path: '/settings', words, viewport });
    const { page, t: say } = window;
    await page.evaluate((value) => {
      localStorage.setItem('jhalak.preferences', JSON.stringify({ theme: value }));
    }, theme);
    await page.goto('/settings#room');
    const meter = page.getByRole('meter', { name: say('room.title') });
    await meter.waitFor();
    assert.equal(await meter.getAttribute('aria-valuenow'), String(LIMIT_BYTES - 250_000));
    assert.match(
      (await meter.getAttribute('aria-valuetext')) ?? '',
      /3\.8\s*MB.*250\s*kB|4\.0\s*MB.*3\.8\s*MB.*250\s*kB/u,
    );
    await isWell(page, `room-${words}-${viewport.width}`);

    await page.goto('/create');
    await page.getByLabel(say('create.choose')).setInputFiles(CLIP);
    await publishOnScreen(page, say, { caption: 'no room', genre: 'music' });
    const flight = page.getByRole('article', { name: 'no room' });
    await flight.getByText(say('failure.noRoom')).waitFor();
    await isWell(page, `room-refused-${words}-${viewport.width}`);
    const path = begun.headers.get('location') ?? '';
    const gone = await cell.api('DELETE', path, { token, headers: { 'tus-resumable': '1.0.0' } });
    assert.equal(gone.status, 204);
    await flight.getByRole('button', { name: say('common.retry') }).click();
    await flight.getByText(say('failure.noRoom')).waitFor({ state: 'detached' });
    await page.waitForFunction(async () => {
      const reply = await fetch('/v1/uploads');
      const { items } = (await reply.json()) as { items: { state: string }[] };
      return items.some(({ state }) => state === 'checking');
    });
  });

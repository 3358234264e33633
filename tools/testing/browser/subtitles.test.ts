/// <reference lib="dom" />
// A creator brings subtitles, mends a mistake, writes more; a viewer reads them over the clip, turns them off and on again.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { makeClip } from './clips.fixture.ts';
import { LAPTOP, open, PHONE, STEP_LIMIT_MS } from './browser.fixture.ts';
import { stageOf, webCell, windowOf } from './stage.fixture.ts';
import { until } from './until.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const MAKER = 'lane_maker';
const IDS = { written: '', read: '' };
const TAMIL = 'WEBVTT\n\n00:00.000 --> 00:05.900\nமழை வருகிறது, உள்ளே வாருங்கள்\n';
const HINDI = '1\n00:00:00,000 --> 00:00:05,900\nबारिश आ रही है, अंदर आइए\n';

const stageFor = stageOf(async () => {
  const cell = await webCell();
  const file = join(cell.parts.folder, 'lane.mp4');
  await makeClip(file, { colours: ['0x33aacc', '0x663300'], toneHz: 330, seconds: 6 });
  const bytes = await readFile(file);
  const { personId, token } = await cell.account(MAKER);
  const durationMs = 6_000;
  IDS.written = await cell.publish({ personId, caption: 'to be written', bytes, durationMs });
  IDS.read = await cell.publish({ personId, caption: 'rain in the lane', bytes, durationMs });
  for (const [language, text] of [
    ['ta', TAMIL],
    ['hi', HINDI],
  ]) {
    const path = `/v1/videos/${IDS.read}/subtitles/${language}`;
    assert.equal((await cell.api('PUT', path, { token, body: { text } })).status, 200);
  }
  await cell.drain();
  return cell;
});

/** What stands on the picture of the clip that plays. */
async function shown(page: Page): Promise<string> {
  return await page.evaluate(() => {
    const video = [...document.querySelectorAll<HTMLVideoElement>('.pool video')].find(
      (one) => !one.paused,
    );
    const tracks = Array.from(video?.textTracks ?? []).filter(({ mode }) => mode === 'showing');
    return tracks
      .flatMap(({ activeCues }) => Array.from(activeCues ?? []))
      .map((cue) => (cue instanceof VTTCue ? cue.text : ''))
      .join(' ');
  });
}

const reads = async (page: Page, text: RegExp | ''): Promise<unknown> =>
  await until(`it reads ${text}`, STEP_LIMIT_MS, async () => {
    const found = await shown(page);
    return (text === '' ? found === '' : text.test(found)) ? true : undefined;
  });

for (const { words, viewport, theme, own } of [
  { words: 'hi', viewport: PHONE, theme: 'night', own: /बारिश/u },
  { words: 'ta', viewport: PHONE, theme: 'subah', own: /மழை/u },
  { words: 'en', viewport: LAPTOP, theme: 'night', own: /மழை|बारिश/u },
] as const)
  test(`a viewer reads a clip in their language, turns it off and chooses (${words}, ${viewport.width} px)`, async (t) => {
    const stage = stageFor(t);
    if (stage === undefined) return;
    const look = { words, viewport, handle: MAKER, path: '/me' };
    const { page, t: say } = await windowOf(t, stage, look);
    await page.evaluate((value) => {
      localStorage.setItem('jhalak.preferences', JSON.stringify({ theme: value }));
    }, theme);
    await open(page, `/v/${IDS.read}`);
    await reads(page, own);
    await isWell(page, `subtitles-${words}-${viewport.width}-read`);
    await page
      .getByRole('button', { name: say('rail.more') })
      .first()
      .click();
    const choice = (name: string) => page.locator('.subtitle-choice label', { hasText: name });
    const off = choice(say('inbox.who-nobody'));
    await off.waitFor();
    await isWell(page, `subtitles-${words}-${viewport.width}-choose`);
    await off.click();
    await page.keyboard.press('Escape');
    await reads(page, '');
    await open(page, `/v/${IDS.read}`);
    await page.locator('.pool video.is-ready').first().waitFor();
    await reads(page, '');
    await page
      .getByRole('button', { name: say('rail.more') })
      .first()
      .click();
    await choice('தமிழ்').click();
    await page.keyboard.press('Escape');
    await reads(page, /மழை/u);
  });

for (const { words, viewport } of [
  { words: 'en', viewport: PHONE },
  { words: 'ur', viewport: PHONE },
] as const)
  test(`a creator brings a file, is told the line of a mistake, writes and takes away (${words})`, async (t) => {
    const stage = stageFor(t);
    if (stage === undefined) return;
    const look = { words, viewport, handle: MAKER, path: '/me' };
    const { page, t: say } = await windowOf(t, stage, look);
    const name = `subtitles-${words}-made`;
    await page
      .locator('li.own', { has: page.getByText('to be written') })
      .locator('.own-more')
      .click();
    const panel = page.locator('.clip-subtitles');
    await panel.getByText(say('subtitles.noMachine')).waitFor();
    await panel.locator('select').selectOption('en');
    const choose = async (text: string): Promise<void> =>
      await panel.locator('input[type=file]').setInputFiles({
        name: 'a.srt',
        mimeType: 'application/x-subrip',
        buffer: Buffer.from(text),
      });
    await choose('1\n00:00:01,000 --> 00:00:02,000\nhello\n\n2\n0:07 --> 0:08\nlate\n');
    await panel.getByRole('alert').getByText('6', { exact: false }).waitFor();
    await isWell(page, `${name}-mistake`);
    await choose('1\n00:00:01,000 --> 00:00:02,000\nhello\n');
    const row = panel.locator('li.subtitle-row');
    await row.getByText('English').waitFor();
    await row.getByRole('button', { name: say('ways.changePhone') }).click();
    await panel.getByRole('button', { name: say('details.tagAdd') }).click();
    await panel.locator('.cue').nth(1).locator('textarea').fill('and welcome');
    await panel.getByLabel(say('inbox.quietTo')).nth(1).fill('00:01.0');
    await panel.getByRole('button', { name: say('common.save') }).click();
    await panel.locator('.cue.is-wrong').getByText(say('subtitleFault.time')).waitFor();
    await isWell(page, `${name}-wrong`);
    await panel.getByLabel(say('inbox.quietTo')).nth(1).fill('00:04.0');
    await panel.getByRole('button', { name: say('common.save') }).click();
    await row.getByText('English').waitFor();
    const file = await (
      await fetch(`${stage.cell.url}/media/${IDS.written}/subtitles-en.vtt`)
    ).text();
    assert.match(file, /00:00:02\.000 --> 00:00:04\.000\nand welcome\n/u);
    await isWell(page, `${name}-kept`);
    await row.getByRole('button', { name: say('ways.remove') }).click();
    await row.waitFor({ state: 'detached' });
    await panel.getByRole('button', { name: say('common.undo') }).click();
    await row.getByText('English').waitFor();
    await row.getByRole('button', { name: say('ways.remove') }).click();
    await row.waitFor({ state: 'detached' });
  });

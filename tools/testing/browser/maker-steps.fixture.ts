// The newcomer's part of the journey: first run, sign-up, an upload over a bad line, a recording.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Page, Request } from 'playwright-core';
import type { Upload, Video } from '@jhalak/contracts/videos';
import { call } from './api.fixture.ts';
import { open, picture, SHARED_MEDIA, STEP_LIMIT_MS } from './browser.fixture.ts';
import {
  CHOSEN_GENRES,
  LIKED_GENRE,
  MAKER,
  RECORDED,
  UPLOADED,
  type Journey,
} from './journey.fixture.ts';
import { answerFirstRun, publishOnScreen, signUpOnScreen } from './people.fixture.ts';
import { until } from './until.fixture.ts';

const SOURCE = join(SHARED_MEDIA, 'cam_portrait_720x1280_pattern_8s.mp4');
/** A good mobile line: the 2.5 MB take eight seconds, so that there is a middle to cut. */
const UPLOAD_BYTES_PER_S = 300_000;
/** Receiving, checking and encoding in all sizes, on a machine that encodes the crowd's clips at the same time. */
const PUBLISH_LIMIT_MS = 400_000;
/** A camera on a busy machine gives few pictures, and the one at the mark is held; what was cut is three times this. */
const TRIM_TOLERANCE_MS = 650;

export async function choosesInTheFirstRun({ maker: { page }, t }: Journey): Promise<void> {
  await open(page, '/');
  assert.equal(await page.locator('html').getAttribute('lang'), 'hi', 'the phone speaks Hindi');
  const hindi = page.getByRole('button', { name: 'हिन्दी (Hindi)' });
  assert.equal(await hindi.getAttribute('aria-pressed'), 'true', 'Hindi is proposed');
  await picture(page, '1-first-run');
  const sent = page.waitForRequest((request) => isPost(request, '/v1/viewers'));
  await answerFirstRun(page, t, CHOSEN_GENRES);
  const answers = (await sent).postDataJSON() as Record<string, unknown>;
  assert.deepEqual(answers['languages'], ['hi']);
  assert.deepEqual(answers['genres'], CHOSEN_GENRES);
  assert.equal(answers['ageBand'], '18plus');
  assert.equal((answers['consent'] as Record<string, unknown>)['personalisation'], true);
}

export async function findsAnEmptyFeedWithAWayOn({ maker: { page }, t }: Journey): Promise<void> {
  const empty = page.locator('.stage');
  await empty.getByRole('heading', { name: t('following.emptyTitle') }).waitFor();
  assert.equal(await page.locator('.card').count(), 0, 'there is no clip yet');
  await picture(page, '2-empty-feed');
  await empty.getByRole('link', { name: t('end.create') }).click();
  await page.getByRole('heading', { name: t('create.title') }).waitFor();
}

export async function signsUp({ maker: { page }, t }: Journey): Promise<void> {
  await page.getByRole('link', { name: t('tabs.me'), exact: true }).click();
  await page.getByRole('link', { name: t('account.signUp') }).click();
  await signUpOnScreen(page, t, MAKER);
  await open(page, '/me');
  await page.getByRole('heading', { name: `@${MAKER}` }).waitFor();
}

export async function uploadsOverACutLine(journey: Journey): Promise<void> {
  const { page, line } = journey.maker;
  const { t } = journey;
  const newest = await newestUploadOf(journey);
  await open(page, '/create');
  const pieces = piecesOf(page);
  await line.slow(page, UPLOAD_BYTES_PER_S);
  await page.getByLabel(t('create.choose')).setInputFiles(SOURCE);
  await publishOnScreen(page, t, { caption: UPLOADED, genre: LIKED_GENRE });

  const middle = await until('the server has a third of the file', STEP_LIMIT_MS, async () => {
    const upload = await newest();
    return upload !== undefined && upload.receivedBytes > upload.bytes / 3 ? upload : undefined;
  });
  assert.ok(middle.receivedBytes < middle.bytes, 'the cut comes in the middle');
  await line.cut(page);
  const flight = page.getByRole('article', { name: UPLOADED });
  await flight.getByText(t('flight.waiting')).waitFor();
  await picture(page, '3-upload-cut');
  const atTheCut = await newest();
  assert.ok(atTheCut && atTheCut.receivedBytes >= middle.receivedBytes, 'what had come is kept');

  const lengths = [atTheCut.receivedBytes];
  await line.mend(page);
  await until('every byte is there', PUBLISH_LIMIT_MS, async () => {
    const upload = await newest();
    lengths.push(upload?.receivedBytes ?? 0);
    return upload !== undefined && upload.state !== 'receiving' ? upload : undefined;
  });
  await line.free(page);
  assert.deepEqual(
    lengths,
    lengths.toSorted((a, b) => a - b),
    'received bytes never shrink',
  );
  const offsets = pieces.map((piece) => Number(piece.headers()['upload-offset']));
  assert.equal(offsets[0], 0);
  assert.ok((offsets.at(-1) ?? 0) >= middle.receivedBytes, `it resumed at ${offsets.join(', ')}`);
  await flight.getByRole('link', { name: t('upload.view') }).waitFor({ timeout: PUBLISH_LIMIT_MS });
}

export async function recordsTrimsAndPublishes({ maker: { page }, t }: Journey): Promise<void> {
  // It may be open from the start: the clip before may have sizes to come.
  const stream = (url: string): boolean => url.endsWith('/v1/uploads/stream');
  const told = page.waitForRequest((request) => stream(request.url()), {
    timeout: PUBLISH_LIMIT_MS,
  });
  // Whoever fails before it says why; this need not.
  told.catch(() => undefined);
  await open(page, '/create');
  await page.getByRole('link', { name: t('create.record') }).click();
  await page.getByRole('button', { name: t('record.countdown') }).click();
  await page.getByRole('button', { name: t('record.start') }).click();
  await page
    .getByRole('timer')
    .filter({ hasText: /0:(?:0[4-9]|[1-5]\d)/ })
    .waitFor();
  await picture(page, '4-record');
  await page.getByRole('button', { name: t('record.stop') }).click();
  const end = page.getByRole('slider', { name: t('trim.end') });
  await end.waitFor();
  const recordedMs = Number(await end.inputValue());
  assert.ok(recordedMs >= 4_000, `${recordedMs} ms were recorded`);
  const start = page.getByRole('slider', { name: t('trim.start') });
  // Ten steps of a tenth of a second from both ends.
  for (let step = 0; step < 10; step += 1) {
    await end.press('ArrowLeft');
    await start.press('ArrowRight');
  }
  const keptMs = Number(await end.inputValue()) - Number(await start.inputValue());
  assert.ok(Math.abs(recordedMs - keptMs - 2_000) < 200, `${keptMs} of ${recordedMs} ms are kept`);
  await page.getByRole('button', { name: t('record.use') }).click();
  await publishOnScreen(page, t, { caption: RECORDED, genre: LIKED_GENRE });
  const flight = page.getByRole('article', { name: RECORDED });
  // How far it is comes by itself, to the last size.
  await told;
  await flight.getByRole('link', { name: t('upload.view') }).waitFor({ timeout: PUBLISH_LIMIT_MS });
  await picture(page, '5-published');
  await flight.getByText(t('flight.recorder')).click();
  await flight.getByText(t('step.received')).waitFor();
  await flight.getByText(t('step.encoded')).waitFor({ timeout: PUBLISH_LIMIT_MS });
  await picture(page, '5-recorder');
  await knowsWithoutNetwork(page, t);
  const own = await page.request.get('/v1/profile/videos');
  const { items } = (await own.json()) as { items: Video[] };
  const video = items.find((one) => one.caption === RECORDED);
  assert.ok(video);
  const offByMs = Math.abs(video.durationMs - keptMs);
  assert.ok(offByMs < TRIM_TOLERANCE_MS, `${video.durationMs} ms were published, ${keptMs} kept`);
}

/** What was decided stays said when the program cannot be asked. */
async function knowsWithoutNetwork(page: Page, t: Journey['t']): Promise<void> {
  await page.route('**/v1/uploads**', (route) => route.abort('internetdisconnected'));
  await open(page, '/create');
  const flight = page.getByRole('article', { name: RECORDED });
  await flight.getByRole('link', { name: t('upload.view') }).waitFor();
  await page.unrouteAll({ behavior: 'wait' });
}

function isPost(request: Request, path: string): boolean {
  return request.method() === 'POST' && new URL(request.url()).pathname === path;
}

/** The pieces of tus uploads that a page sends from now on. */
function piecesOf(page: Page): Request[] {
  const pieces: Request[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH' && request.url().includes('/v1/uploads/'))
      pieces.push(request);
  });
  return pieces;
}

/** @returns a question after the maker's newest upload, asked beside their own line: it also answers while that is cut. */
async function newestUploadOf({
  maker: { context },
  program,
}: Journey): Promise<() => Promise<Upload | undefined>> {
  const cookies = await context.cookies();
  const token = cookies.find(({ name }) => name === 'jhalak_session')?.value ?? '';
  return async () => {
    const reply = await call(program.url, 'GET', '/v1/uploads', { token });
    const { items } = (await reply.json()) as { items: Upload[] };
    return items[0];
  };
}

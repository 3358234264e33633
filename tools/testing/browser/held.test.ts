// An upload that is on a list: its uploader reads why and answers; reviewers see it blurred, decide, and hear the answer.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { Upload } from '@jhalak/contracts/videos';
import type { TestCell, TestPerson } from '@jhalak/testing';
import { LAPTOP, PHONE } from './browser.fixture.ts';
import { stageOf, webCell, windowOf } from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const stage = stageOf(webCell);
let hasEngine = true;
before(() => {
  try {
    execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' });
  } catch {
    hasEngine = false;
  }
});

/** @returns an upload that a list holds, of a new person of this name. */
async function heldUpload(
  cell: TestCell,
  handle: string,
): Promise<TestPerson & { upload: string }> {
  const uploader = await cell.account(handle);
  const admin = await cell.account(`${handle}_admin`);
  await cell.cell.accounts.grantRole({ personId: admin.personId, role: 'admin' });
  const path = join(cell.parts.folder, `${handle}.mp4`);
  const shown = 'mandelbrot=size=360x640:rate=15:start_scale=0.6:end_scale=0.3';
  // Files of their own: each list holds one of them.
  const sound = `sine=frequency=${300 + 20 * (handle.codePointAt(handle.length - 2) ?? 0)}`;
  const inputs = ['-f', 'lavfi', '-i', shown, '-f', 'lavfi', '-i', sound];
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...inputs, '-t', '2', '-pix_fmt', 'yuv420p', path]);
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  const body = {
    name: 'Known files',
    issuer: 'Test issuer',
    csv: `kind,hash,reason\nsha256,${sha256},A1\n`,
  };
  assert.equal((await cell.api('POST', '/v1/moderation/lists', { ...admin, body })).status, 201);
  const words = {
    caption: 'Evening over the lake',
    language: 'en',
    genre: 'travel',
    tags: [],
  } as const;
  const { uploadId } = await cell.cell.media.ingestFile(path, {
    ...{ ...words, tags: [], personId: uploader.personId, sample: false },
  });
  await cell.drain();
  const { body: upload } = await cell.api<Upload>('GET', `/v1/uploads/${uploadId}`, uploader);
  assert.equal(upload.state, 'held', JSON.stringify(upload));
  return { ...uploader, upload: uploadId };
}

for (const [words, viewport] of [
  ['en', LAPTOP],
  ['hi', PHONE],
] as const)
  test(`a held upload is answered and released by a second reviewer (${words})`, async (t) => {
    const on = stage(t);
    if (on === undefined) return;
    if (!hasEngine) {
      t.skip('NOT RUN: ffmpeg is not installed');
      return;
    }
    const { cell } = on;
    const uploader = await heldUpload(cell, `held_${words}`);
    const staff = [`first_${words}`, `second_${words}`] as const;
    for (const handle of staff) {
      const { personId } = await cell.account(handle);
      await cell.cell.accounts.grantRole({ personId, role: 'moderator' });
    }
    const desk = await windowOf(t, on, { handle: staff[0], path: '/moderation', words, viewport });
    await desk.page.getByRole('radio', { name: desk.t('case.held') }).check();
    await desk.page.getByRole('img', { name: desk.t('held.upload') }).waitFor();
    await isWell(desk.page, `held-desk-${words}`);
    await desk.page.getByRole('button', { name: desk.t('held.keep') }).click();
    await desk.page.getByText(desk.t('review.noteMissing')).waitFor();
    await desk.page.getByLabel(desk.t('review.note')).fill('This file is on a list.');
    await desk.page.getByRole('button', { name: desk.t('held.keep') }).click();
    await desk.page.getByText(desk.t('moderation.emptyTitle')).waitFor();

    const { handle = '' } = uploader;
    const own = await windowOf(t, on, { handle, path: '/inbox', words, viewport });
    const notice = own.page.getByRole('listitem').filter({ hasText: own.t('inbox.held') });
    await isWell(own.page, `held-inbox-${words}`);
    await notice.getByRole('link', { name: own.t('comments.appeal') }).click();
    await own.page.getByText('This file is on a list.').waitFor();
    await isWell(own.page, `held-upload-${words}`);
    await own.page.getByLabel(own.t('held.ask')).fill('I filmed it myself.');
    await own.page.getByRole('button', { name: own.t('comments.appeal') }).click();
    await own.page.getByText(own.t('comments.appealed')).waitFor();

    await desk.page
      .getByRole('radio', { name: desk.t('case.appealed') })
      .last()
      .check();
    await desk.page.getByText(desk.t('held.own')).waitFor();
    const other = await windowOf(t, on, { handle: staff[1], path: '/moderation', words, viewport });
    await other.page.emulateMedia({ colorScheme: 'dark' });
    await other.page.getByRole('radio', { name: other.t('case.held') }).check();
    await other.page
      .getByRole('radio', { name: other.t('case.appealed') })
      .last()
      .check();
    await other.page.getByText('I filmed it myself.').waitFor();
    await isWell(other.page, `held-appeal-${words}`);
    await other.page.getByRole('button', { name: other.t('held.release') }).click();
    await other.page.getByText(other.t('moderation.emptyTitle')).waitFor();
    await cell.drain();
    const { body } = await cell.api<Upload>('GET', `/v1/uploads/${uploader.upload}`, uploader);
    assert.equal(body.state, 'published');
  });

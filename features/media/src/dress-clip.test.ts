// Two kinds of work on the looks of one clip at once, and what killed runs leave.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { DAY_MS } from '@jhalak/kernel';
import type { JobRun } from '@jhalak/ports';
import { openTestParts, type TestParts } from '@jhalak/testing/parts';
import { coverClip, dressClip, type DressDeps } from './dress-clip.ts';
import type { ClipLooks } from './types.ts';
import { UploadFolder } from './upload-folder.ts';

const RUN: JobRun = { attempt: 1, maxAttempts: 5, signal: new AbortController().signal };
const PLACED = { everyMs: 500, count: 2, columns: 8, widthPx: 90, heightPx: 160 };

/** An engine that writes a word into each file. */
const stills: DressDeps['stills'] = {
  makeStoryboard: async ({ outputFolder }) => {
    await writeFile(join(outputFolder, 'sheet.webp'), 'sheet');
    return { file: 'sheet.webp', bytes: 5, ...PLACED };
  },
  makeStill: async ({ outputFolder }) => {
    await writeFile(join(outputFolder, 'poster.webp'), 'still');
    return { file: 'poster.webp', bytes: 5, thumbhash: 'AA==' };
  },
  makeLoop: () => Promise.resolve(undefined),
};

interface Stage {
  parts: TestParts;
  deps: DressDeps;
  videoId: string;
  /** Keys that the clip's row names. */
  row: { poster: string; sheet?: string };
  /** Done by another run between the bytes of a cover and its row. */
  meanwhile: { work?: () => Promise<void> };
  covers(): Promise<string[]>;
}

async function stage(): Promise<Stage> {
  const parts = await openTestParts({});
  const videoId = parts.ids.next();
  const source = `renditions/${videoId}/${parts.ids.next()}-360.mp4`;
  await parts.blobs.putBytes(source, Buffer.from('clip'));
  const row: Stage['row'] = { poster: `posters/${videoId}/${parts.ids.next()}-poster.webp` };
  const meanwhile: Stage['meanwhile'] = {};
  const looks: ClipLooks = {
    undressedAfter: () => Promise.resolve([]),
    clipFor: () =>
      Promise.resolve({
        durationMs: 1_000,
        renditions: [{ key: source, codec: 'avc1.64001f', widthPx: 360, heightPx: 640 }],
        held: [row.poster, ...(row.sheet === undefined ? [] : [row.sheet])],
      }),
    dress: (_tx, _id, { storyboard }) => {
      row.sheet = storyboard.key;
      return Promise.resolve();
    },
    cover: async (_tx, _id, { posterKey }) => {
      await meanwhile.work?.();
      row.poster = posterKey;
    },
  };
  const folder = new UploadFolder(join(parts.folder, 'uploads'));
  await folder.prepare();
  const { database, blobs, ids } = parts;
  const deps = { database, blobs, ids, folder, looks, stills };
  const covers = async (): Promise<string[]> => {
    const keys: string[] = [];
    for await (const key of blobs.list(`covers/${videoId}/`)) keys.push(key);
    return keys;
  };
  return { parts, deps, videoId, row, meanwhile, covers };
}

test('a cover that is chosen while the clip is dressed keeps its picture', async () => {
  const { parts, deps, videoId, row, meanwhile, covers } = await stage();
  try {
    meanwhile.work = async () => await dressClip(deps)({ videoId }, RUN);
    await coverClip(deps)({ videoId, atMs: 0 }, RUN);
    assert.deepEqual(await covers(), [row.poster]);
    assert.ok(row.sheet !== undefined && (await deps.blobs.stat(row.sheet)) !== undefined);
  } finally {
    await parts.close();
  }
});

test('a cover that was replaced goes, and so does what a killed run left, once it is surely dead', async () => {
  const { parts, deps, videoId, row, covers } = await stage();
  try {
    const left = `covers/${videoId}/${parts.ids.next()}-poster.webp`;
    await deps.blobs.putBytes(left, Buffer.from('left'));
    await coverClip(deps)({ videoId, atMs: 0 }, RUN);
    assert.deepEqual(await covers(), [left, row.poster], 'its run may still go on');
    await coverClip(deps)({ videoId, atMs: 500 }, RUN);
    assert.deepEqual(await covers(), [left, row.poster]);
    parts.clock.advance(DAY_MS);
    await dressClip(deps)({ videoId }, RUN);
    assert.deepEqual(await covers(), [row.poster]);
  } finally {
    await parts.close();
  }
});

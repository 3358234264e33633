import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { test } from 'node:test';
import { ArchiveFile } from './archive-file.ts';
import { produced } from './text-source.ts';

/** A file on which every write finds the disk full. */
const FULL = '/dev/full';
const NO_SPACE = { code: 'ENOSPC' };

test('a full disk ends the archive with its own error, and whoever was writing rows is let go', async (t) => {
  if (!existsSync(FULL)) {
    t.skip(`NOT RUN: there is no ${FULL}`);
    return;
  }
  const archive = await ArchiveFile.create(FULL, randomBytes(32), 0);
  try {
    const { promise: letGo, resolve } = Promise.withResolvers<unknown>();
    // As a cursor does that waits for its reader: without being told it would hold its transaction for ever.
    const source = produced(async (write) => {
      try {
        for (;;) await write(randomBytes(40_000).toString('hex'));
      } catch (error) {
        resolve(error);
        throw error;
      }
    });
    await assert.rejects(archive.add('rows.json', { source, compress: true }), NO_SPACE);
    await letGo;
  } finally {
    await archive.close();
  }
  const other = await ArchiveFile.create(FULL, randomBytes(32), 0);
  try {
    const file = createReadStream('/dev/zero');
    const closed = new Promise<void>((resolve) => {
      file.once('close', () => resolve()).once('error', () => resolve());
    });
    await assert.rejects(other.add('clip.mp4', { source: file, compress: false }), NO_SPACE);
    await closed;
  } finally {
    await other.close();
  }
});

test('rows that cannot be read end the archive with the reason', async () => {
  const archive = await ArchiveFile.create('/dev/null', randomBytes(32), 0);
  try {
    const source = produced(async (write) => {
      await write('{');
      throw new Error('the database went away');
    });
    await assert.rejects(
      archive.add('rows.json', { source, compress: true }),
      /the database went away/,
    );
  } finally {
    await archive.close();
  }
});

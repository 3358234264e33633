import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { blobsConformance } from '@jhalak/ports/conformance';
import { openFsBlobs } from './index.ts';

const FIXTURE = fileURLToPath(new URL('put.fixture.ts', import.meta.url));

blobsConformance('blobs-fs', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'jhalak-blobs-'));
  const folder = join(parent, 'store');
  return {
    blobs: openFsBlobs({ folder }),
    reopen: async () => {
      const again = openFsBlobs({ folder });
      assert.deepEqual(readdirSync(join(folder, 'incoming')), [], 'nothing half-written is kept');
      return again;
    },
    spawnPut: (key, path) =>
      spawn(process.execPath, [FIXTURE, folder, key, path], { stdio: 'inherit' }),
    close: async () => rm(parent, { recursive: true, force: true }),
  };
});

test('opening leaves files alone that a living process is writing, and foreign ones until they are old', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jhalak-blobs-'));
  openFsBlobs({ folder });
  const incoming = join(folder, 'incoming');
  const foreign = join(incoming, '0123456789abcdef.1.2.3');
  writeFileSync(foreign, 'x');
  openFsBlobs({ folder });
  assert.deepEqual(readdirSync(incoming), ['0123456789abcdef.1.2.3']);
  utimesSync(foreign, new Date(0), new Date(0));
  openFsBlobs({ folder });
  assert.deepEqual(readdirSync(incoming), []);
  await rm(folder, { recursive: true });
});

test('the folder is closed to other users and blobs cannot be written to', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'jhalak-blobs-'));
  const folder = join(parent, 'store');
  await openFsBlobs({ folder }).putBytes('a/b', Buffer.from('x'));
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  assert.equal(statSync(join(folder, 'blobs', 'a', 'b')).mode & 0o777, 0o444);
  await rm(parent, { recursive: true });
});

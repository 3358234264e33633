import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { removeFiles } from '../handover/wind-down/destroy-files.ts';
import { openHomeBlobs } from './home-blobs.ts';

const KEY = 'renditions/one/360.mp4';
const REFUSED = { code: 'cell.cold_folder' };

test('the home remembers its slower disk; without it, or with another one, nothing opens; a wind-down empties it', async () => {
  const parent = await realpath(await mkdtemp(join(tmpdir(), 'jhalak-cold-')));
  const [home, disk, other] = ['home', 'disk', 'other'].map((name) => join(parent, name));
  assert.ok(home !== undefined && disk !== undefined && other !== undefined);
  try {
    await mkdir(home);
    assert.equal(openHomeBlobs(home).tiers, undefined, 'one place until one is named');
    await mkdir(other);
    await writeFile(join(other, 'holiday.txt'), 'somebody else’s');
    assert.throws(() => openHomeBlobs(home, other), REFUSED);
    const first = openHomeBlobs(home, disk);
    await first.blobs.putBytes(KEY, Buffer.from('a clip'));
    await first.tiers?.cool(KEY);
    const again = openHomeBlobs(home);
    assert.equal(await again.tiers?.placeOf(KEY), 'cold', 'whoever opens the home finds it');
    assert.throws(() => openHomeBlobs(home, other), REFUSED);
    await rename(disk, `${disk}-away`);
    assert.throws(() => openHomeBlobs(home), REFUSED, 'not there');
    await mkdir(disk);
    assert.throws(() => openHomeBlobs(home, disk), REFUSED, 'an empty place where it was mounted');
    await rm(disk, { recursive: true });
    await rename(`${disk}-away`, disk);
    assert.equal((await openHomeBlobs(home, disk).blobs.read(KEY))?.toString(), 'a clip');
    await rename(disk, `${disk}-away`);
    await assert.rejects(removeFiles(home), /mount it/u, 'what is not there is not told as gone');
    await mkdir(disk);
    await assert.rejects(removeFiles(home), /mount it/u, 'nor is an empty place emptied');
    await rm(disk, { recursive: true });
    await rename(`${disk}-away`, disk);
    await mkdir(join(disk, 'lost+found'));
    assert.ok((await removeFiles(home)).includes('cold'));
    assert.deepEqual([await readdir(disk), await readdir(home)], [['lost+found'], []]);
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
});

// The blob store against the rows of every feature.

import assert from 'node:assert/strict';
import { truncate, chmod, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { cellFiles, verifyBlobs, type BlobFinding, type VerifiedBlobs } from '@jhalak/jhalak';
import { DAY_MS, systemClock } from '@jhalak/kernel';
import { startCell, type TestCell } from '@jhalak/testing';

let cell: TestCell;
before(async () => {
  cell = await startCell();
});
after(async () => {
  await cell.close();
});

async function look(
  what: { content?: boolean; repair?: boolean; mayDelete?: () => Promise<boolean> } = {},
): Promise<{ found: VerifiedBlobs; told: BlobFinding[] }> {
  const told: BlobFinding[] = [];
  const found = await verifyBlobs({
    ...cellFiles(cell.cell),
    // Files have the machine's time.
    ...{ clock: systemClock, content: false, repair: false, ...what },
    tell: (finding) => void told.push(finding),
  });
  return { found, told };
}

const pathOf = (key: string): string => join(cell.parts.folder, 'blobs', 'blobs', key);

async function putOld(key: string): Promise<void> {
  await cell.parts.blobs.putBytes(key, Buffer.from(key));
  const beforeS = Date.now() / 1_000 - (2 * DAY_MS) / 1_000;
  await utimes(pathOf(key), beforeS, beforeS);
}

test('every feature that lists blobs says which of them its rows speak of, and claims nothing else', async () => {
  const owners = cell.cell.manifests.filter((manifest) => manifest.blobs.length > 0);
  assert.ok(owners.length >= 7, 'manifests were read');
  for (const { owner, blobs } of owners) {
    const features = cell.cell.features.filter((feature) => feature.manifest.owner === owner);
    assert.ok(
      features.some((feature) => feature.blobs !== undefined),
      `${owner} has blobs ${blobs.map(({ prefix }) => prefix).join(', ')} and no holder of them`,
    );
  }
  const strangers = owners.flatMap(({ blobs }) =>
    blobs.flatMap(({ prefix }) => {
      const [one, other] = [cell.parts.ids.next(), cell.parts.ids.next()];
      return [`${prefix}/${one}/x`, `${prefix}/${one}/${other}/source`, `${prefix}/words.bin`];
    }),
  );
  for (const { manifest, blobs } of cell.cell.features) {
    if (blobs === undefined) continue;
    assert.deepEqual([...(await blobs.held(strangers))], [], manifest.owner);
    for await (const { key } of blobs.needed()) {
      assert.deepEqual([...(await blobs.held([key, ...strangers]))], [key], 'needed is held');
    }
  }
});

test('what a clip needs is there, byte for byte; what is taken away, cut or changed is named', async () => {
  const creator = await cell.account('keeps_files');
  const clips = [];
  for (let count = 0; count < 4; count += 1)
    clips.push(await cell.publish({ personId: creator.personId }));
  const [gone = '', cut = '', changed = ''] = clips.map((id) => `renditions/${id}/360.mp4`);
  const { found: whole, told: nothing } = await look({ content: true });
  assert.deepEqual(nothing, []);
  assert.ok(whole.needed >= 8 && whole.contentRead >= 4 && whole.files >= 8);
  await cell.parts.blobs.delete(gone);
  for (const key of [cut, changed]) await chmod(pathOf(key), 0o600);
  await truncate(pathOf(cut), 3);
  const { bytes = 0 } = (await cell.parts.blobs.stat(changed)) ?? {};
  await writeFile(pathOf(changed), Buffer.alloc(bytes, 'x'));
  const bySize = await look({ repair: true });
  assert.deepEqual(bySize.told, [
    { what: 'missing', key: gone },
    { what: 'wrong_size', key: cut },
  ]);
  const { found, told } = await look({ content: true, repair: true });
  assert.deepEqual(
    new Set(told.map(({ what, key }) => `${what} ${key}`)),
    new Set([`missing ${gone}`, `wrong_size ${cut}`, `wrong_content ${changed}`]),
  );
  assert.deepEqual([found.missing, found.wrongSize, found.wrongContent], [1, 1, 1]);
  assert.ok(await cell.parts.blobs.stat(changed), 'what is needed is never deleted');
  await cell.cell.videos.purge(clips);
  const after = await look({ content: true });
  assert.deepEqual([after.told, after.found.files], [[], 0]);
});

test('an original that the sealing sweep found damaged is named without reading all others', async () => {
  const creator = await cell.account('damaged_original');
  const clip = await cell.publish({ personId: creator.personId });
  const key = `sources/${clip}/original`;
  const { bytes } = await cell.parts.blobs.putBytes(key, Buffer.from('not what was sent'));
  await cell.parts.database.query(
    {
      name: 'test.damaged_original',
      text: `INSERT INTO media_originals (person_id, video_id, bytes, sha256, kept_at_ms, plain_left)
        VALUES ($1, $2, $3, $4, 1, true)`,
    },
    [creator.personId, clip, bytes, 'a'.repeat(64)],
  );
  assert.deepEqual((await look()).told, []);
  const sweeps = cell.cell.features.flatMap((feature) => feature.sweeps);
  await sweeps.find(({ name }) => name === 'media.seal_originals')?.run();
  assert.deepEqual((await look()).told, [{ what: 'wrong_content', key }]);
  await cell.cell.videos.purge([clip]);
  assert.deepEqual((await look()).told, []);
});

test('files of nobody are deleted once they are a day old; younger and unlisted ones stay', async () => {
  const creator = await cell.account('files_of_nobody');
  const clip = await cell.publish({ personId: creator.personId });
  const stray = [
    `renditions/${clip}/${cell.parts.ids.next()}-720.mp4`,
    `sources/${cell.parts.ids.next()}/original`,
    `exports/${creator.personId}/${cell.parts.ids.next()}-${cell.parts.ids.next()}`,
    'taste/snapshots/0000000000000001-1.bin',
  ];
  for (const key of stray) await putOld(key);
  // The original of a clip that is here is nobody's mistake.
  await putOld(`sources/${clip}/original`);
  await putOld('elsewhere/file');
  await cell.parts.blobs.putBytes(`posters/${cell.parts.ids.next()}/young.webp`, Buffer.from('x'));
  const first = await look();
  assert.deepEqual([first.found.orphans, first.found.deleted, first.found.young], [4, 0, 1]);
  const { found, told } = await look({ repair: true });
  assert.deepEqual(
    told.filter(({ deleted }) => deleted === true).map(({ key }) => key),
    stray.toSorted(),
  );
  assert.deepEqual([found.orphans, found.deleted, found.unlisted, found.young], [4, 4, 1, 1]);
  for (const key of stray) assert.equal(await cell.parts.blobs.stat(key), undefined);
  assert.ok(await cell.parts.blobs.stat('elsewhere/file'));
  await cell.parts.blobs.delete('elsewhere/file');
  assert.deepEqual((await look({ content: true, repair: true })).told, []);
});

test('a repair ends where its cell is frozen meanwhile', async () => {
  const stray = [1, 2, 3].map((nth) => `posters/${cell.parts.ids.next()}/${nth}.webp`);
  for (const key of stray) await putOld(key);
  let asked = 0;
  const mayDelete = (): Promise<boolean> => Promise.resolve((asked += 1) === 1);
  const { found } = await look({ repair: true, mayDelete });
  assert.deepEqual([found.orphans, found.deleted], [3, 1]);
  assert.equal((await look({ repair: true })).found.deleted, 2);
});

test('a repair beside people who publish takes nothing of theirs', async () => {
  const creator = await cell.account('busy_publisher');
  const clips: string[] = [];
  let publishing = true;
  const publish = async (): Promise<void> => {
    for (let count = 0; count < 60; count += 1)
      clips.push(await cell.publish({ personId: creator.personId }));
    publishing = false;
  };
  const repair = async (): Promise<void> => {
    for (let round = 0; publishing && round < 1_000; round += 1) {
      await putOld(`posters/${cell.parts.ids.next()}/old.webp`);
      const { told } = await look({ repair: true });
      assert.deepEqual(
        told.map(({ what, deleted }) => [what, deleted]),
        [['orphan', true]],
      );
    }
  };
  await Promise.all([publish(), repair()]);
  assert.equal(clips.length, 60);
  const { told, found } = await look({ content: true });
  assert.deepEqual(told, []);
  assert.ok(found.contentRead >= 60);
});

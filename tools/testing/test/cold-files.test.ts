// Files that nobody asks for, on a slower disk: moved by policy, played and looked after all the same.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { blobUsage, cellFiles, verifyBlobs } from '@jhalak/jhalak';
import { DAY_MS, systemClock } from '@jhalak/kernel';
import { openFsBlobs } from '@jhalak/blobs-fs';
import type { Blobs } from '@jhalak/ports';
import { startCell, type TestCell } from '@jhalak/testing';

let cell: TestCell;
before(async () => {
  cell = await startCell({ cold: true, startMs: Date.UTC(2026, 11, 1) });
});
after(async () => {
  await cell.close();
});

async function sweep(): Promise<number> {
  const all = cell.cell.features.flatMap(({ sweeps }) => sweeps);
  const found = all.find(({ name }) => name === 'media.cool');
  assert.ok(found, 'a cell with a slower disk has the sweep');
  return await found.run();
}

const placeOf = async (id: string) => await cell.parts.tiers?.placeOf(`renditions/${id}/360.mp4`);

async function shown(id: string): Promise<void> {
  await cell.parts.database.query(
    {
      name: 'test.shown',
      text: `INSERT INTO video_sources (video_id, day, source, impressions, views) VALUES ($1, $2, 'new', 1, 0)`,
    },
    [id, Math.floor(cell.parts.clock.nowMs() / DAY_MS)],
  );
}

test('clips that nobody was shown for the days of the policy move, play as before, and come back when they are shown', async () => {
  const creator = await cell.account('maker_of_old');
  const old = await cell.publish({ personId: creator.personId });
  const asked = await cell.publish({ personId: creator.personId });
  cell.parts.clock.advance(29 * DAY_MS);
  await sweep();
  assert.equal(await placeOf(old), 'hot', 'a day too young');
  cell.parts.clock.advance(2 * DAY_MS);
  await shown(asked);
  const young = await cell.publish({ personId: creator.personId });
  assert.equal(await sweep(), 1);
  assert.deepEqual(
    [await placeOf(old), await placeOf(asked), await placeOf(young)],
    ['cold', 'hot', 'hot'],
  );
  await cell.drain();
  const { status } = await fetch(`${cell.url}/media/${old}/360.mp4`);
  assert.equal(status, 200, 'it plays');
  const usage = await blobUsage(cell.parts.blobs, cell.cell.manifests, cell.parts.tiers);
  const line = usage.find(({ prefix }) => prefix === 'renditions');
  assert.equal(line?.files, 3);
  assert.ok(line.coldBytes > 0 && line.coldBytes < line.bytes, 'some of it');
  const told: string[] = [];
  const look = async (repair: boolean) =>
    await verifyBlobs({
      ...cellFiles(cell.cell),
      ...{ clock: systemClock, content: true, repair, graceMs: -DAY_MS },
      tell: ({ what, key }) => void told.push(`${what} ${key}`),
    });
  const found = await look(true);
  assert.deepEqual([told, found.missing, found.orphans], [[], 0, 0]);
  assert.ok(found.contentRead >= 3, 'read where they lie');
  const stray = `renditions/${cell.parts.ids.next()}/360.mp4`;
  await cell.parts.blobs.putBytes(stray, Buffer.from('of nobody'));
  await cell.parts.tiers?.cool(stray);
  assert.equal((await look(true)).deleted, 1);
  assert.equal(await cell.parts.tiers?.placeOf(stray), undefined);
  await shown(old);
  assert.equal(await sweep(), 1);
  assert.equal(await placeOf(old), 'hot');
  cell.parts.clock.advance(40 * DAY_MS);
  await sweep();
  assert.equal(await placeOf(old), 'cold');
  await cell.cell.videos.purge([old]);
  assert.equal(await placeOf(old), undefined, 'deleted in both places');
});

/** Runs `before` when a file of this key is about to be copied: it is open then, and lies in one place still. */
async function whileCopied(key: string, before: () => Promise<void>, work: () => Promise<unknown>) {
  const files = Object.getPrototypeOf(openFsBlobs({ folder: cell.parts.folder })) as Blobs;
  const { putStream } = files;
  files.putStream = async function (this: Blobs, ...asked) {
    if (asked[0] === key) await before();
    return await putStream.apply(this, asked);
  };
  try {
    await work();
  } finally {
    files.putStream = putStream;
  }
}

test('a clip that is deleted while it is copied to the slower disk leaves nothing there', async () => {
  const { database, clock } = cell.parts;
  const creator = await cell.account('deletes_quickly');
  const id = await cell.publish({ personId: creator.personId });
  clock.advance(40 * DAY_MS);
  let purged: Promise<void> | undefined;
  const deleting = async (): Promise<void> => {
    purged ??= cell.cell.videos.purge([id]);
    // Until its bytes are gone, or whoever deletes them waits for this copy.
    for (;;) {
      const waiting = await database.query({
        name: 'test.files_waiting',
        text: `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'`,
      });
      if (waiting.length > 0 || (await placeOf(id)) === undefined) return;
    }
  };
  await database.transaction(async (tx) => {
    // The row outlives its bytes for as long as this takes.
    await tx.query(
      { name: 'test.hold', text: 'SELECT 1 FROM videos WHERE video_id = $1 FOR UPDATE' },
      [id],
    );
    await whileCopied(`renditions/${id}/360.mp4`, deleting, sweep);
  });
  await purged;
  assert.ok(purged, 'it was copied');
  assert.equal(await placeOf(id), undefined);
});

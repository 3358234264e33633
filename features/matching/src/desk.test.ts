// What waits for orders to end, with more of it than one sweep looks at.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestParts, type TestParts } from '@jhalak/testing/parts';
import { HoldDesk } from './desk.ts';
import { GoneClips } from './gone-clips.ts';
import { HoldStore } from './hold-store.ts';

const MIGRATIONS = [{ owner: 'matching', folder: new URL('../migrations/', import.meta.url) }];
/** One more than a sweep looks at. */
const MANY = 201;

let parts: TestParts;
before(async () => {
  parts = await openTestParts({ migrations: MIGRATIONS });
});
after(async () => {
  await parts.close();
});

test('holds of orders that stand do not keep the sweep from one whose order has ended', async () => {
  const { database, ids } = parts;
  const freed = ids.next();
  const originals = Array.from({ length: MANY }, (_, at) => (at === MANY - 1 ? freed : ids.next()));
  for (const [at, original] of originals.entries())
    await database.query(
      {
        name: 'test.hold',
        text: `INSERT INTO matching_holds (video_id, upload_id, person_id, state, cause, matched, exempt, original_id, kind, reason,
            at_clip_ms, distance, width_px, height_px, at_ms)
          VALUES ($1, $2, $3, 'open', 'order', $4, '{}', $5, 'pdq', '', 0, 0, 360, 640, $6)`,
      },
      [ids.next(), ids.next(), ids.next(), `order/${original}`, original, at],
    );
  const desk = new HoldDesk({
    ...parts,
    holds: new HoldStore(parts),
    media: () => ({ decideHeld: () => Promise.resolve(true) }),
    withheld: (_on, videoIds) => Promise.resolve(new Set(videoIds.filter((id) => id !== freed))),
  });
  assert.equal(await desk.sweep(), 0);
  assert.equal(await desk.sweep(), 1);
  const left = await new HoldStore(parts).page({ states: ['released'] }, undefined, 10);
  assert.deepEqual(
    left.map(({ original_id: id }) => id),
    [freed],
  );
  assert.equal(await desk.sweep(), 0, 'and again from the beginning');
});

test('clips under orders that stand do not keep one that is free from being forgotten', async () => {
  const { database, clock, ids } = parts;
  const clips = Array.from({ length: 5 }, () => ids.next());
  for (const [at, videoId] of clips.entries())
    await database.query(
      {
        name: 'test.kept',
        text: `INSERT INTO matching_kept (video_id, position, frames, sound, at_ms) VALUES ($1, $2, 'a', 'b', $2)`,
      },
      [videoId, at],
    );
  const [silent, last] = clips.slice(-2);
  const among = (lit: (string | undefined)[]) => (_on: unknown, videoIds: readonly string[]) =>
    Promise.resolve(new Set(videoIds.filter((id) => !lit.includes(id))));
  const gone = new GoneClips({
    ...{ database, clock },
    withheld: among([silent, last]),
    silencedByOthers: (_on, videoIds) =>
      Promise.resolve(new Set(videoIds.filter((id) => id === silent))),
  });
  for (const forgotten of [0, 0, 1, 0]) assert.equal(await gone.sweep(2), forgotten);
  const left = await database.query<{ video_id: string; frames: Buffer }>({
    name: 'test.left',
    text: 'SELECT video_id, frames FROM matching_kept ORDER BY position',
  });
  assert.deepEqual(
    left.map(({ video_id: id, frames }) => [id, frames.byteLength]),
    clips.slice(0, -1).map((id) => [id, id === silent ? 0 : 1]),
    'of what is only silenced no picture is kept',
  );
});

// Lists and what they held, over a real database.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestParts, type TestParts } from '@jhalak/testing/parts';
import { HoldStore } from '../hold-store.ts';
import { ListStore } from './list-store.ts';

const MIGRATIONS = [{ owner: 'matching', folder: new URL('../../migrations/', import.meta.url) }];
let parts: TestParts;
before(async () => {
  parts = await openTestParts({ migrations: MIGRATIONS });
});
after(async () => await parts.close());

test('each list tells how much it held and how much of that waits, also once it has ended', async () => {
  const { ids } = parts;
  const lists = new ListStore(parts);
  const holds = new HoldStore(parts);
  const csv = `hash\n${'ab'.repeat(32)}\n`;
  const [one, other] = [
    await lists.take(ids.next(), { name: 'One', issuer: 'Test', csv }),
    await lists.take(ids.next(), { name: 'Other', issuer: 'Test', csv }),
  ];
  for (const [list, state] of [
    [one, 'open'],
    [one, 'appealed'],
    [one, 'released'],
    [other, 'final'],
  ] as const)
    await parts.database.query(
      {
        name: 'test.hold',
        text: `INSERT INTO matching_holds (video_id, upload_id, person_id, state, cause, matched, exempt, list_id, kind, reason,
            at_clip_ms, distance, width_px, height_px, at_ms)
          VALUES ($1, $2, $3, $4, 'list', 'list', '{}', $5, 'pdq', '', 0, 0, 360, 640, 1)`,
      },
      [ids.next(), ids.next(), ids.next(), state, list.list_id],
    );
  await lists.end(one.list_id, ids.next());
  const told = (await lists.lists()).map(({ name, held, waiting, ended_at_ms: ended }) => [
    ...[name, held, waiting, ended !== null],
  ]);
  assert.deepEqual(new Set(told.map(String)), new Set(['One,3,2,true', 'Other,1,0,false']));
  const states = ['open', 'appealed', 'released', 'final'] as const;
  const seen = await holds.page({ states, list: one.list_id }, undefined, 10);
  assert.deepEqual(
    seen.map(({ state }) => state).toSorted(),
    ['appealed', 'open', 'released'],
    'of this list alone',
  );
});

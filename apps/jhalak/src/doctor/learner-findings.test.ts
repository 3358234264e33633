import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startCell, type TestCell } from '@jhalak/testing';
import { learnerFindings } from './learner-findings.ts';
import { originalsFindings } from './originals-findings.ts';

let cell: TestCell;
before(async () => {
  cell = await startCell();
});
after(() => cell.close());

async function note(window: number, troubled: readonly string[]): Promise<void> {
  await cell.parts.database.query(
    {
      name: 'test.note',
      text: `INSERT INTO taste_snapshots (window_number, blob_key, made_at_ms, troubled) VALUES ($1, 'x', 1, $2)`,
    },
    [window, troubled],
  );
}

test('heads that pause are told of, as of the newest snapshot', async () => {
  await cell.parts.database.query({ name: 'test.none', text: 'DELETE FROM taste_snapshots' });
  assert.deepEqual(await learnerFindings(cell.parts.database), []);
  await note(5, ['finish', 'skip']);
  const [bad] = await learnerFindings(cell.parts.database);
  assert.equal(bad?.state, 'warning');
  assert.match(bad.what, /finish, skip/);
  assert.ok(bad.mend !== undefined);
  await note(6, []);
  assert.deepEqual(
    (await learnerFindings(cell.parts.database)).map(({ state }) => state),
    ['ok'],
  );
});

test('originals that were found damaged are counted', async () => {
  const { database, ids } = cell.parts;
  assert.deepEqual(await originalsFindings(database), []);
  await database.query(
    {
      name: 'test.damaged',
      text: `INSERT INTO media_originals (person_id, video_id, bytes, kept_at_ms, plain_left, damaged_at_ms)
        VALUES ($1, $2, 1, 1, true, 1)`,
    },
    [ids.next(), ids.next()],
  );
  const [found] = await originalsFindings(database);
  assert.deepEqual([found?.state, found?.part], ['warning', 'originals']);
  assert.match(found?.what ?? '', /damaged: 1$/u);
});

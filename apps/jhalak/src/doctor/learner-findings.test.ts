import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startCell, type TestCell } from '@jhalak/testing';
import { learnerFindings } from './learner-findings.ts';

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

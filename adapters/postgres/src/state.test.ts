import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stateConformance } from '@jhalak/ports/conformance';
import { openTestParts } from '@jhalak/testing/parts';
import { PostgresState } from './index.ts';

stateConformance('postgres', async () => {
  const { database, state, clock, ids, close } = await openTestParts();
  return { state, clock, ids, openAgain: () => new PostgresState(database, clock), close };
});

test('what is set while an earlier change is written is written by the same flush', async () => {
  const { database, state, clock, ids, close } = await openTestParts();
  const [first, second] = [ids.next(), ids.next()];
  const set = async (key: string): Promise<void> =>
    await state.setSoon('test', {
      key,
      value: Buffer.from(key),
      expiresAtMs: clock.nowMs() + 60_000,
    });
  const holder = await database.pool.connect();
  try {
    await holder.query('BEGIN; LOCK TABLE state_entries IN EXCLUSIVE MODE');
    await set(first);
    const flushed = state.flush();
    // The write of the first waits for the table by now.
    for (let waits = false; !waits;) {
      const { rows } = await holder.query(
        `SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'state_entries'::regclass`,
      );
      waits = rows.length > 0;
    }
    await set(second);
    await holder.query('COMMIT');
    await flushed;
    const { rows } = await holder.query('SELECT key FROM state_entries ORDER BY key');
    assert.deepEqual(
      rows.map(({ key }: { key: string }) => key),
      [first, second].toSorted(),
    );
  } finally {
    holder.release();
    await close();
  }
});

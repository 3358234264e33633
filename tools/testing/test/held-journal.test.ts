import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCell } from '@jhalak/testing';

test('a link to nothing is answered while somebody’s transaction holds up the journal', async () => {
  const cell = await startCell();
  const begun = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const held = cell.parts.database.transaction(async (tx) => {
    await cell.parts.journal.append(tx, [
      { stream: 'taste.viewer', key: cell.parts.ids.next(), type: 'reset', facts: {} },
    ]);
    begun.resolve();
    await finish.promise;
  });
  try {
    await begun.promise;
    const creator = await cell.account('maker_one');
    const videoId = await cell.publish({ personId: creator.personId });
    const unknown = await cell.api('GET', `/v1/videos/${cell.parts.ids.next()}`);
    assert.equal(unknown.status, 404);
    finish.resolve();
    await held;
    await cell.drain();
    assert.equal((await cell.api('GET', `/v1/videos/${videoId}`)).status, 200);
  } finally {
    finish.resolve();
    await held;
    await cell.close();
  }
});

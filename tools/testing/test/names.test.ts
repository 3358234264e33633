// A creator's new name reaches the cards that were made with the old one, in every process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCell } from '@jhalak/jhalak';
import { startCell, type TestPerson } from '@jhalak/testing';

const OPTIONS = {
  maxUploadBytes: 1_000,
  maxDurationMs: 1_000,
  undoDays: 7,
  encodeConcurrency: 1,
};

test('a creator’s new name stands on their clips at once, in this process and in another', async () => {
  const cell = await startCell();
  const other = createCell(cell.cell.parts, OPTIONS);
  try {
    await other.start(['api']);
    const named = async (handle: string, displayName: string): Promise<TestPerson> => {
      const person = await cell.account(handle);
      await rename(person, displayName);
      return person;
    };
    const rename = async ({ token }: TestPerson, displayName: string): Promise<void> => {
      const reply = await cell.api('PATCH', '/v1/profile', { token, body: { displayName } });
      assert.equal(reply.status, 200);
    };
    const maker = await named('maker_one', 'Old Name');
    const videoIds = [
      await cell.publish({ personId: maker.personId }),
      await cell.publish({ personId: maker.personId }),
    ];
    const still = await named('maker_two', 'Same');
    videoIds.push(await cell.publish({ personId: still.personId }));
    const names = async (): Promise<unknown[]> => {
      await cell.drain();
      for (const feature of other.features) await feature.catchUp?.();
      const shown = await Promise.all(
        [cell.cell, other].map((one) => one.videos.present(videoIds, undefined)),
      );
      return shown.map((texts) =>
        videoIds.map((id) => {
          const video = JSON.parse(texts.get(id) ?? '{}') as { creator?: { displayName: string } };
          return video.creator?.displayName;
        }),
      );
    };
    const before = ['Old Name', 'Old Name', 'Same'];
    assert.deepEqual(await names(), [before, before]);
    await rename(maker, 'नया नाम');
    const after = ['नया नाम', 'नया नाम', 'Same'];
    assert.deepEqual(await names(), [after, after]);
  } finally {
    await other.stop();
    await cell.close();
  }
});

// What an operator hears when the journal, or somebody who reads it, does not move.

import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { startCell } from '@jhalak/testing';

interface Health {
  status: string;
  journal: {
    window: number;
    standingStill?: { reader: string; window: number; stopped: boolean }[];
    unreadable?: { reader: string; events: number; lastWindow: number }[];
  };
  publicLog?: { stopped: boolean; waiting: number; sinceMs?: number };
}

test('health names a follower that has stopped, and a consumer that stands still for long', async () => {
  const cell = await startCell();
  const { journal, database, clock, ids } = cell.parts;
  const health = async () => await cell.api<Health>('GET', '/v1/health');
  const broken = { streams: ['taste.viewer'], handle: () => Promise.reject(new Error('broken')) };
  try {
    assert.equal((await health()).status, 200);
    const entry = { stream: 'taste.viewer', key: ids.next(), type: 'reset', facts: {} };
    await database.transaction((tx) => journal.append(tx, [entry]));
    const window = await journal.seal();
    const consumer = await journal.consume({ name: 'test.broken_consumer', ...broken });
    await assert.rejects(consumer.catchUp());
    assert.equal((await health()).status, 200, 'a moment is no reason to leave the service');
    clock.advance(10_000);
    const still = await health();
    assert.equal(still.status, 503);
    assert.equal(still.body.status, 'unavailable');
    assert.deepEqual(
      still.body.journal.standingStill?.map(({ reader, ...rest }) => [reader, rest.window]),
      [['test.broken_consumer', window]],
    );
    assert.doesNotMatch(JSON.stringify(still.body), /"reason"/);
    await consumer.stop();
    assert.equal((await health()).status, 200);
    const follower = await journal.follow({ name: 'test.broken', afterWindow: 0, ...broken });
    await assert.rejects(follower.catchUp());
    const stopped = await health();
    assert.equal(stopped.status, 503);
    assert.partialDeepStrictEqual(stopped.body.journal.standingStill, [
      { reader: 'test.broken', window, stopped: true },
    ]);
  } finally {
    await cell.close();
  }
});

test('a clip is hidden, counted and learned from although somebody’s key is missing', async () => {
  const cell = await startCell();
  const { database, clock, ids } = cell.parts;
  try {
    const creator = await cell.account('maker_one');
    const videoId = await cell.publish({ personId: creator.personId });
    await cell.drain();
    const viewer = await cell.viewer();
    const page = await cell.api<{ items: { slot: string }[] }>('GET', '/v1/feeds/for-you', {
      token: viewer.token,
    });
    const slot = page.body.items[0]?.slot;
    assert.ok(slot);
    clock.advance(8_500);
    const event = { type: 'progress', slot, watchMs: 8_000, at: clock.nowMs(), seq: 1 };
    await cell.api('POST', '/v1/events', { token: viewer.token, body: { events: [event] } });
    await database.query(
      { name: 'test.lose', text: 'UPDATE journal SET subject = $2 WHERE subject = $1' },
      [viewer.personId, ids.next()],
    );
    await database.transaction(async (tx) => {
      await cell.cell.videos.moderate(tx, videoId, { kind: 'remove', reason: 'spam', note: '' });
    });
    await cell.drain();
    assert.equal((await cell.api('GET', `/v1/videos/${videoId}`)).status, 404);
    const { status, body } = await cell.api<Health>('GET', '/v1/health');
    assert.equal(status, 200);
    assert.deepEqual(body.journal.unreadable?.map(({ reader }) => reader).toSorted(), [
      'search.trends',
      'taste.learner',
      'videos.counts',
    ]);
  } finally {
    await cell.close();
  }
});

test('health tells of a public log that cannot be written, and people go on watching', async () => {
  const cell = await startCell();
  const { database, clock, folder } = cell.parts;
  const logFolder = join(folder, 'log');
  const { border } = cell.cell;
  const told = async () => {
    const { status, body } = await cell.api<Health>('GET', '/v1/health');
    assert.equal(status, 200);
    return body.publicLog;
  };
  try {
    await border.publish();
    await rm(logFolder, { recursive: true, force: true });
    await writeFile(logFolder, 'where a folder must be');
    const saidAtMs = clock.nowMs();
    await database.transaction((tx) =>
      border.log.append(tx, { kind: 'policy', act: 'test.written' }),
    );
    await assert.rejects(border.publish());
    assert.equal(await told(), undefined, 'a moment is nothing to tell of');
    clock.advance(10_000);
    const late = await told();
    assert.ok(late !== undefined && late.waiting > 0 && (late.sinceMs ?? Infinity) <= saidAtMs);
    await rm(logFolder);
    await border.publish();
    assert.equal(await told(), undefined);
  } finally {
    await cell.close();
  }
});

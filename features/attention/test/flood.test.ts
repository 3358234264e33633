import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RouteReply } from '@jhalak/contracts';
import { JhalakError } from '@jhalak/kernel';
import { openTestParts } from '@jhalak/testing/parts';
import { createAttention } from '../src/index.ts';
import { WAITING_MAX } from '../src/event-writer.ts';

test('a flood of requests beyond what may wait is told to come back, and every other event counts', async () => {
  const folder = new URL('../migrations/', import.meta.url);
  const parts = await openTestParts({ migrations: [{ owner: 'attention', folder }] });
  const attention = createAttention(parts);
  const post = attention.routes.find(({ name }) => name === 'postEvents');
  assert.ok(post);
  const personId = parts.ids.next();
  await parts.keys.ensure(personId);
  const token = attention.issueSlot({
    ...{ personId, videoId: parts.ids.next(), durationMs: 8_000 },
    ...{ surface: 'feed' as const, position: 0, personal: true },
  });
  const caller = {
    ...{ personId, roles: [], languages: [], genres: [] },
    ...{ personal: true, sessionId: parts.ids.next() },
  };
  const send = async (seq: number): Promise<RouteReply> =>
    await post.handle({
      ...{ params: {}, query: {}, headers: {}, signal: AbortSignal.timeout(60_000), caller },
      body: { events: [{ type: 'progress', slot: token, seq, at: parts.clock.nowMs() }] },
    });
  const extra = 50;
  const outcomes = await Promise.allSettled(
    Array.from({ length: WAITING_MAX + extra }, (_one, seq) => send(seq)),
  );
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  assert.equal(refused.length, extra);
  for (const { reason } of refused) {
    assert.ok(reason instanceof JhalakError && reason.code === 'unavailable');
    assert.equal(reason.retryAfterS, 5);
  }
  const [row] = await parts.database.query<{ counted: number }>({
    name: 'test.counted',
    text: 'SELECT count(*)::int AS counted FROM attention_counted',
  });
  assert.equal(row?.counted, WAITING_MAX);
  // What was refused counts when it is sent again.
  assert.equal((await send(WAITING_MAX)).status, 202);
  await attention.stop?.();
  await parts.close();
});

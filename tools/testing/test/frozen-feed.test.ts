// The frozen feed beside the learned one: for an operator's own account, from models that are kept a day and a week.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FeedComparison, type FeedPage } from '@jhalak/contracts/feed';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import { Compile } from 'typebox/compile';

const DAY_MS = 86_400_000;
const GENRES = ['music', 'dance', 'sports', 'food'] as const;

async function watchOnly(cell: TestCell, { token }: TestPerson, genre: string): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    const page = await cell.api<FeedPage>('GET', '/v1/feeds/for-you?limit=12', { token });
    for (const { slot, video } of page.body.items) {
      if (video.genre !== genre) continue;
      cell.parts.clock.advance(9_000);
      const at = cell.parts.clock.nowMs();
      const events = [{ type: 'finish', slot, seq: 0, at, watchMs: 8_000 }];
      await cell.api('POST', '/v1/events', { token, body: { events } });
    }
    await cell.drain();
  }
}

async function freeze(cell: TestCell): Promise<void> {
  await cell.cell.taste.snapshot();
  const sweeps = cell.cell.features.flatMap((feature) => feature.sweeps);
  const sweep = sweeps.find(({ name }) => name === 'taste.freeze');
  assert.ok(sweep);
  await sweep.run();
}

async function compare(cell: TestCell, { token }: TestPerson): Promise<FeedComparison> {
  const reply = await cell.api<FeedComparison>('GET', '/v1/feeds/compare', { token });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  assert.ok(Compile(FeedComparison).Check(reply.body), JSON.stringify(reply.body));
  return reply.body;
}

test('the live feed follows what was watched since, the frozen one stands where it stood', async () => {
  const cell = await startCell();
  try {
    for (const handle of ['maker_a', 'maker_b', 'maker_c', 'maker_d', 'maker_e']) {
      const { personId } = await cell.account(handle);
      for (const genre of GENRES) {
        // More than a page of what is unseen must be left at the end.
        for (let clip = 0; clip < 4; clip += 1) await cell.publish({ personId, genre });
      }
    }
    await cell.drain();
    const operator = await cell.account('operator_one', { genres: [] });
    await cell.cell.accounts.grantRole({ personId: operator.personId, role: 'operator' });
    const first = await compare(cell, operator);
    assert.deepEqual([first.frozen, first.keptSinceMs], [null, null]);
    await watchOnly(cell, operator, 'dance');
    await freeze(cell);
    const frozenAtMs = (await compare(cell, operator)).keptSinceMs;
    assert.ok(frozenAtMs !== null && (await compare(cell, operator)).frozen === null, 'too young');
    cell.parts.clock.advance(2 * DAY_MS);
    const maker = await cell.account('maker_f');
    const later = await cell.publish({ personId: maker.personId, genre: 'food' });
    await cell.drain();
    await watchOnly(cell, operator, 'food');
    await freeze(cell);
    const { frozen, live, popular, ...rest } = await compare(cell, operator);
    assert.ok(frozen !== null);
    assert.deepEqual(
      [rest.frozenAtMs, rest.keptSinceMs, rest.personal],
      [frozenAtMs, frozenAtMs, true],
    );
    const has = (feed: FeedComparison['live'], genre: string): number =>
      feed.items.filter(({ video }) => video.genre === genre).length;
    assert.ok(has(live, 'food') > has(frozen, 'food'), 'live learned of food');
    assert.ok(has(frozen, 'dance') > 0);
    assert.ok(!frozen.items.some(({ video }) => video.id === later), 'made after its day');
    assert.equal(live.same, 1);
    for (const { same } of [frozen, popular]) assert.ok(same >= 0 && same < 1);
    const viewer = await cell.account('viewer_one');
    const refused = await cell.api('GET', '/v1/feeds/compare', { token: viewer.token });
    assert.equal(refused.status, 403);
    cell.parts.clock.advance(10 * DAY_MS);
    await freeze(cell);
    const kept = await cell.parts.database.query({
      name: 'test.frozen',
      text: 'SELECT day FROM taste_frozen',
    });
    assert.equal(kept.length, 1, 'a week is kept, and today');
  } finally {
    await cell.close();
  }
});

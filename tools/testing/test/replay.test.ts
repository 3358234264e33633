// The journal is the truth: whatever is computed from it can be computed again and comes out the same.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import { createTaste } from '@jhalak/taste';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import fc from 'fast-check';

interface Slots {
  items: { slot: string; video: { id: string } }[];
}

let cell: TestCell;
const viewers: TestPerson[] = [];
let creators: string[] = [];
before(async () => {
  cell = await startCell();
  creators = await Promise.all(
    ['one', 'two', 'three'].map((name) =>
      cell.cell.accounts.createPerson({ handle: `maker_${name}` }),
    ),
  );
  for (let clip = 0; clip < 24; clip += 1) {
    const genre = ['music', 'dance', 'sports', 'food'][clip % 4] ?? 'music';
    await cell.publish({
      personId: creators[clip % 3] ?? '',
      genre,
      language: clip % 2 === 0 ? 'hi' : 'ta',
    });
  }
  for (const personId of creators) await trust(personId);
  await writeCards();
  const consent = { personalisation: true, lock: true, ads: false };
  const notice = noticeRead('en');
  for (let viewer = 0; viewer < 4; viewer += 1)
    viewers.push(await cell.viewer({ consent: { ...consent, ...notice } }));
  await cell.drain();
});
after(async () => {
  await cell.close();
});

/** Their clips become lock cards without a look. */
async function trust(personId: string): Promise<void> {
  await cell.cell.cards.addRule({
    kind: 'creator',
    subject: personId,
    note: 'test',
    author: 'test',
    untilMs: cell.parts.clock.nowMs() + 30 * 86_400_000,
  });
}

/** Cards that are in no item table, as stories are. */
async function writeCards(): Promise<void> {
  const editor = await cell.account('replay_editor');
  await cell.cell.accounts.grantRole({ personId: editor.personId, role: 'editor' });
  for (let card = 0; card < 12; card += 1) {
    const body = {
      language: card % 2 === 0 ? 'hi' : 'ta',
      headline: `Card ${card} of the desk`,
      summary: '',
      attribution: ['Desk'],
      genre: ['news', 'travel', 'learning'][card % 3],
      age: 'all',
    };
    const reply = await cell.api('POST', '/v1/desk/cards', { token: editor.token, body });
    assert.equal(reply.status, 201);
  }
}

/** One thing that somebody does. */
type Act =
  | { kind: 'watch'; viewer: number; item: number; watchMs: number }
  | { kind: 'like' | 'follow' | 'refuse' | 'reset'; viewer: number; item: number }
  | { kind: 'look'; viewer: number; item: number; dwellMs: number; then: Then }
  | { kind: 'publish' | 'remove'; item: number }
  | { kind: 'settle' | 'snapshot' | 'withdraw'; viewer: number };

type Then = 'open' | 'save' | 'share' | 'not_interested' | 'seen' | 'other';
const viewerIndex = fc.nat(3);
const itemIndex = fc.nat(5);
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('watch' as const),
      viewer: viewerIndex,
      item: itemIndex,
      watchMs: fc.nat(9_000),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('look' as const),
      viewer: viewerIndex,
      item: itemIndex,
      dwellMs: fc.nat(12_000),
      then: fc.constantFrom<Then>('open', 'save', 'share', 'not_interested', 'seen', 'other'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('like' as const, 'follow' as const, 'refuse' as const),
      viewer: viewerIndex,
      item: itemIndex,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('reset' as const),
      viewer: viewerIndex,
      item: itemIndex,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('publish' as const, 'remove' as const),
      item: itemIndex,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('settle' as const, 'snapshot' as const),
      viewer: viewerIndex,
    }),
  },
);

let seq = 0;

async function carryOut(one: Act): Promise<void> {
  if (one.kind === 'settle') return await cell.drain();
  if (one.kind === 'snapshot') return await cell.cell.taste.snapshot();
  if (one.kind === 'publish') {
    await cell.publish({ personId: creators[one.item % 3] ?? '', genre: 'comedy' });
    return;
  }
  const viewer = viewers['viewer' in one ? one.viewer : 0];
  assert.ok(viewer);
  if (one.kind === 'look') return await look(viewer, one);
  const page = (await cell.api<Slots>('GET', '/v1/feeds/for-you?limit=6', { token: viewer.token }))
    .body;
  const item = page.items['item' in one ? one.item : 0];
  if (item === undefined) return;
  if (one.kind === 'remove') {
    await cell.parts.database.transaction(async (tx) => {
      await cell.cell.videos.moderate(tx, item.video.id, { kind: 'restrict_age', on: true });
    });
  } else if (one.kind === 'watch') {
    cell.parts.clock.advance(one.watchMs + 500);
    await send(viewer, [
      { type: 'impression', slot: item.slot, watchMs: 0 },
      { type: one.watchMs > 7_900 ? 'finish' : 'progress', slot: item.slot, watchMs: one.watchMs },
    ]);
  } else if (one.kind === 'refuse') {
    await send(viewer, [{ type: 'not_interested', slot: item.slot }]);
  } else if (one.kind === 'like') {
    await cell.api('PUT', `/v1/videos/${item.video.id}/like`, { token: viewer.token });
  } else if (one.kind === 'follow') {
    await cell.api('PUT', '/v1/people/maker_one/follow', { token: viewer.token });
  } else {
    await cell.api('DELETE', '/v1/taste', { token: viewer.token });
  }
}

// A lock screen: a glance, a stay told in two steps, and something done with the card.
async function look(viewer: TestPerson, one: Extract<Act, { kind: 'look' }>): Promise<void> {
  const caller = await cell.cell.accounts.authenticate(viewer.token);
  const signal = new AbortController().signal;
  const offer = await cell.cell.cards.offer({ caller, language: 'hi', limit: 6, signal });
  const slot = offer.slots[one.item]?.token;
  if (slot === undefined) return;
  cell.parts.clock.advance(one.dwellMs + 500);
  const [type, reason] =
    one.then === 'open' || one.then === 'save' || one.then === 'share'
      ? [one.then, undefined]
      : ['dismiss', one.then];
  const events = [
    { type: 'glance' },
    { type: 'dwell', dwellMs: Math.floor(one.dwellMs / 2) },
    { type: 'dwell', dwellMs: one.dwellMs },
    { type, ...(reason === undefined ? {} : { reason }) },
  ];
  const at = cell.parts.clock.nowMs();
  const reply = await cell.api<{ results: { ok: boolean }[] }>('POST', '/lock/v1/events', {
    token: viewer.token,
    body: {
      device: 'AAAAAAAAAAAAAAAAAAAAAA',
      consent: true,
      events: events.map((event) => ({ ...event, slot, at, seq: (seq += 1) })),
    },
  });
  assert.ok(
    reply.body.results.every((result) => result.ok),
    JSON.stringify(reply.body),
  );
}

async function send(viewer: TestPerson, events: object[]): Promise<void> {
  const at = cell.parts.clock.nowMs();
  const body = { events: events.map((event) => ({ ...event, at, seq: (seq += 1) })) };
  const reply = await cell.api<{ results: { ok: boolean }[] }>('POST', '/v1/events', {
    token: viewer.token,
    body,
  });
  assert.ok(
    reply.body.results.every((result) => result.ok),
    JSON.stringify(reply.body),
  );
}

async function learned(taste: TestCell['cell']['taste']): Promise<object> {
  const tastes = await Promise.all(viewers.map((viewer) => taste.viewer(viewer.personId)));
  return { model: taste.model(), tastes: tastes.map((one) => one ?? null) };
}

function anotherTaste(): TestCell['cell']['taste'] & {
  start?(): Promise<void>;
  stop?(): Promise<void>;
} {
  return createTaste({
    ...cell.parts,
    snapshotEveryMs: 3_600_000,
  });
}

test('a learner that was killed and started again, and one that begins from nothing, know the same as the one that lived on', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 25 }), async (acts) => {
      for (const one of acts) await carryOut(one);
      await cell.drain();
      const living = await learned(cell.cell.taste);
      // Killed: the living one never writes; a second one starts from the last snapshot and replays the rest.
      const restarted = anotherTaste();
      await restarted.start?.();
      assert.deepEqual(await learned(restarted), living);
      await cell.parts.database.query({
        name: 'test.forget_viewers',
        text: 'DELETE FROM taste_viewers',
      });
      await cell.parts.database.query({
        name: 'test.forget_snapshots',
        text: 'DELETE FROM taste_snapshots',
      });
      const fromNothing = anotherTaste();
      await fromNothing.start?.();
      assert.deepEqual(await learned(fromNothing), living);
      // What `fromNothing` writes at its end is a snapshot of the same state: the living one goes on beside it.
      await fromNothing.stop?.();
    }),
    { numRuns: 6, seed: 20_261_122 },
  );
});

test('counts that are computed again are the same', async () => {
  await cell.drain();
  const read = async (): Promise<unknown[]> =>
    await cell.parts.database.query({
      name: 'test.counts',
      text: 'SELECT video_id, views, likes FROM video_counts ORDER BY 1',
    });
  const living = await read();
  assert.ok(
    living.some((row) => (row as { views: number }).views > 0),
    'nothing was counted',
  );
  await cell.cell.videos.rebuildCounts();
  assert.notDeepEqual(await read(), living, 'the rebuild must begin from zero');
  const consumer = cell.cell.features
    .flatMap((feature) => feature.consumers)
    .find((one) => one.name === 'videos.counts');
  assert.ok(consumer);
  await cell.cell.stop();
  const again = await cell.parts.journal.consume(consumer);
  await again.catchUp();
  await again.stop();
  assert.deepEqual(await read(), living);
});

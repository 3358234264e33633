// A story that goes on for days, told by a source of this test's own.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DAY_MS, HOUR_MS } from '@jhalak/kernel';
import { CardLife } from '../src/card-life.ts';
import { CardStore } from '../src/card-store.ts';
import { KillStore } from '../src/kill-store.ts';
import { proposals } from '../src/proposals.ts';
import { CardRules } from '../src/rules.ts';
import type { CardMaterial } from '../src/types.ts';
import { startCardsCell, type CardsCell } from './cards-cell.fixture.ts';

const STREAM = 'test.story';
let cell: CardsCell;

before(async () => {
  cell = await startCardsCell();
});
after(async () => await cell.close());

function partsOf() {
  const { clock, ids, journal, jobs } = cell.parts;
  const store = new CardStore({ journal, clock, ids });
  const life = new CardLife({ store, kills: new KillStore(clock), jobs, clock });
  return { ...cell.parts, store, life };
}

/** Tells the cell what a story says now. */
async function tell(itemId: string, happenedAtMs: number): Promise<void> {
  const { clock, ids, journal, database, store, life } = partsOf();
  const material: CardMaterial = {
    kind: 'story',
    itemId,
    tellings: [
      { language: 'en', headline: 'It goes on', summary: 'Still.', attribution: ['A paper'] },
    ],
    genre: 'news',
    age: 'all',
    openPath: `/stories/${itemId}`,
    happenedAtMs,
    trend: 0,
    durationMs: 0,
    story: { reports: 1, origins: 1, confirmed: true, disagreements: [] },
    picture: { kind: 'made', picture: undefined },
    publisherIds: [],
    sample: false,
  };
  const consumer = proposals({
    clock,
    ids,
    store,
    life,
    rules: new CardRules(journal, clock, ids),
    sources: [
      {
        kind: 'story',
        streams: [STREAM],
        itemOf: (event) => event.key,
        materials: async () => new Map([[itemId, material]]),
      },
    ],
  });
  const said = { window: 1, position: 1, atMs: clock.nowMs(), stream: STREAM, key: itemId };
  const event = { ...said, type: 'changed', facts: {}, subject: undefined, personal: undefined };
  await database.transaction(async (tx) => {
    await consumer.handle(tx, { window: 1, last: true, events: [event] });
  });
  await cell.drain();
}

/** Ends what is over. @returns the story's cards in a state: no desk sees a story that is nowhere else. */
async function cardsOf(itemId: string, state: 'proposed' | 'approved' | 'expired') {
  const { database, store, life } = partsOf();
  await database.transaction(async (tx) => await life.endDue(tx, 100));
  const cards = await store.page(database, { state, limit: 100 });
  return cards.filter((card) => card.itemId === itemId);
}

test('an approved card of a story that goes on stays past two days, and one of a story that is over does not', async () => {
  const { clock, ids } = cell.parts;
  const [on, over] = [ids.next(), ids.next()];
  const beganMs = clock.nowMs();
  for (const item of [on, over]) {
    await tell(item, beganMs);
    const [card] = await cardsOf(item, 'proposed');
    assert.equal((await cell.act(card?.cardId ?? '', { action: 'approve' })).status, 200);
  }
  clock.advance(40 * HOUR_MS);
  await tell(on, clock.nowMs() - HOUR_MS);
  clock.advance(12 * HOUR_MS);
  assert.equal((await cardsOf(on, 'approved')).length, 1);
  assert.equal((await cardsOf(over, 'approved')).length, 0);
});

test('what is new about a story whose card has ended is proposed; what only repeats is not', async () => {
  const { clock, ids } = cell.parts;
  const story = ids.next();
  const beganMs = clock.nowMs();
  await tell(story, beganMs);
  clock.advance(5 * DAY_MS);
  assert.equal((await cardsOf(story, 'expired')).length, 1);
  await tell(story, beganMs);
  assert.deepEqual(await cardsOf(story, 'proposed'), []);
  const newsMs = clock.nowMs() - HOUR_MS;
  await tell(story, newsMs);
  const [again] = await cardsOf(story, 'proposed');
  assert.equal(again?.untilMs, newsMs + 2 * DAY_MS);
});

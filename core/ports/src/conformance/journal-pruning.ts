// What deleting from a Journal must keep to: nobody misses what they have not read, and reading again gives the same.

import assert from 'node:assert/strict';
import type { DurableConsumer, JournalBatch, JournalEvent } from '../journal.ts';
import type { JournalUnderTest } from './journal.ts';

type Claim = (what: string, body: (subject: JournalUnderTest) => Promise<void>) => void;

const [STREAM, OTHER] = ['test.thing', 'test.other'];
const DAY_MS = 86_400_000;

/** Declares the tests. */
export function pruning(claim: Claim): void {
  claim('windows whose days are over are deleted, but never the newest', async (subject) => {
    const { journal, clock } = subject;
    assert.equal(await journal.prune({ sealedBeforeMs: clock.nowMs(), consumers: [] }), 0);
    for (const n of [1, 2, 3]) await day(subject, STREAM, n);
    const limitMs = clock.nowMs() - DAY_MS;
    assert.equal(await journal.prune({ sealedBeforeMs: limitMs, consumers: [] }), 2);
    assert.deepEqual(await numbers(subject), [3]);
    clock.advance(1_000 * DAY_MS);
    const everything = { sealedBeforeMs: clock.nowMs(), consumers: [] };
    assert.equal(await journal.prune(everything), 0, 'the newest window numbers the next one');
    await day(subject, STREAM, 4);
    assert.equal(await journal.prune(everything), 1);
    assert.deepEqual(await numbers(subject), [4]);
    assert.equal(await journal.lastWindow(), 4);
  });

  claim('no window goes that a consumer has not handled, of its streams', async (subject) => {
    const { journal, clock } = subject;
    const consumer = collector('test.behind');
    for (const n of [1, 2]) await day(subject, STREAM, n);
    await (await journal.consume(consumer)).catchUp();
    const never = collector('test.never_ran');
    for (const n of [3, 4, 5]) await day(subject, STREAM, n);
    const limits = { sealedBeforeMs: clock.nowMs() };
    assert.equal(await journal.prune({ ...limits, consumers: [consumer, never] }), 0);
    assert.equal(await journal.prune({ ...limits, consumers: [consumer] }), 2);
    assert.equal(await journal.prune({ ...limits, consumers: [] }), 0, 'an unknown one counts too');
    await (await journal.consume(consumer)).catchUp();
    assert.deepEqual(consumer.numbers, [1, 2, 3, 4, 5]);
    assert.equal(await journal.prune({ ...limits, consumers: [consumer] }), 2);
  });

  claim('a consumer whose streams are quiet keeps nothing', async (subject) => {
    const { journal, clock } = subject;
    const quiet = { ...collector('test.quiet'), streams: [OTHER] };
    await day(subject, OTHER, 1);
    await (await journal.consume(quiet)).catchUp();
    for (const n of [2, 3]) await day(subject, STREAM, n);
    await day(subject, OTHER, 4);
    await day(subject, STREAM, 5);
    const limits = { sealedBeforeMs: clock.nowMs(), consumers: [quiet] };
    assert.equal(await journal.prune(limits), 3);
    await (await journal.consume(quiet)).catchUp();
    assert.deepEqual(quiet.numbers, [1, 4]);
  });

  claim('no window goes that a follower may ask for at its next start', async (subject) => {
    const { journal, clock } = subject;
    const follow = async (afterWindow: number): Promise<void> => {
      const handle = (): void => undefined;
      const reader = await journal.follow({ name: 'own', streams: [STREAM], afterWindow, handle });
      await reader.catchUp();
      await reader.stop();
    };
    for (const n of [1, 2, 3, 4]) await day(subject, STREAM, n);
    await follow(2);
    const limits = { sealedBeforeMs: clock.nowMs(), consumers: [] };
    assert.equal(await journal.prune(limits), 2, 'its snapshot holds two');
    assert.equal(await journal.prune(limits), 0);
    await follow(3);
    assert.equal(await journal.prune(limits), 1);
  });

  claim(
    'a follower that reads once holds windows while it reads, and none afterwards',
    async (subject) => {
      const { journal, clock } = subject;
      for (const n of [1, 2, 3]) await day(subject, STREAM, n);
      const once = { name: 'once', streams: [STREAM], afterWindow: 0, once: true as const };
      const reader = await journal.follow({ ...once, handle: () => undefined });
      const limits = { sealedBeforeMs: clock.nowMs(), consumers: [] };
      assert.equal(await journal.prune(limits), 0);
      await reader.catchUp();
      assert.equal(reader.window, 3);
      await reader.stop();
      assert.equal(await journal.prune(limits), 2, 'the newest window stays');
    },
  );

  claim(
    'what a consumer takes along makes reading again give the same; without, it is refused',
    async (subject) => {
      const { database, journal, clock } = subject;
      const kept: number[] = [];
      const keep = (_tx: unknown, batch: JournalBatch): Promise<void> => {
        kept.push(...numbersOf(batch.events));
        return Promise.resolve();
      };
      const taking = { ...collector('test.taking'), keep };
      const losing = collector('test.losing');
      for (let n = 1; n <= 6; n += 1) await day(subject, n % 3 === 0 ? OTHER : STREAM, n);
      await (await journal.consume(taking)).catchUp();
      await (await journal.consume(losing)).catchUp();
      const consumers = [taking, losing];
      assert.equal(
        await journal.prune({ sealedBeforeMs: clock.nowMs() - 2 * DAY_MS, consumers }),
        4,
      );
      assert.deepEqual(kept, [1, 2, 4]);
      await assert.rejects(
        database.transaction((tx) => journal.rewind(tx, losing)),
        /deleted/,
      );
      await database.transaction((tx) => journal.rewind(tx, taking));
      taking.numbers.splice(0);
      assert.equal(
        await journal.prune({ sealedBeforeMs: clock.nowMs(), consumers }),
        0,
        'a rewound consumer has everything before it',
      );
      await (await journal.consume(taking)).catchUp();
      assert.deepEqual([...kept, ...taking.numbers], [1, 2, 4, 5]);
    },
  );

  claim('processes that delete at once take every event along once', async (subject) => {
    const { journal, clock, openAgain } = subject;
    const kept: number[] = [];
    const taking: DurableConsumer = {
      ...collector('test.taking'),
      keep: (_tx, batch) => {
        kept.push(...numbersOf(batch.events));
        return Promise.resolve();
      },
    };
    for (let n = 1; n <= 9; n += 1) await day(subject, STREAM, n);
    await (await journal.consume(taking)).catchUp();
    const others = [await openAgain({ live: false }), await openAgain({ live: false })];
    const limits = { sealedBeforeMs: clock.nowMs(), consumers: [taking] };
    const deleted = await Promise.all([journal, ...others].map((one) => one.prune(limits)));
    assert.equal(
      deleted.reduce((sum, count) => sum + count, 0),
      8,
    );
    assert.deepEqual(kept, [1, 2, 3, 4, 5, 6, 7, 8]);
  });
}

/** One event in a window of its own, and a day passes. */
async function day(subject: JournalUnderTest, stream: string, n: number): Promise<void> {
  const { database, journal, clock } = subject;
  const entry = { stream, key: 'k', type: 'made', facts: { n } };
  await database.transaction((tx) => journal.append(tx, [entry]));
  await journal.seal();
  clock.advance(DAY_MS);
}

function collector(name: string): DurableConsumer & { numbers: number[] } {
  const collected: number[] = [];
  return {
    name,
    streams: [STREAM],
    numbers: collected,
    handle: (_tx, batch) => {
      collected.push(...numbersOf(batch.events));
      return Promise.resolve();
    },
  };
}

function numbersOf(events: readonly JournalEvent[]): number[] {
  return events.map((event) => Number(event.facts['n']));
}

// Read past the port's promises: a follower would be remembered, and hold back what comes next.
async function numbers({ database }: JournalUnderTest): Promise<number[]> {
  const rows = await database.query<{ n: number }>({
    name: 'test.kept',
    text: `SELECT (facts->>'n')::int AS n FROM journal ORDER BY position`,
  });
  return rows.map((row) => row.n);
}

// What every Journal adapter must do. The adapter's own test calls this with a factory.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ids, ManualClock } from '@jhalak/kernel';
import fc from 'fast-check';
import type { Database, Tx } from '../database.ts';
import { JOURNAL_BATCH_MAX } from '../journal.ts';
import type {
  DurableConsumer,
  Journal,
  JournalBatch,
  JournalEntry,
  JournalEvent,
  Subscription,
} from '../journal.ts';
import type { Keys } from '../keys.ts';
import { holdTransaction, type HeldTransaction } from './held-transaction.ts';
import { pruning } from './journal-pruning.ts';

/** One empty journal that moves only when asked to, in a database of region `in`. */
export interface JournalUnderTest {
  database: Database;
  journal: Journal;
  keys: Keys;
  ids: Ids;
  /** What the journal reads the time from. */
  clock: ManualClock;
  /** Seals what can be sealed now, without waiting for open transactions. */
  sealReady(): Promise<unknown>;
  /** Makes it as if the key store had lost this person's keys: their payloads in the journal open no more. */
  loseKeys(personId: string): Promise<void>;
  /** Opens the journal in another process's place; `live` ones seal and deliver by themselves. Closed by `close`. */
  openAgain(options: { live: boolean }): Promise<Journal>;
  /** Opens it as after a restore of its backup on another server, whose transaction ids begin anew. Closed by `close`. */
  openRestored(): Promise<Journal>;
  close(): Promise<void>;
}

const STREAM = 'test.thing';
const DELIVERED_LIMIT_MS = 10_000;

const SCHEMA = [
  'CREATE TABLE counters (key text PRIMARY KEY, n bigint NOT NULL)',
  'CREATE TABLE seen (consumer text, position bigint, PRIMARY KEY (consumer, position))',
];
// The row lock that every change of a thing takes; its number tells the order of commits.
const COUNT_UP = {
  name: 'test.count_up',
  text: `INSERT INTO counters (key, n) VALUES ($1, 1) ON CONFLICT (key) DO UPDATE SET n = counters.n + 1 RETURNING n`,
};
const SEE = { name: 'test.see', text: 'INSERT INTO seen (consumer, position) VALUES ($1, $2)' };

/** Declares the tests. `make` is called once a test. */
export function journalConformance(name: string, make: () => Promise<JournalUnderTest>): void {
  const claim: Claim = (what, body) => {
    test(`${name}: ${what}`, async () => {
      const subject = await make();
      try {
        for (const [index, text] of SCHEMA.entries()) {
          await subject.database.query({ name: `test.schema${index}`, text });
        }
        await body(subject);
      } finally {
        await subject.close();
      }
    });
  };
  delivering(claim);
  ordering(claim);
  consuming(claim);
  splitting(claim);
  following(claim);
  protecting(claim);
  restoring(claim);
  pruning(claim);
}

type Claim = (what: string, body: (subject: JournalUnderTest) => Promise<void>) => void;

function delivering(claim: Claim): void {
  claim(
    'what a reader gets is what was appended, of its streams only, in order',
    async ({ database, journal, ids }) => {
      const subject = ids.next();
      const entry: JournalEntry = {
        stream: STREAM,
        key: 'k',
        type: 'made',
        row: { table: 'things', key: 'k' },
        facts: { text: 'क्रिकेट "x" \\ {}', list: [1, null, { a: true }] },
        subject,
      };
      await database.transaction((tx) =>
        journal.append(tx, [entry, thing('k', 2), { ...thing('o', 1), stream: 'test.other' }]),
      );
      await database.transaction((tx) => journal.append(tx, []));
      const window = await journal.seal();
      const events = await replay(journal, 0);
      assert.deepEqual(
        events.map((event) => [
          event.stream,
          event.key,
          event.type,
          event.facts,
          event.subject,
          event.personal,
          event.window,
        ]),
        [
          [STREAM, 'k', 'made', entry.facts, subject, undefined, window],
          [STREAM, 'k', 'changed', { n: 2 }, undefined, undefined, window],
        ],
      );
      assert.ok(
        events.every(
          (event) => Number.isSafeInteger(event.atMs) && Number.isSafeInteger(event.position),
        ),
      );
      assert.equal((await replay(journal, 0, ['test.other'])).length, 1);
      assert.equal((await replay(journal, 0, ['test.none'])).length, 0);
    },
  );

  claim(
    'what was rolled back is never delivered, and an empty journal has nothing to seal',
    async ({ database, journal }) => {
      assert.equal(await journal.seal(), 0);
      await database
        .transaction(async (tx) => {
          await journal.append(tx, [thing('k', 1)]);
          throw new Error('changed my mind');
        })
        .catch(() => undefined);
      assert.equal(await journal.seal(), 0);
      await append(database, journal, 'k');
      const window = await journal.seal();
      assert.equal(await journal.seal(), window);
      assert.equal(await journal.lastWindow(), window);
      assert.equal((await replay(journal, 0)).length, 1);
    },
  );
}

type Step =
  | { kind: 'append'; tx: number; key: number }
  | { kind: 'commit' | 'rollback'; tx: number }
  | { kind: 'read' | 'broken read' };

const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('append' as const), tx: fc.nat(4), key: fc.nat(2) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('commit' as const), tx: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rollback' as const), tx: fc.nat(4) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('read' as const, 'broken read' as const) }),
  },
);

function ordering(claim: Claim): void {
  claim(
    'a change that began early and followed another late comes after it, also while a third is open',
    async ({ database, journal, sealReady }) => {
      const delivered: JournalEvent[] = [];
      const subscription = await journal.consume(
        recorder(database, 'overtaken', (event) => delivered.push(event)),
      );
      // Their ids are drawn in this order; the first to begin is the second to change the row.
      const [second, third, first] = [
        await holdTransaction(database),
        await holdTransaction(database),
        await holdTransaction(database),
      ];
      await changeIn(second.tx, journal, STREAM, 'other');
      await changeIn(third.tx, journal, STREAM, 'open');
      await changeIn(first.tx, journal, STREAM, 'row');
      await first.commit();
      await changeIn(second.tx, journal, STREAM, 'row');
      await second.commit();
      await sealReady();
      await subscription.catchUp();
      await third.commit();
      await journal.seal();
      await subscription.catchUp();
      assert.equal(delivered.length, 4);
      expectOrder(delivered);
      assert.deepEqual(await replay(journal, 0), delivered);
    },
  );

  claim(
    'an event that commits late is not lost: its id was drawn first',
    async ({ database, journal, sealReady }) => {
      const delivered: string[] = [];
      const subscription = await journal.consume(
        recorder(database, 'late', (event) => delivered.push(event.key)),
      );
      const early = await holdTransaction(database);
      await journal.append(early.tx, [thing('first id', 1)]);
      await append(database, journal, 'second id');
      await sealReady();
      await subscription.catchUp();
      await early.commit();
      await journal.seal();
      await subscription.catchUp();
      assert.deepEqual(delivered.toSorted(), ['first id', 'second id']);
      assert.deepEqual(
        (await replay(journal, 0)).map((event) => event.key),
        delivered,
      );
    },
  );

  claim(
    'whatever the order of appends, commits, rollbacks and reads: each event once, per key in order of commits',
    async (subject) => {
      let run = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(stepArbitrary, { minLength: 5, maxLength: 40 }),
          async (steps) => {
            run += 1;
            await checkSchedule(subject, steps, `test.run${run}`);
          },
        ),
        { numRuns: 100 },
      );
    },
  );

  claim(
    'writers side by side under a live reader: each event once, per key in order of commits',
    async (subject) => {
      const { database, openAgain } = subject;
      const live = await openAgain({ live: true });
      const delivered: JournalEvent[] = [];
      const all = Promise.withResolvers<void>();
      const [writers, rounds] = [8, 30];
      await live.consume(
        recorder(database, 'live', (event) => {
          delivered.push(event);
          if (delivered.length === writers * rounds) all.resolve();
        }),
      );
      const write = async (writer: number): Promise<void> => {
        for (let round = 0; round < rounds; round += 1) {
          await change(database, live, STREAM, `key ${(writer + round) % 3}`);
        }
      };
      await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
      await within(all.promise);
      expectOrder(delivered);
      assert.deepEqual(await replay(live, 0), delivered);
    },
  );
}

async function checkSchedule(
  subject: JournalUnderTest,
  steps: readonly Step[],
  stream: string,
): Promise<void> {
  const { database, journal, sealReady } = subject;
  const open = new Map<number, { held: HeldTransaction; count: number }>();
  const lockedBy = new Map<string, number>();
  const delivered: JournalEvent[] = [];
  let breaking = false;
  let committed = 0;
  const subscription = await journal.consume({
    name: stream,
    streams: [stream],
    handle: async (tx, batch) => {
      for (const event of batch.events) await tx.query(SEE, [stream, event.position]);
      if (breaking) throw new Error('a broken handler');
      delivered.push(...batch.events);
    },
  });
  const end = async (tx: number, how: 'commit' | 'rollback'): Promise<void> => {
    const ending = open.get(tx);
    if (ending === undefined) return;
    open.delete(tx);
    for (const [key, owner] of lockedBy) if (owner === tx) lockedBy.delete(key);
    await ending.held[how]();
    if (how === 'commit') committed += ending.count;
  };
  for (const step of steps) {
    if (step.kind === 'append') {
      const key = `${stream} ${step.key}`;
      if ((lockedBy.get(key) ?? step.tx) !== step.tx) continue;
      const current = open.get(step.tx) ?? { held: await holdTransaction(database), count: 0 };
      open.set(step.tx, { held: current.held, count: current.count + 1 });
      lockedBy.set(key, step.tx);
      await changeIn(current.held.tx, journal, stream, key);
    } else if (step.kind === 'commit' || step.kind === 'rollback') {
      await end(step.tx, step.kind);
    } else {
      breaking = step.kind === 'broken read';
      await sealReady();
      await subscription.catchUp().catch((error: unknown) => {
        if (!breaking) throw error;
      });
      breaking = false;
    }
  }
  for (const tx of [...open.keys()]) await end(tx, 'commit');
  await journal.seal();
  await subscription.catchUp();
  await subscription.stop();
  assert.equal(delivered.length, committed);
  expectOrder(delivered);
  assert.deepEqual(await replay(journal, 0, [stream]), delivered);
  assert.deepEqual(await replay(journal, 0, [stream]), delivered, 'a second replay gives the same');
}

function consuming(claim: Claim): void {
  claim(
    'a handler that throws keeps its position and its effects roll back',
    async ({ database, journal }) => {
      const delivered: number[] = [];
      let breaking = true;
      const subscription = await journal.consume({
        name: 'test.breaking',
        streams: [STREAM],
        handle: async (tx, batch) => {
          for (const event of batch.events) await tx.query(SEE, ['breaking', event.position]);
          if (breaking) throw new Error('not today');
          delivered.push(...batch.events.map((event) => event.position));
        },
      });
      await append(database, journal, 'k');
      await journal.seal();
      await assert.rejects(subscription.catchUp(), /not today/);
      await assert.rejects(subscription.catchUp(), /not today/);
      const stuck = journal.readers()[0]?.stuck;
      assert.deepEqual(
        [stuck?.window, stuck?.forGood, stuck?.reason],
        [await journal.lastWindow(), false, 'not today'],
      );
      assert.deepEqual(await seen(database, 'breaking'), []);
      breaking = false;
      await subscription.catchUp();
      await subscription.catchUp();
      assert.equal(delivered.length, 1);
      assert.deepEqual(await seen(database, 'breaking'), delivered);
      assert.equal(journal.readers()[0]?.stuck, undefined);
    },
  );

  claim(
    'a position outlives its process; two processes with one consumer share its events',
    async (subject) => {
      const { database, journal, openAgain } = subject;
      const other = await openAgain({ live: false });
      const delivered: number[] = [];
      const consumer = recorder(database, 'shared', (event) => delivered.push(event.position));
      const subscriptions = [await journal.consume(consumer), await other.consume(consumer)];
      for (let round = 0; round < 10; round += 1) {
        await append(database, journal, `key ${round}`);
        await journal.seal();
        await Promise.all(
          subscriptions.flatMap((subscription) => [subscription.catchUp(), subscription.catchUp()]),
        );
      }
      const third = await (await openAgain({ live: false })).consume(consumer);
      await third.catchUp();
      assert.equal((await seen(database, 'shared')).length, 10);
      assert.equal(new Set(delivered).size, 10);
    },
  );

  claim(
    'a reader is asked from several sides at once and still handles each event once',
    async ({ database, openAgain }) => {
      const live = await openAgain({ live: true });
      const delivered: number[] = [];
      const subscription = await live.follow({
        name: 'asked',
        streams: [STREAM],
        afterWindow: 0,
        handle: async (batch) => {
          // Lets others in between, as a handler that awaits does.
          await database.query({ name: 'test.pause', text: 'SELECT 1' });
          delivered.push(...batch.events.map((event) => event.position));
        },
      });
      for (let round = 0; round < 10; round += 1) {
        await append(database, live, 'k');
        await live.seal();
        await Promise.all([subscription.catchUp(), subscription.catchUp(), subscription.catchUp()]);
      }
      assert.equal(delivered.length, 10);
      assert.deepEqual(
        delivered,
        delivered.toSorted((a, b) => a - b),
      );
    },
  );

  claim('rewinding delivers everything again, in the same order', async ({ database, journal }) => {
    const delivered: number[] = [];
    const consumer = recorder(database, 'rewound', (event) => delivered.push(event.position));
    const subscription = await journal.consume(consumer);
    for (const key of ['a', 'b', 'c']) {
      await append(database, journal, key);
      await journal.seal();
    }
    await subscription.catchUp();
    const first = [...delivered];
    await database.transaction(async (tx) => {
      await journal.rewind(tx, consumer);
      await tx.query({ name: 'test.forget', text: 'DELETE FROM seen' });
    });
    await subscription.catchUp();
    assert.deepEqual(delivered, [...first, ...first]);
    await database
      .transaction(async (tx) => {
        await journal.rewind(tx, consumer);
        throw new Error('changed my mind');
      })
      .catch(() => undefined);
    await (await journal.consume(consumer)).catchUp();
    assert.equal(delivered.length, 6, 'a rewind that was rolled back did not happen');
  });
}

function splitting(claim: Claim): void {
  claim(
    'a window larger than a batch comes in parts, complete, and a reader can stop between them',
    async (subject) => {
      const { database, journal, openAgain } = subject;
      const total = 2 * JOURNAL_BATCH_MAX + 500;
      const entries = Array.from({ length: total }, (_, index) => thing(`key ${index % 7}`, index));
      await append(database, journal, 'before');
      await database.transaction((tx) => journal.append(tx, entries));
      await append(database, journal, 'after');
      const batches: JournalBatch[] = [];
      const consumer: DurableConsumer = {
        name: 'test.large',
        streams: [STREAM],
        handle: async (_tx, batch) => {
          if (batches.length === 1) batches.push({ ...batch, events: [] });
          else batches.push(batch);
          if (batches.length === 2) throw new Error('killed between two parts');
        },
      };
      const window = await journal.seal();
      await assert.rejects((await journal.consume(consumer)).catchUp(), /killed/);
      const again = await (await openAgain({ live: false })).consume(consumer);
      await again.catchUp();
      assert.equal(again.window, window);
      const numbers = batches.flatMap((batch) => batch.events.map((event) => event.facts['n']));
      assert.deepEqual(numbers, [1, ...entries.map((entry) => entry.facts['n']), 1]);
      assert.ok(batches.every((batch) => batch.events.length <= JOURNAL_BATCH_MAX));
      const parts = batches.filter(
        (batch) => batch.events.length > 0 && batch.window === batches[0]?.window,
      );
      assert.deepEqual(
        parts.map((part) => part.last),
        [...parts.slice(1).map(() => false), true],
      );
      assert.deepEqual(
        (await replay(journal, 0)).map((event) => event.facts['n']),
        numbers,
      );
    },
  );

  claim('exactly a full batch is one part', async ({ database, journal }) => {
    for (const count of [JOURNAL_BATCH_MAX, 1, JOURNAL_BATCH_MAX - 1, 1, 1]) {
      await database.transaction((tx) =>
        journal.append(
          tx,
          Array.from({ length: count }, (_, n) => thing('k', n)),
        ),
      );
      await journal.seal();
    }
    const batches: JournalBatch[] = [];
    const handle = (batch: JournalBatch): void => void batches.push(batch);
    await (
      await journal.follow({ name: 'full', streams: [STREAM], afterWindow: 0, handle })
    ).catchUp();
    assert.deepEqual(
      batches.map((batch) => [batch.window, batch.last, batch.events.length]),
      [JOURNAL_BATCH_MAX, 1, JOURNAL_BATCH_MAX - 1, 1, 1].map((count, index) => [
        index + 1,
        true,
        count,
      ]),
    );
  });
}

function following(claim: Claim): void {
  claim(
    'a follower begins after the window it names, and knows where it stands',
    async ({ database, journal }) => {
      const windows: number[] = [];
      for (const key of ['a', 'b', 'c']) {
        await append(database, journal, key);
        windows.push(await journal.seal());
      }
      for (const [index, window] of windows.entries()) {
        const keys = (await replay(journal, window)).map((event) => event.key);
        assert.deepEqual(keys, ['a', 'b', 'c'].slice(index + 1));
      }
      const elsewhere = {
        name: 'e',
        streams: ['test.other'],
        afterWindow: 0,
        handle: () => assert.fail(),
      };
      const other = await journal.follow(elsewhere);
      assert.equal(other.window, 0);
      await other.catchUp();
      assert.equal(other.window, windows[2]);
    },
  );

  claim(
    'a live follower hears of changes by itself, of other processes too, until it is stopped',
    async (subject) => {
      const { database, journal, openAgain } = subject;
      const live = await openAgain({ live: true });
      const heard: string[] = [];
      let wanted = Promise.withResolvers<void>();
      const follower = { name: 'live', streams: [STREAM], afterWindow: 0 };
      const subscription = await live.follow({
        ...follower,
        handle: (batch) => {
          heard.push(...batch.events.map((event) => event.key));
          wanted.resolve();
        },
      });
      await append(database, live, 'own');
      await within(wanted.promise);
      wanted = Promise.withResolvers();
      await append(database, journal, "another process's");
      await within(wanted.promise);
      assert.deepEqual(heard, ['own', "another process's"]);
      await subscription.stop();
      // A second follower hears of the next change after the first one was asked not to.
      const after = Promise.withResolvers<void>();
      await live.follow({
        ...follower,
        name: 'next',
        afterWindow: subscription.window,
        handle: () => after.resolve(),
      });
      await append(database, live, 'unheard');
      await within(after.promise);
      await subscription.catchUp();
      assert.deepEqual(heard, ['own', "another process's"]);
    },
  );

  claim(
    'a follower whose handler throws stops, says so, and never sees a batch twice',
    async ({ database, journal }) => {
      let calls = 0;
      const subscription = await journal.follow({
        name: 'broken',
        streams: [STREAM],
        afterWindow: 0,
        handle: () => {
          calls += 1;
          throw new Error('out of memory');
        },
      });
      await append(database, journal, 'k');
      await journal.seal();
      await assert.rejects(subscription.catchUp(), /out of memory/);
      await assert.rejects(subscription.catchUp(), /out of memory/);
      assert.equal(calls, 1);
      assert.equal(subscription.window, 0);
      const [standing] = journal.readers();
      assert.equal(standing?.name, 'broken');
      assert.deepEqual(
        [standing.stuck?.window, standing.stuck?.forGood, standing.stuck?.reason],
        [await journal.lastWindow(), true, 'out of memory'],
      );
    },
  );
}

function protecting(claim: Claim): void {
  claim(
    'a personal payload opens for readers until its person is erased; everything else stays',
    async (subject) => {
      const { database, journal, keys, ids } = subject;
      const [erased, kept] = [ids.next(), ids.next()];
      await Promise.all([keys.ensure(erased), keys.ensure(kept)]);
      await database.transaction((tx) => journal.append(tx, [watched(erased), watched(kept)]));
      await journal.seal();
      assert.deepEqual(
        (await replay(journal, 0)).map((event) => event.personal),
        [WATCHED, WATCHED],
      );
      await keys.destroy(erased);
      const after = await replay(journal, 0);
      assert.deepEqual(
        after.map((event) => event.personal),
        [undefined, WATCHED],
      );
      assert.deepEqual(
        after.map((event) => event.subject),
        [erased, kept],
      );
      assert.deepEqual(
        after.map((event) => event.facts),
        [{ n: 1 }, { n: 1 }],
      );
    },
  );

  claim('only a reader that asks for personal payloads gets them', async (subject) => {
    const { database, journal, keys, ids } = subject;
    const person = ids.next();
    await keys.ensure(person);
    await database.transaction((tx) => journal.append(tx, [watched(person)]));
    await journal.seal();
    const got: (JournalEvent['personal'] | null)[] = [];
    const handle = (_tx: Tx, batch: JournalBatch): Promise<void> => {
      got.push(...batch.events.map((event) => event.personal));
      return Promise.resolve();
    };
    const reader = { streams: [STREAM], handle };
    const consumers = [
      { name: 'test.facts', ...reader },
      { name: 'test.payloads', ...reader, personal: true },
    ];
    for (const consumer of consumers) await (await journal.consume(consumer)).catchUp();
    assert.deepEqual(got, [undefined, WATCHED]);
    const facts: JournalEvent[] = [];
    const follower = await journal.follow({
      name: 'test.facts_follower',
      streams: [STREAM],
      afterWindow: 0,
      handle: (batch) => void facts.push(...batch.events),
    });
    await follower.catchUp();
    assert.deepEqual(
      facts.map((event) => [event.personal, event.subject, event.facts]),
      [[undefined, person, { n: 1 }]],
    );
  });

  claim(
    'an event whose key is missing stalls nobody: its payload is absent and its window is told',
    async (subject) => {
      const { database, journal, keys, ids, loseKeys } = subject;
      const [lost, kept] = [ids.next(), ids.next()];
      await Promise.all([keys.ensure(lost), keys.ensure(kept)]);
      await database.transaction((tx) => journal.append(tx, [watched(lost), watched(kept)]));
      const window = await journal.seal();
      await append(database, journal, 'later');
      await journal.seal();
      await loseKeys(lost);
      const payloads: unknown[] = [];
      const consumer = await journal.consume({
        name: 'test.payloads',
        streams: [STREAM],
        personal: true,
        handle: (_tx, batch) => {
          payloads.push(...batch.events.map((event) => event.personal));
          return Promise.resolve();
        },
      });
      await consumer.catchUp();
      assert.deepEqual(payloads, [undefined, WATCHED, undefined]);
      const after = await replay(journal, 0);
      assert.deepEqual(
        after.map((event) => event.personal),
        [undefined, WATCHED, undefined],
      );
      const told = journal.readers().find((reader) => reader.name === 'test.payloads');
      assert.deepEqual(told?.unreadable, { count: 1, window });
      assert.equal(told.stuck, undefined);
    },
  );

  claim(
    'a personal payload without a subject, or of a person without keys, is refused',
    async (subject) => {
      const { database, journal, ids } = subject;
      const personal = { keyClass: 'activity' as const, payload: { watched: 'a clip' } };
      const entries = [
        { ...thing('k', 1), personal },
        { ...thing('k', 1), personal, subject: ids.next() },
      ];
      for (const entry of entries) {
        await assert.rejects(database.transaction((tx) => journal.append(tx, [entry])));
      }
      assert.equal(await journal.seal(), 0);
    },
  );
}

function restoring(claim: Claim): void {
  claim(
    'after a restore on another server nothing is lost, doubled or out of order',
    async (subject) => {
      const { database, journal, openRestored } = subject;
      const delivered: string[] = [];
      const consumer = recorder(database, 'restored', (event) => delivered.push(event.key));
      await append(database, journal, 'sealed and read');
      await journal.seal();
      const subscription = await journal.consume(consumer);
      await subscription.catchUp();
      await append(database, journal, 'sealed');
      await journal.seal();
      await append(database, journal, 'not even sealed');
      const restored = await openRestored();
      await append(database, restored, 'after the restore');
      await restored.seal();
      await append(database, restored, 'later');
      await restored.seal();
      await (await restored.consume(consumer)).catchUp();
      const all = ['sealed and read', 'sealed', 'not even sealed', 'after the restore', 'later'];
      assert.deepEqual(delivered, all);
      assert.deepEqual(
        (await replay(restored, 0)).map((event) => event.key),
        all,
      );
    },
  );
}

const WATCHED = { watched: 'a clip', ms: 4_000 };

function watched(person: string): JournalEntry {
  return {
    ...thing('k', 1),
    subject: person,
    personal: { keyClass: 'activity', payload: WATCHED },
  };
}

function thing(key: string, n: number): JournalEntry {
  return { stream: STREAM, key, type: 'changed', facts: { n } };
}

async function append(database: Database, journal: Journal, key: string): Promise<void> {
  await database.transaction((tx) => journal.append(tx, [thing(key, 1)]));
}

async function change(
  database: Database,
  journal: Journal,
  stream: string,
  key: string,
): Promise<void> {
  await database.transaction((tx) => changeIn(tx, journal, stream, key));
}

async function changeIn(tx: Tx, journal: Journal, stream: string, key: string): Promise<void> {
  const [row] = await tx.query<{ n: number }>(COUNT_UP, [key]);
  await journal.append(tx, [{ stream, key, type: 'changed', facts: { n: row?.n ?? 0 } }]);
}

/** A consumer that fails when it gets an event twice. */
function recorder(
  database: Database,
  name: string,
  record: (event: JournalEvent) => unknown,
): DurableConsumer {
  assert.equal(database.kind, 'database');
  return {
    name: `test.${name}`,
    streams: [STREAM],
    handle: async (tx, batch) => {
      for (const event of batch.events) await tx.query(SEE, [name, event.position]);
      for (const event of batch.events) record(event);
    },
  };
}

async function seen(database: Database, consumer: string): Promise<number[]> {
  const statement = {
    name: 'test.seen',
    text: 'SELECT position FROM seen WHERE consumer = $1 ORDER BY position',
  };
  return (await database.query<{ position: number }>(statement, [consumer])).map(
    (row) => row.position,
  );
}

/** @returns everything after a window, by a follower of its own. */
async function replay(
  journal: Journal,
  afterWindow: number,
  streams: readonly string[] = [STREAM],
): Promise<JournalEvent[]> {
  const events: JournalEvent[] = [];
  const handle = (batch: JournalBatch): void => void events.push(...batch.events);
  const subscription: Subscription = await journal.follow({
    name: 'replay',
    streams,
    personal: true,
    afterWindow,
    handle,
  });
  await subscription.catchUp();
  await subscription.stop();
  return events;
}

// Each key's numbers are 1, 2, 3 … in the order of its commits.
function expectOrder(events: readonly JournalEvent[]): void {
  const last = new Map<string, number>();
  for (const { key, facts } of events) {
    assert.equal(facts['n'], (last.get(key) ?? 0) + 1, `${key} came out of order`);
    last.set(key, (last.get(key) ?? 0) + 1);
  }
}

async function within(promise: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error('not delivered in time')),
    DELIVERED_LIMIT_MS,
  );
  await Promise.race([promise, late.promise]).finally(() => clearTimeout(timer));
}

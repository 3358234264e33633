// What every StateStore adapter must do. The adapter's own test calls this with a factory.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { JhalakError, type Ids, type ManualClock } from '@jhalak/kernel';
import fc from 'fast-check';
import { STATE_VALUE_BYTES_MAX, type StateStore } from '../state.ts';
import { assertSameBytes } from './same-bytes.ts';

/** One empty store. */
export interface StateUnderTest {
  state: StateStore;
  clock: ManualClock;
  ids: Ids;
  /** The same store with nothing in memory, as after a restart. */
  openAgain(): StateStore;
  close(): Promise<void>;
}

const SPACE = 'test';
const DAY_MS = 86_400_000;

/** Declares the tests. `make` is called once a test. */
export function stateConformance(name: string, make: () => Promise<StateUnderTest>): void {
  const claim: Claim = (what, body) => {
    test(`${name}: ${what}`, async () => {
      const subject = await make();
      try {
        await body(subject);
      } finally {
        await subject.close();
      }
    });
  };
  keeping(claim);
  racing(claim);
  expiring(claim);
  forgetting(claim);
}

type Claim = (what: string, body: (subject: StateUnderTest) => Promise<void>) => void;

function keeping(claim: Claim): void {
  claim(
    'a value that was set is there, here and after a restart, apart from other spaces and keys',
    async (subject) => {
      const { state, openAgain } = subject;
      const values = {
        plain: Buffer.from([0, 255, 10]),
        empty: Buffer.alloc(0),
        'odd "key", {x} क': Buffer.alloc(STATE_VALUE_BYTES_MAX, 3),
      };
      for (const [key, value] of Object.entries(values)) await set(subject, key, value);
      for (const store of [state, openAgain()]) {
        for (const [key, value] of Object.entries(values))
          assertSameBytes(await store.get(SPACE, key), value);
        assert.equal(await store.get('other', 'plain'), undefined);
        assert.equal(await store.get(SPACE, 'other'), undefined);
      }
    },
  );

  claim('what the caller does to its bytes afterwards changes nothing', async (subject) => {
    const { state, openAgain } = subject;
    const value = Buffer.from('before');
    const setting = set(subject, 'k', value);
    value.fill(0);
    await setting;
    value.fill(1);
    for (const store of [state, openAgain()])
      assert.deepEqual(await store.get(SPACE, 'k'), Buffer.from('before'));
  });

  claim('a bad entry is refused alone: others of the same moment are kept', async (subject) => {
    const { state, clock, openAgain } = subject;
    const expiresAtMs = clock.nowMs() + DAY_MS;
    const value = Buffer.from('v');
    const large = Buffer.alloc(STATE_VALUE_BYTES_MAX + 1);
    const sets = [
      state.set(SPACE, { key: 'good', value, expiresAtMs }),
      state.set(SPACE, { key: 'large', value: large, expiresAtMs }),
      state.set(SPACE, { key: 'not a person', value, expiresAtMs, personId: 'nobody' }),
      state.set(SPACE, { key: 'zero\0', value, expiresAtMs }),
      state.set(SPACE, { key: 'no time', value, expiresAtMs: Number.NaN }),
      state.set(SPACE, { key: 'good too', value, expiresAtMs }),
    ];
    const outcomes = await Promise.allSettled(sets);
    const statuses = outcomes.map((outcome) => outcome.status === 'fulfilled');
    assert.deepEqual(statuses, [true, false, false, false, false, true]);
    const [, tooLarge] = outcomes;
    assert.ok(tooLarge?.status === 'rejected' && tooLarge.reason instanceof JhalakError);
    assert.equal(tooLarge.reason.code, 'request.too_large');
    const again = openAgain();
    assert.deepEqual(await again.get(SPACE, 'good'), value);
    assert.deepEqual(await again.get(SPACE, 'good too'), value);
    assert.equal(await again.get(SPACE, 'large'), undefined);
  });
}

type Step =
  | { kind: 'set' | 'setSoon' | 'get' | 'delete'; key: number }
  | { kind: 'deletePerson' | 'sweep' | 'pause' };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constantFrom('set', 'setSoon', 'get', 'delete'),
        key: fc.nat(2),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constantFrom('deletePerson', 'sweep', 'pause') }),
    },
  ) as fc.Arbitrary<Step>,
  { minLength: 3, maxLength: 30 },
);

function racing(claim: Claim): void {
  claim(
    'of sets of one key at once the last one called wins, here and after a restart',
    async (subject) => {
      const { state, openAgain } = subject;
      const rounds = Array.from({ length: 1_200 }, (_, round) => round);
      await Promise.all(
        rounds.map((round) => set(subject, `key ${round % 4}`, Buffer.from(String(round)))),
      );
      for (const store of [state, openAgain()]) {
        for (const key of [0, 1, 2, 3]) {
          assert.equal(String(await store.get(SPACE, `key ${key}`)), String(1_196 + key));
        }
      }
    },
  );

  claim(
    'of adds of one key at once, also from several sides, one wins and is kept',
    async (subject) => {
      const { state, clock, openAgain } = subject;
      const expiresAtMs = clock.nowMs() + 1_000;
      const add = async (store: StateStore, value: string): Promise<boolean> =>
        await store.add(SPACE, { key: 'k', value: Buffer.from(value), expiresAtMs });
      const stores = [state, openAgain(), openAgain()];
      const values = Array.from({ length: 12 }, (_, index) => String(index));
      const won = await Promise.all(
        values.map((value, index) => add(stores[index % stores.length] ?? state, value)),
      );
      const winner = values.filter((_, index) => won[index]);
      assert.equal(winner.length, 1);
      for (const store of [...stores, openAgain()])
        assert.equal(String(await store.get(SPACE, 'k')), winner[0]);
      assert.equal(await add(state, 'late'), false);
      await state.delete(SPACE, 'k');
      assert.equal(await add(state, 'after a delete'), true);
      clock.advance(1_000);
      const next = { key: 'k', value: Buffer.from('next'), expiresAtMs: clock.nowMs() + 1 };
      assert.equal(await state.add(SPACE, next), true, 'the one before has expired');
      for (const store of [state, openAgain()])
        assert.equal(String(await store.get(SPACE, 'k')), 'next');
    },
  );

  claim('whatever runs at once, what is read afterwards is what is stored', async (subject) => {
    const { clock, ids, openAgain } = subject;
    const person = ids.next();
    let value = 0;
    const run = async (state: StateStore, step: Step): Promise<void> => {
      if (step.kind === 'set' || step.kind === 'setSoon') {
        value += 1;
        // Some belong to the person, some have expired already.
        const expiresAtMs = clock.nowMs() + (value % 4 === 0 ? -1 : DAY_MS);
        const entry = { key: String(step.key), value: Buffer.from(String(value)), expiresAtMs };
        await state[step.kind](SPACE, value % 3 === 0 ? { ...entry, personId: person } : entry);
      } else if (step.kind === 'get') await state.get(SPACE, String(step.key));
      else if (step.kind === 'delete') await state.delete(SPACE, String(step.key));
      else if (step.kind === 'deletePerson') await state.deletePerson(person);
      else if (step.kind === 'sweep') await state.sweep(10);
    };
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        // Just started: the earlier rounds' values are in the store and not in memory, so that reads are on their way
        // while changes overtake them.
        const state = openAgain();
        const underWay: Promise<void>[] = [];
        for (const step of sequence) {
          if (step.kind === 'pause') await underWay.at(-1);
          else underWay.push(run(state, step));
        }
        await Promise.all(underWay);
        await state.flush();
        const again = openAgain();
        for (const key of ['0', '1', '2']) {
          assert.deepEqual(await state.get(SPACE, key), await again.get(SPACE, key));
        }
      }),
      { numRuns: 150 },
    );
  });

  claim('a read that a change overtakes does not bring the old value back', async (subject) => {
    const { openAgain } = subject;
    // Large ones take long to arrive.
    const large = Buffer.alloc(STATE_VALUE_BYTES_MAX, 1);
    for (let round = 0; round < 30; round += 1) {
      await set(subject, 'k', large);
      const state = openAgain();
      const small = Buffer.from(String(round));
      const reads = [state.get(SPACE, 'k'), state.get(SPACE, 'k')];
      await set({ ...subject, state }, 'k', small);
      await Promise.all(reads);
      assertSameBytes(await state.get(SPACE, 'k'), small);
    }
  });

  claim('flush returns when everything handed in is durable', async (subject) => {
    const { state, openAgain } = subject;
    const sets = Array.from({ length: 1_100 }, (_, index) =>
      set(subject, String(index), Buffer.from('v')),
    );
    await state.flush();
    const again = openAgain();
    for (const key of ['0', '600', '1099'])
      assert.deepEqual(await again.get(SPACE, key), Buffer.from('v'));
    await Promise.all(sets);
  });

  claim('flush ends although a value comes while it writes', async (subject) => {
    const { state, clock, openAgain } = subject;
    const expiresAtMs = clock.nowMs() + DAY_MS;
    const setSoon = async (key: string): Promise<void> =>
      await state.setSoon(SPACE, { key, value: Buffer.from('v'), expiresAtMs });
    for (let round = 0; round < 20; round += 1) {
      await setSoon(`before ${round}`);
      const flushed = state.flush();
      // @waits: for one turn, in which another request comes
      await setImmediate();
      await setSoon(`meanwhile ${round}`);
      await flushed;
      assert.ok(await openAgain().get(SPACE, `before ${round}`));
    }
  });

  claim('what is set soon is there at once, and after a flush also elsewhere', async (subject) => {
    const { state, clock, openAgain } = subject;
    const expiresAtMs = clock.nowMs() + DAY_MS;
    for (let index = 0; index < 5_000; index += 1) {
      const value = Buffer.from(String(index));
      await state.setSoon(SPACE, { key: String(index % 2_500), value, expiresAtMs });
      assert.deepEqual(await state.get(SPACE, String(index % 2_500)), value);
    }
    await state.flush();
    const again = openAgain();
    for (const key of [0, 1_200, 2_499])
      assert.equal(String(await again.get(SPACE, String(key))), String(key + 2_500));
  });
}

function expiring(claim: Claim): void {
  claim('a value is there until just before its time, and may be prolonged', async (subject) => {
    const { state, clock, openAgain } = subject;
    const expiresAtMs = clock.nowMs() + 1_000;
    await state.set(SPACE, { key: 'k', value: Buffer.from('v'), expiresAtMs });
    clock.advance(999);
    for (const store of [state, openAgain()])
      assert.deepEqual(await store.get(SPACE, 'k'), Buffer.from('v'));
    clock.advance(1);
    for (const store of [state, openAgain()]) assert.equal(await store.get(SPACE, 'k'), undefined);
    await state.set(SPACE, { key: 'k', value: Buffer.from('v2'), expiresAtMs: expiresAtMs + 1 });
    for (const store of [state, openAgain()])
      assert.deepEqual(await store.get(SPACE, 'k'), Buffer.from('v2'));
  });

  claim(
    'a sweep deletes what has expired, oldest first, at most as many as asked',
    async (subject) => {
      const { state, clock, openAgain } = subject;
      for (let index = 0; index < 10; index += 1) {
        const expiresAtMs = clock.nowMs() + 100 * (index + 1);
        await state.set(SPACE, { key: String(index), value: Buffer.from('v'), expiresAtMs });
      }
      clock.advance(600);
      assert.equal(await state.sweep(4), 4);
      assert.equal(await state.sweep(4), 2);
      assert.equal(await state.sweep(4), 0);
      // Time steps back, as a host's clock can: what was swept is gone, what was not is there.
      clock.advance(-600);
      const again = openAgain();
      for (const store of [state, again]) {
        assert.equal(await store.get(SPACE, '5'), undefined);
        assert.deepEqual(await store.get(SPACE, '6'), Buffer.from('v'));
      }
    },
  );
}

function forgetting(claim: Claim): void {
  claim('a deleted value is gone, and deleting nothing is no failure', async (subject) => {
    const { state, openAgain } = subject;
    await set(subject, 'k', Buffer.from('v'));
    await set(subject, 'kept', Buffer.from('v'));
    await state.delete(SPACE, 'k');
    await state.delete(SPACE, 'k');
    for (const store of [state, openAgain()]) {
      assert.equal(await store.get(SPACE, 'k'), undefined);
      assert.deepEqual(await store.get(SPACE, 'kept'), Buffer.from('v'));
    }
  });

  claim(
    'deleting a person deletes exactly theirs, in every space, with what is being written',
    async (subject) => {
      const { state, clock, ids, openAgain } = subject;
      const [erased, kept] = [ids.next(), ids.next()];
      const expiresAtMs = clock.nowMs() + DAY_MS;
      const value = Buffer.from('v');
      await state.set('one', { key: 'a', value, expiresAtMs, personId: erased });
      await state.set('one', { key: 'b', value, expiresAtMs, personId: kept });
      await state.set('one', { key: 'c', value, expiresAtMs });
      const underWay = state.set('two', { key: 'a', value, expiresAtMs, personId: erased });
      await state.setSoon('two', { key: 'b', value, expiresAtMs, personId: erased });
      assert.equal(await state.deletePerson(erased), 3);
      await underWay;
      assert.equal(await state.deletePerson(erased), 0);
      for (const store of [state, openAgain()]) {
        assert.equal(await store.get('one', 'a'), undefined);
        assert.equal(await store.get('two', 'a'), undefined);
        assert.equal(await store.get('two', 'b'), undefined);
        assert.deepEqual(await store.get('one', 'b'), value);
        assert.deepEqual(await store.get('one', 'c'), value);
      }
    },
  );
}

async function set(subject: StateUnderTest, key: string, value: Uint8Array): Promise<void> {
  await subject.state.set(SPACE, { key, value, expiresAtMs: subject.clock.nowMs() + DAY_MS });
}

// What every Keys adapter must do. The adapter's own test calls this with a factory.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JhalakError, seededRandom, uuidv7Ids, type Ids, type ManualClock } from '@jhalak/kernel';
import fc from 'fast-check';
import { KEY_CLASSES, UnopenableError, type KeyClass, type Keys } from '../keys.ts';
import { assertSameBytes } from './same-bytes.ts';

/** One empty key store. */
export interface KeysUnderTest {
  keys: Keys;
  /** What both instances read the time from. */
  clock: ManualClock;
  /** An erasure by one process is felt by every other within this time. */
  erasureNoticedMs: number;
  /** Opens the same store in another process's place. Closed by `close`. */
  openAgain(): Promise<Keys>;
  /** An empty store of another region under the same root key. Closed by `close`. */
  openElsewhere(): Promise<Keys>;
  close(): Promise<void>;
}

const PLAIN = Buffer.from('क्रिकेट at the stadium, +91 98765 43210');
const CONTEXT = 'accounts.contact';

/** Declares the tests. `make` is called once a test. */
export function keysConformance(name: string, make: () => Promise<KeysUnderTest>): void {
  const claim: Claim = (what, body) => {
    test(`${name}: ${what}`, async () => {
      const subject = await make();
      try {
        await body(subject, uuidv7Ids(subject.clock, seededRandom(11)));
      } finally {
        await subject.close();
      }
    });
  };
  sealing(claim);
  refusing(claim);
  sharing(claim);
  erasing(claim);
  secrets(claim);
}

type Claim = (what: string, body: (subject: KeysUnderTest, ids: Ids) => Promise<void>) => void;

function sealing(claim: Claim): void {
  claim(
    'what was sealed opens again, in every class and size, and does not show',
    async ({ keys }, ids) => {
      const person = ids.next();
      await keys.ensure(person);
      await keys.ensure(person);
      for (const keyClass of KEY_CLASSES) {
        for (const plain of [PLAIN, Buffer.alloc(0), Buffer.alloc(300_000, 7)]) {
          const sealed = await keys.seal(person, keyClass, CONTEXT, plain);
          const again = await keys.seal(person, keyClass, CONTEXT, plain);
          assertSameBytes(await keys.open(person, keyClass, CONTEXT, sealed), plain);
          assert.ok(!sealed.equals(again), 'equal values must not show as equal');
          if (plain.length > 0) assert.equal(sealed.includes(plain.subarray(0, 12)), false);
        }
      }
    },
  );

  claim('nothing is sealed or opened for a person who has no keys', async ({ keys }, ids) => {
    const [known, unknown] = [ids.next(), ids.next()];
    await keys.ensure(known);
    const sealed = await keys.seal(known, 'profile', CONTEXT, PLAIN);
    await rejectsWith('unavailable', keys.seal(unknown, 'profile', CONTEXT, PLAIN));
    // A lost key is not an erased person: it must not look like one.
    await rejectsWith('unavailable', keys.open(unknown, 'profile', CONTEXT, sealed));
    await assert.rejects(keys.open(unknown, 'profile', CONTEXT, sealed), UnopenableError);
    for (const id of ['', 'x', known.toUpperCase(), `${known}|`]) {
      await assert.rejects(keys.ensure(id), RangeError);
      await assert.rejects(keys.seal(id, 'profile', CONTEXT, PLAIN), RangeError);
    }
    for (const context of ['', 'a|b', 'a b', 'x'.repeat(500)]) {
      await assert.rejects(keys.seal(known, 'profile', context, PLAIN), RangeError);
    }
  });
}

function refusing(claim: Claim): void {
  claim('a change of any bit, a cut and an addition are refused', async ({ keys }, ids) => {
    const person = ids.next();
    await keys.ensure(person);
    const sealed = await keys.seal(person, 'activity', CONTEXT, PLAIN);
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await assert.rejects(
        keys.open(person, 'activity', CONTEXT, changed),
        UnopenableError,
        `bit ${bit}`,
      );
    }
    for (let length = 0; length < sealed.length; length += 1) {
      await assert.rejects(
        keys.open(person, 'activity', CONTEXT, sealed.subarray(0, length)),
        `cut to ${length}`,
      );
    }
    await assert.rejects(
      keys.open(person, 'activity', CONTEXT, Buffer.concat([sealed, Buffer.alloc(1)])),
    );
  });

  claim(
    'sealed bytes open nowhere else: person, class, context, region',
    async ({ keys, openElsewhere }, ids) => {
      const [one, other] = [ids.next(), ids.next()];
      const elsewhere = await openElsewhere();
      await Promise.all([keys.ensure(one), keys.ensure(other), elsewhere.ensure(one)]);
      const sealed = await keys.seal(one, 'profile', CONTEXT, PLAIN);
      await assert.rejects(keys.open(other, 'profile', CONTEXT, sealed));
      await assert.rejects(keys.open(one, 'content', CONTEXT, sealed));
      await assert.rejects(keys.open(one, 'profile', 'accounts.other', sealed));
      await assert.rejects(elsewhere.open(one, 'profile', CONTEXT, sealed));
      assert.deepEqual(await keys.open(one, 'profile', CONTEXT, sealed), PLAIN);
    },
  );
}

function sharing(claim: Claim): void {
  claim(
    'callers and processes that ensure the same person at once get one key',
    async ({ keys, openAgain }, ids) => {
      const second = await openAgain();
      const people = Array.from({ length: 40 }, () => ids.next());
      const sealed = await Promise.all(
        people.map(async (person, index) => {
          const [first, other] = index % 2 === 0 ? [keys, second] : [second, keys];
          await Promise.all([first.ensure(person), other.ensure(person), first.ensure(person)]);
          return await other.seal(person, 'content', CONTEXT, PLAIN);
        }),
      );
      const third = await openAgain();
      for (const [index, person] of people.entries()) {
        for (const instance of [keys, second, third]) {
          const opened = await instance.open(
            person,
            'content',
            CONTEXT,
            sealed[index] ?? Buffer.alloc(0),
          );
          assert.deepEqual(opened, PLAIN);
        }
      }
    },
  );
}

function erasing(claim: Claim): void {
  claim(
    'destroyed keys open nothing, here at once and in other processes within the bound',
    async (subject, ids) => {
      const { keys, clock, erasureNoticedMs, openAgain } = subject;
      const [erased, kept] = [ids.next(), ids.next()];
      const second = await openAgain();
      await Promise.all([keys.ensure(erased), keys.ensure(kept)]);
      const bytes = await keys.seal(erased, 'profile', CONTEXT, PLAIN);
      const keptBytes = await keys.seal(kept, 'profile', CONTEXT, PLAIN);
      assert.deepEqual(await second.open(erased, 'profile', CONTEXT, bytes), PLAIN);

      assert.equal(await keys.destruction(erased), undefined);
      assert.equal(await keys.destroy(erased), KEY_CLASSES.length);
      const destroyed = { keys: KEY_CLASSES.length, atMs: clock.nowMs() };
      await expectErased(keys, erased, bytes);
      clock.advance(erasureNoticedMs);
      await expectErased(second, erased, bytes);
      await expectErased(await openAgain(), erased, bytes);
      for (const instance of [keys, second]) {
        assert.deepEqual(await instance.open(kept, 'profile', CONTEXT, keptBytes), PLAIN);
        assert.equal(await instance.destroy(erased), 0);
        assert.deepEqual(await instance.destruction(erased), destroyed);
      }
    },
  );

  claim(
    'an erased person never gets keys again, also one who had none',
    async ({ keys, openAgain }, ids) => {
      const person = ids.next();
      assert.equal(await keys.destroy(person), 0);
      const second = await openAgain();
      for (const instance of [keys, second]) {
        await rejectsWith('person.not_found', instance.ensure(person));
        await rejectsWith('unavailable', instance.seal(person, 'profile', CONTEXT, PLAIN));
      }
    },
  );

  claim(
    'after destroy has returned nothing opens, whatever was under way',
    async ({ keys, openAgain }, ids) => {
      const calls = fc.array(
        fc.constantFrom('open', 'ensure', 'open elsewhere', 'ensure elsewhere'),
        { maxLength: 12 },
      );
      await fc.assert(
        fc.asyncProperty(calls, calls, async (before, after) => {
          const second = await openAgain();
          const person = ids.next();
          await second.ensure(person);
          const bytes = await second.seal(person, 'activity', CONTEXT, PLAIN);
          const run = async (call: string): Promise<void> => {
            const instance = call.endsWith('elsewhere') ? second : keys;
            if (call.startsWith('open')) await instance.open(person, 'activity', CONTEXT, bytes);
            else await instance.ensure(person).catch(() => undefined);
          };
          const underWay = before.map(run);
          const destroyed = keys.destroy(person);
          underWay.push(...after.map(run));
          await destroyed;
          await expectErased(keys, person, bytes);
          await Promise.all(underWay);
          await expectErased(keys, person, bytes);
        }),
        { numRuns: 40 },
      );
    },
  );
}

function secrets(claim: Claim): void {
  claim(
    'a secret is the same for its purpose in every process, and another for another',
    async ({ keys, openAgain, openElsewhere }) => {
      const second = await openAgain();
      assert.equal(keys.secret('slots').length, 32);
      assert.deepEqual(keys.secret('slots'), second.secret('slots'));
      assert.notDeepEqual(keys.secret('slots'), keys.secret('cursors'));
      assert.notDeepEqual(keys.secret('slots'), (await openElsewhere()).secret('slots'));
    },
  );
}

async function expectErased(keys: Keys, person: string, bytes: Buffer): Promise<void> {
  const keyClass: KeyClass = 'profile';
  assert.equal(await keys.open(person, keyClass, CONTEXT, bytes), undefined);
  await rejectsWith('unavailable', keys.seal(person, keyClass, CONTEXT, PLAIN));
  await rejectsWith('person.not_found', keys.ensure(person));
}

async function rejectsWith(code: string, work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error) => error instanceof JhalakError && error.code === code);
}

// What every Holds adapter must do. The adapter's own test calls this with a factory.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, JhalakError, type ManualClock } from '@jhalak/kernel';
import type { Holds, HoldTerms } from '../holds.ts';
import { UnopenableError } from '../keys.ts';

/** Holds of one empty key store. */
export interface HoldsUnderTest {
  holds: Holds;
  /** What all instances read the time from. */
  clock: ManualClock;
  /** Opens the same store in another process's place. Closed by `close`. */
  openAgain(): Promise<Holds>;
  /** An empty store of another region. Closed by `close`. */
  openElsewhere(): Promise<Holds>;
  close(): Promise<void>;
}

const PLAIN = Buffer.from('क्रिकेट at the stadium, preserved');
const CONTEXT = 'orders.preserved';
const NOBODY = '00000000-0000-4000-8000-000000000000';

/** Declares the tests. `make` is called once a test. */
export function holdsConformance(name: string, make: () => Promise<HoldsUnderTest>): void {
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
  ending(claim);
  daily(claim);
}

type Claim = (what: string, body: (subject: HoldsUnderTest) => Promise<void>) => void;

function terms(clock: ManualClock, days: number): HoldTerms {
  return { holdClass: 'hold', untilMs: clock.nowMs() + days * DAY_MS, reason: 'orders.preserved' };
}

function keeping(claim: Claim): void {
  claim('what is held opens in every process, and nowhere else', async (subject) => {
    const { holds, clock } = subject;
    const [one, other] = [await holds.begin(terms(clock, 180)), await holds.begin(terms(clock, 1))];
    const sealed = await holds.seal(one, CONTEXT, PLAIN);
    const second = await subject.openAgain();
    for (const instance of [holds, second]) {
      assert.deepEqual(await instance.open(one, CONTEXT, sealed), PLAIN);
    }
    await assert.rejects(holds.open(other, CONTEXT, sealed), UnopenableError);
    await assert.rejects(holds.open(one, 'orders.other', sealed), UnopenableError);
    const elsewhere = await subject.openElsewhere();
    await assert.rejects(elsewhere.open(one, CONTEXT, sealed), UnopenableError);
    const changed = Buffer.from(sealed);
    changed[20] = (changed[20] ?? 0) ^ 1;
    await assert.rejects(holds.open(one, CONTEXT, changed), UnopenableError);
  });

  claim('a hold has an end within ten years, a reason, and an id of ours', async (subject) => {
    const { holds, clock } = subject;
    for (const days of [0, -1, 4_000]) {
      await assert.rejects(holds.begin(terms(clock, days)), RangeError);
    }
    await assert.rejects(holds.begin({ ...terms(clock, 1), reason: 'Asha asked' }), RangeError);
    await assert.rejects(holds.seal('x', CONTEXT, PLAIN), RangeError);
    await assert.rejects(holds.seal(NOBODY, CONTEXT, PLAIN), isUnavailable);
    await assert.rejects(holds.open(NOBODY, CONTEXT, Buffer.alloc(40)), UnopenableError);
    assert.equal(await holds.end(NOBODY), false);
    assert.equal(await holds.extend(NOBODY, clock.nowMs() + DAY_MS), false);
  });
}

function ending(claim: Claim): void {
  claim(
    'a hold of 180 days opens after 179 and not after 181, before and after its key is gone',
    async (subject) => {
      const { holds, clock } = subject;
      const second = await subject.openAgain();
      const hold = await holds.begin(terms(clock, 180));
      const longer = await holds.begin(terms(clock, 400));
      const sealed = await holds.seal(hold, CONTEXT, PLAIN);
      clock.advance(179 * DAY_MS);
      assert.equal(await holds.expire(10), 0);
      assert.deepEqual(await second.open(hold, CONTEXT, sealed), PLAIN);
      clock.advance(2 * DAY_MS);
      for (const instance of [holds, second]) {
        assert.equal(await instance.open(hold, CONTEXT, sealed), undefined);
        await assert.rejects(instance.seal(hold, CONTEXT, PLAIN), isUnavailable);
      }
      assert.equal(
        await holds.extend(hold, clock.nowMs() + DAY_MS),
        false,
        'what is over stays over',
      );
      assert.equal(await holds.expire(10), 1);
      assert.equal(await holds.expire(10), 0);
      clock.advance(-181 * DAY_MS);
      assert.equal(
        await second.open(hold, CONTEXT, sealed),
        undefined,
        'also when the clock steps back',
      );
      assert.ok((await holds.seal(longer, CONTEXT, PLAIN)).length > 0);
    },
  );

  claim('an end can come later, or now, and never earlier by itself', async (subject) => {
    const { holds, clock } = subject;
    const hold = await holds.begin(terms(clock, 10));
    const sealed = await holds.seal(hold, CONTEXT, PLAIN);
    assert.equal(await holds.extend(hold, clock.nowMs() + 5 * DAY_MS), true);
    clock.advance(9 * DAY_MS);
    assert.deepEqual(await holds.open(hold, CONTEXT, sealed), PLAIN);
    assert.equal(await holds.extend(hold, clock.nowMs() + 100 * DAY_MS), true);
    clock.advance(90 * DAY_MS);
    assert.deepEqual(await holds.open(hold, CONTEXT, sealed), PLAIN);
    assert.equal(await holds.end(hold), true);
    const second = await subject.openAgain();
    assert.equal(await second.open(hold, CONTEXT, sealed), undefined);
    assert.equal(await second.end(hold), false);
  });
}

function daily(claim: Claim): void {
  claim(
    "a log's day is one key in every process, and lives its days after the day",
    async (subject) => {
      const { holds, clock } = subject;
      const second = await subject.openAgain();
      const log = (): { reason: string; atMs: number; days: number } => ({
        reason: 'accounts.log',
        atMs: clock.nowMs(),
        days: 365,
      });
      const made = await Promise.all([holds, second, holds, second].map((one) => one.daily(log())));
      assert.equal(new Set(made).size, 1);
      const [day = ''] = made;
      const sealed = await holds.seal(day, CONTEXT, PLAIN);
      assert.notEqual(await holds.daily({ ...log(), reason: 'staff.log' }), day);
      clock.advance(DAY_MS);
      const next = await second.daily(log());
      assert.notEqual(next, day);
      assert.equal(await holds.daily(log()), next);
      clock.advance(363 * DAY_MS);
      assert.deepEqual(await second.open(day, CONTEXT, sealed), PLAIN, 'after 364 days');
      clock.advance(2 * DAY_MS);
      assert.equal(await second.open(day, CONTEXT, sealed), undefined, 'after 366 days');
      assert.ok((await holds.expire(10)) >= 1);
    },
  );
}

function isUnavailable(error: unknown): boolean {
  return error instanceof JhalakError && error.code === 'unavailable';
}

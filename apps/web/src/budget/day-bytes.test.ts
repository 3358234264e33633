import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Booking, DayBytes, lockDayBytes, MORE_BYTES } from './day-bytes.ts';

const DAY_MS = 86_400_000;

/** Local storage as browsers have it, in memory. */
function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  } as Storage;
}

function setup(budgetMb: number | null = 10) {
  const clock = { nowMs: Date.UTC(2026, 10, 23, 12) };
  const shelf = storage();
  const open = () =>
    new DayBytes(
      shelf,
      () => budgetMb,
      () => clock.nowMs,
    );
  return { clock, open, ledger: open() };
}

test('without a budget nothing is bounded, and all is counted', () => {
  const { ledger } = setup(null);
  ledger.add('feed', 5_000_000);
  assert.equal(ledger.left(), null);
  assert.equal(ledger.week()[0]?.feed, 5_000_000);
});

test('two tabs count in one place', () => {
  const { ledger, open } = setup();
  const other = open();
  ledger.add('feed', 2_000_000);
  other.add('page', 1_000_000);
  assert.deepEqual([ledger.left(), other.left()], [7_000_000, 7_000_000]);
});

test('a clip counts whole from its beginning, and what it did not fetch comes back', () => {
  const { ledger } = setup();
  const booking = new Booking(ledger, 3_000_000, 'ahead');
  assert.equal(ledger.left(), 7_000_000);
  booking.shown();
  const [today] = ledger.week();
  assert.deepEqual([today?.ahead, today?.feed], [0, 3_000_000]);
  booking.settle(1_000_000);
  assert.equal(ledger.left(), 9_000_000);
});

test('nothing is left is nothing, and going on allows so much more, for today', () => {
  const { ledger, clock } = setup();
  ledger.add('feed', 11_000_000);
  assert.equal(ledger.left(), 0);
  ledger.goOn();
  assert.equal(ledger.left(), MORE_BYTES - 1_000_000);
  clock.nowMs += DAY_MS;
  assert.equal(ledger.left(), 10_000_000);
  assert.deepEqual(
    ledger.week().map(({ feed }) => feed),
    [0, 11_000_000],
  );
});

test('a week is kept, and no more', () => {
  const { ledger, clock } = setup();
  for (let day = 0; day < 10; day += 1) {
    ledger.add('feed', day);
    clock.nowMs += DAY_MS;
  }
  assert.deepEqual(
    ledger.week().map(({ feed }) => feed),
    [0, 9, 8, 7, 6, 5, 4],
  );
});

test('while the lock screen is on its part is set aside, used or not', () => {
  const { ledger } = setup();
  ledger.noteLock(true, 500_000);
  assert.equal(ledger.left(), 10_000_000 - (lockDayBytes(10) ?? 0));
  ledger.noteLock(false, 500_000);
  assert.equal(ledger.left(), 9_500_000);
});

test('what is kept by something else counts as nothing', () => {
  const shelf = storage();
  shelf.setItem('jhalak.data', '{"today":7}');
  assert.equal(new DayBytes(shelf, () => 1).left(), 1_000_000);
});

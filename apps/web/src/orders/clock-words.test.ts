import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OrderClock } from '@jhalak/contracts/orders';
import { byUrgency, lengthText, nextClock, pressing } from './clock-words.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const clock = (
  purpose: OrderClock['purpose'],
  fromMs: number,
  dueMs: number,
  doneMs?: number,
): OrderClock => ({ purpose, fromMs, dueMs, rang: 0, ...(doneMs === undefined ? {} : { doneMs }) });

test('what is due next is the running clock that is over first, late or not', () => {
  const clocks = [
    clock('acknowledge', 0, 2 * HOUR, HOUR),
    clock('review', 0, 60 * DAY),
    clock('execute', 0, 3 * HOUR),
  ];
  assert.equal(nextClock(clocks)?.purpose, 'execute');
  assert.equal(nextClock(clocks.slice(0, 1)), undefined);
});

test('the desk lists what is due first at the top, and leaves the rest as it came', () => {
  const order = (id: string, ...clocks: OrderClock[]) => ({ id, clocks });
  const listed = byUrgency([
    order('no clock'),
    order('review', clock('review', 0, 60 * DAY)),
    order('later', clock('execute', 0, 3 * HOUR)),
    order('no clock either', clock('execute', 0, HOUR, HOUR)),
    order('late', clock('execute', 0, HOUR)),
  ]);
  const names = listed.map(({ id }) => id);
  assert.deepEqual(names, ['late', 'later', 'review', 'no clock', 'no clock either']);
});

test('a clock presses from a day before its end, more from four fifths on, and most when it is over', () => {
  const review = clock('review', 0, 60 * DAY);
  assert.equal(pressing(review, DAY), 'calm');
  assert.equal(pressing(review, 48 * DAY), 'near');
  const carryOut = clock('execute', 0, 10 * HOUR);
  assert.equal(pressing(carryOut, 0), 'running');
  assert.equal(pressing(carryOut, 8 * HOUR), 'near');
  assert.equal(pressing(carryOut, 10 * HOUR), 'near');
  assert.equal(pressing(carryOut, 10 * HOUR + 1), 'late');
});

test('lengths are told in at most two units without zeros, and never as nothing', () => {
  const told = [
    0,
    59_999,
    14 * MINUTE,
    HOUR,
    2 * HOUR + 14 * MINUTE,
    DAY + 5 * MINUTE,
    59 * DAY + 23 * HOUR,
  ].map((ms) => lengthText(ms, 'en'));
  const units = told.map((text) => text.replaceAll(/[a-z]+/gu, (unit) => unit.charAt(0)));
  assert.deepEqual(units, ['1 m', '1 m', '14 m', '1 h', '2 h 14 m', '1 d', '59 d 23 h']);
});

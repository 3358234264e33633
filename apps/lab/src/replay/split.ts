// Which days teach, which tune and which are tested. Test days are looked at once, at the end.

import { DAY_MS } from '@jhalak/kernel';

/** One question: learn from everything before `fromMs`, be asked about [fromMs, toMs). */
export interface Split {
  fromMs: number;
  toMs: number;
}

/** The last days before the test: what is tuned is tuned on them. */
const VALIDATION_MS = 2 * DAY_MS;

/** @returns the question that is tuned on: learn until two days before the test, be asked about those two. */
export function validationOf(testFromMs: number): Split {
  return { fromMs: testFromMs - VALIDATION_MS, toMs: testFromMs };
}

export function testOf(testFromMs: number): Split {
  return { fromMs: testFromMs, toMs: Infinity };
}

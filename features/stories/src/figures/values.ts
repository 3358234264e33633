// Whether two amounts are the same in different words: `over 2,000` and `2,000-plus`, `1.2 million` and `1,204,310`. What is
// not, is another value: 30 million is not `more than 33 million`.

import type { Mention } from './mentions.ts';

export type Amount = Pick<Mention, 'value' | 'high' | 'vague' | 'step' | 'wording'>;

/** `over 200` may be said of up to 210: one more tenth of that, and papers would have said so. */
const OVER_SHARE = 0.05;
/** `about 200`. */
const ABOUT_SHARE = 0.05;
/** 4.2 million may be written as 4 million; who writes 1 million does not mean 1.4. */
const ROUNDED_SHARE = 0.1;
/** 1.29 million may be cut to 1.2; 4.5 is no 4. */
const CUT_SHARE = 0.08;

/** @returns whether both may mean one number. */
export function sameValue(a: Amount, b: Amount): boolean {
  if (a.vague !== '' && b.vague !== '')
    return a.vague === b.vague || (a.value <= b.high && b.value <= a.high && a.value === b.value);
  if (a.vague !== '') return within(b.value, a.value, a.high);
  if (b.vague !== '') return within(a.value, b.value, b.high);
  if (a.value === b.value) return true;
  const [less, more] = a.value < b.value ? [a, b] : [b, a];
  if (roundsTo(more, less) || roundsTo(less, more)) return true;
  const apart = (more.value - less.value) / more.value;
  if (less.wording.bound === 'over' && apart <= OVER_SHARE) return true;
  return (less.wording.bound === 'about' || more.wording.bound === 'about') && apart <= ABOUT_SHARE;
}

function within(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}

/** Whether the finer number, written as coarsely as the other, is the other: 1,204,310 and `1.2 million`. */
function roundsTo(fine: Amount, coarse: Amount): boolean {
  if (coarse.step <= fine.step) return false;
  const steps = fine.value / coarse.step;
  const target = Math.round(coarse.value / coarse.step);
  const apart = Math.abs(fine.value - coarse.value) / fine.value;
  if (Math.round(steps) === target) return apart <= ROUNDED_SHARE;
  return Math.floor(steps) === target && apart <= CUT_SHARE;
}

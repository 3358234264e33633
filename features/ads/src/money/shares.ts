// Who gets how much of what an advertiser paid for one event: dated data of the region, and whole units that sum. Pure. The
// same data is published, so that a brand or a creator computes its share again.

import { assert } from '@jhalak/kernel';

export interface ShareRule {
  /** Of the cell, as in `cell_region`. */
  region: string;
  placement: 'feed' | 'lock';
  /** From when on, UTC milliseconds. */
  fromMs: number;
  /** Of the price without tax, in ten-thousandths: the maker of the clip beside which the ad stood. */
  creatorBps: number;
  /** The phone brand whose lock screen it was. What neither gets is the house's. */
  brandBps: number;
  author: string;
  /** What the number rests on. */
  source: string;
}

const AUTHOR = 'the Jhalak authors';
const FEED_SOURCE =
  'the house’s own terms; for comparison: 45 % go to creators of short clips by YouTube’s partner program terms of 2023';
const LOCK_SOURCE = 'the house’s own terms; lock screen contracts of others are not public';
/** When this program began to keep shares; nothing was billed before. */
const BEGINNING_MS = Date.UTC(2026, 0, 1);

/** A change is a new row, never an edit of an old one. */
export const SHARE_RULES: readonly ShareRule[] = ['in', 'id'].flatMap((region) => [
  {
    ...({
      region,
      placement: 'feed',
      fromMs: BEGINNING_MS,
      creatorBps: 4_500,
      brandBps: 0,
    } as const),
    ...{ author: AUTHOR, source: FEED_SOURCE },
  },
  {
    ...({
      region,
      placement: 'lock',
      fromMs: BEGINNING_MS,
      creatorBps: 0,
      brandBps: 4_000,
    } as const),
    ...{ author: AUTHOR, source: LOCK_SOURCE },
  },
]);

const WHOLE_BPS = 10_000;

/** What somebody is owed beyond the whole units that they got, in ten-thousandths of a smallest unit; from 0, below 20,000. */
type Carry = number;

interface ShareQuestion {
  placement: 'feed' | 'lock';
  /** When the event happened, UTC milliseconds. */
  atMs: number;
  region: string;
  /** What is still owed from events before, 0 for the first; absent where no creator has a part in this event. */
  creatorCarry?: Carry;
  /** The same for the phone brand. */
  brandCarry?: Carry;
}

/** Whole smallest units; `house + creator + brand` is the amount exactly. */
interface Shares {
  house: number;
  /** Present where its carry was handed in; may be 0. */
  creator?: number;
  brand?: number;
  /** To be kept with their account, and handed in with its next event. */
  creatorCarry?: Carry;
  brandCarry?: Carry;
}

/** @returns the rule that holds at a time. @throws Error where none does: nothing may be billed there. */
export function shareRule(
  { region, placement, atMs }: Pick<ShareQuestion, 'region' | 'placement' | 'atMs'>,
  rules: readonly ShareRule[] = SHARE_RULES,
): ShareRule {
  const fits = rules.filter(
    (rule) => rule.region === region && rule.placement === placement && rule.fromMs <= atMs,
  );
  const rule = fits.toSorted((one, other) => one.fromMs - other.fromMs).at(-1);
  assert(rule, `no shares are on record for ${placement} ads of ${region} at ${atMs}`);
  return rule;
}

/**
 * Shares what was paid for one event. One showing often costs a unit or two, of which no share is a whole unit: what is
 * left over is carried to the next event of the same account, so that over any number of events a share is right to one unit,
 * rounded down, and the house has the rest. Never more than the amount is given away: what does not fit waits in the carry.
 *
 * @param amount whole smallest units without tax, 0 or more. Cost: none.
 * @throws Error for an amount that is none, or a region without a rule.
 */
export function shareOut(
  amount: number,
  question: ShareQuestion,
  rules: readonly ShareRule[] = SHARE_RULES,
): Shares {
  assert(Number.isSafeInteger(amount) && amount >= 0, 'an amount is a whole number of units');
  const rule = shareRule(question, rules);
  const { creatorCarry, brandCarry } = question;
  const creator = partOf(amount, rule.creatorBps, creatorCarry);
  const brand = partOf(amount - creator.units, rule.brandBps, brandCarry, amount);
  return {
    house: amount - creator.units - brand.units,
    ...(creatorCarry === undefined ? {} : { creator: creator.units, creatorCarry: creator.carry }),
    ...(brandCarry === undefined ? {} : { brand: brand.units, brandCarry: brand.carry }),
  };
}

/** @param most what is left to give. @param amount of which the share is. */
function partOf(
  most: number,
  bps: number,
  carry: Carry | undefined,
  amount = most,
): { units: number; carry: Carry } {
  if (carry === undefined) return { units: 0, carry: 0 };
  assert(Number.isSafeInteger(carry) && carry >= 0 && carry < 2 * WHOLE_BPS, 'a carry is small');
  const due = carry + amount * bps;
  const units = Math.min(most, Math.floor(due / WHOLE_BPS));
  return { units, carry: due - units * WHOLE_BPS };
}

// Runs the auction of a receipt again, from the receipt alone, and says where it comes to something else. Pure.

import { messageOf } from '@jhalak/kernel';
import { runAuction } from '@jhalak/openrtb';
import { outcomeOf, type Receipt, type ReceiptOutcome } from './receipt-text.ts';

/** One thing that a receipt says and its auction does not. */
export interface Contradiction {
  readonly what: 'winner' | 'price' | 'losers' | 'terms';
  readonly sentence: string;
}

/** @returns what does not fit; empty when winner, price and every loser with its reason come out the same. */
export function contradictionsOf(receipt: Receipt): Contradiction[] {
  let again: ReceiptOutcome;
  try {
    again = outcomeOf(runAuction(receipt.terms));
  } catch (error) {
    const sentence = `The auction cannot be run on these terms: ${messageOf(error)}.`;
    return [{ what: 'terms', sentence }];
  }
  const found: Contradiction[] = [];
  const said = receipt.outcome;
  for (const { imp, winner } of again.slots) {
    const claimed = said.slots.find((slot) => slot.imp === imp)?.winner;
    if (claimed?.seat !== winner?.seat || claimed?.bid !== winner?.bid)
      found.push({
        what: 'winner',
        sentence: `Slot ${imp}: the receipt says ${named(claimed)} won, the auction says ${named(winner)}.`,
      });
    else if (claimed?.micros !== winner?.micros)
      found.push({
        what: 'price',
        sentence: `Slot ${imp}: the receipt says ${claimed?.micros} micro-units, the auction says ${winner?.micros}.`,
      });
  }
  const same = JSON.stringify(again) === JSON.stringify(said);
  if (!same && found.length === 0)
    found.push({ what: 'losers', sentence: 'Bids lost for other reasons than the receipt says.' });
  return found;
}

function named(winner: { seat: string; bid: string } | undefined): string {
  return winner === undefined ? 'nobody' : `bid ${winner.bid} of ${winner.seat}`;
}

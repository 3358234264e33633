// What happened on lock screens, summed by card, day, brand and receipt: written as events of the journal by whoever counted
// them, and from there into the tables, so that these can be computed again. Nobody is told apart.

import type { LockEvent } from '@jhalak/contracts/lock';
import type { DurableConsumer, JournalBatch, JournalEntry, Tx } from '@jhalak/ports';
import { DaySums, type LockCounts } from '../day-counts.ts';
import type { ReceiptStanding } from './receipts.ts';

const SHOWN_STREAM = 'cards.shown';

/** One counted event. */
export interface CountedEvent {
  cardId: string;
  day: number;
  brand: string;
  /** Of the card. */
  language: string;
  standing: ReceiptStanding;
  event: LockEvent;
}

interface CardSums {
  glances: number;
  dwells: number;
  opens: number;
  dismisses: number;
  saves: number;
  shares: number;
  shown: number;
  shownAfterWithdrawal: number;
  shownWithoutReceipt: number;
}
type SumName = keyof CardSums;

const ZERO: CardSums = {
  glances: 0,
  dwells: 0,
  opens: 0,
  dismisses: 0,
  saves: 0,
  shares: 0,
  shown: 0,
  shownAfterWithdrawal: 0,
  shownWithoutReceipt: 0,
};
const SUM_NAMES = Object.keys(ZERO) as SumName[];

interface ShownFacts extends CardSums {
  day: number;
  brand: string;
  language: string;
}

/** @returns the sums of these events as entries, one a card, day and brand. */
export function shownEntries(events: readonly CountedEvent[]): JournalEntry[] {
  const sums = new Map<string, { cardId: string; facts: ShownFacts }>();
  for (const counted of events) {
    const { cardId, day, brand, language } = counted;
    const name = `${cardId}/${day}/${brand}`;
    const sum = sums.get(name) ?? { cardId, facts: { day, brand, language, ...ZERO } };
    add(sum.facts, counted);
    sums.set(name, sum);
  }
  return [...sums.values()].map(({ cardId, facts }) => ({
    stream: SHOWN_STREAM,
    key: cardId,
    type: 'counted',
    row: { table: 'lock_card_days', key: `${cardId}/${facts.day}` },
    facts: { ...facts },
  }));
}

function add(sums: CardSums, { event, standing }: CountedEvent): void {
  switch (event.type) {
    case 'glance':
      sums.glances += 1;
      if (standing === 'in_force') sums.shown += 1;
      else if (standing === 'withdrawn') sums.shownAfterWithdrawal += 1;
      else sums.shownWithoutReceipt += 1;
      return;
    case 'dwell':
      // Later ones of the same showing only say how long so far.
      if (event.seq === 0) sums.dwells += 1;
      return;
    case 'open':
      sums.opens += 1;
      return;
    case 'dismiss':
      sums.dismisses += 1;
      return;
    case 'save':
      sums.saves += 1;
      return;
    case 'share':
      sums.shares += 1;
  }
}

/** The worker's consumer: sums into the tables. */
export const shownConsumer: DurableConsumer = {
  name: 'cards.counts',
  streams: [SHOWN_STREAM],
  handle: addBatch,
};

async function addBatch(tx: Tx, batch: JournalBatch): Promise<void> {
  const cards = new Map<string, { cardId: string; day: number; sums: CardSums }>();
  const days = new DaySums();
  for (const event of batch.events) {
    // Written by this feature itself.
    const facts = event.facts as unknown as ShownFacts;
    const name = `${event.key}/${facts.day}`;
    const card = cards.get(name) ?? { cardId: event.key, day: facts.day, sums: { ...ZERO } };
    for (const sum of SUM_NAMES) card.sums[sum] += facts[sum];
    cards.set(name, card);
    days.add(facts, dayCountsOf(facts));
  }
  await writeCardDays(tx, cards);
  await days.write(tx);
}

function dayCountsOf(facts: ShownFacts): Partial<LockCounts> {
  const { shown, shownAfterWithdrawal, shownWithoutReceipt, opens, dismisses } = facts;
  return { shown, shownAfterWithdrawal, shownWithoutReceipt, opens, dismisses };
}

async function writeCardDays(
  tx: Tx,
  cards: ReadonlyMap<string, { cardId: string; day: number; sums: CardSums }>,
): Promise<void> {
  if (cards.size === 0) return;
  const rows = [...cards].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  const column = (name: SumName): number[] => rows.map((row) => row.sums[name]);
  await tx.query(
    {
      name: 'cards.add_card_days',
      text: `INSERT INTO lock_card_days (card_id, day, glances, dwells, opens, dismisses, saves, shares)
        SELECT * FROM unnest($1::uuid[], $2::int[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])
        ON CONFLICT (card_id, day) DO UPDATE SET glances = lock_card_days.glances + excluded.glances,
          dwells = lock_card_days.dwells + excluded.dwells, opens = lock_card_days.opens + excluded.opens,
          dismisses = lock_card_days.dismisses + excluded.dismisses, saves = lock_card_days.saves + excluded.saves,
          shares = lock_card_days.shares + excluded.shares`,
    },
    [
      rows.map((row) => row.cardId),
      rows.map((row) => row.day),
      column('glances'),
      column('dwells'),
      column('opens'),
      column('dismisses'),
      column('saves'),
      column('shares'),
    ],
  );
}

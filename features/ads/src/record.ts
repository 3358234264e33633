// What every change of an advertiser's things passes: its row is held, the act is written down, the journal is told.

import { problem } from '@jhalak/contracts';
import type { Clock, Ids } from '@jhalak/kernel';
import type { Database, Journal, Tx } from '@jhalak/ports';
import type { Actor } from './types.ts';

export interface StoreDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
  ids: Ids;
}

export interface AdvertiserRow {
  organisation: string;
  name: string;
  legal_name: string;
  website: string;
  tax_id: string | null;
  state: string | null;
  verification: 'waiting' | 'verified' | 'refused';
  verification_note: string | null;
  verified_at_ms: number | null;
  version: number;
  created_at_ms: number;
  changed_at_ms: number;
}

interface Act {
  organisation: string;
  actor: Actor;
  action: string;
  /** Which table and row changed. */
  table: string;
  thingId?: string;
  note?: string;
}

/**
 * Runs `work` while nobody else changes anything of the advertiser: its bounds are counted behind this lock.
 *
 * @throws `ads.not_found`.
 */
export async function locked<Result>(
  { database }: StoreDeps,
  organisation: string,
  work: (tx: Tx, advertiser: AdvertiserRow) => Promise<Result>,
): Promise<Result> {
  return await database.transaction(async (tx) => {
    const [row] = await tx.query<AdvertiserRow>(
      {
        name: 'ads.lock',
        text: 'SELECT * FROM ad_advertisers WHERE organisation = $1 FOR NO KEY UPDATE',
      },
      [organisation],
    );
    if (row === undefined) throw unknown('advertiser');
    return await work(tx, row);
  });
}

/** Writes what was done on the advertiser's record, and tells the journal. */
export async function record({ journal, clock, ids }: StoreDeps, tx: Tx, act: Act): Promise<void> {
  const actId = ids.next();
  const { organisation, actor, action, thingId, note = '' } = act;
  await tx.query(
    {
      name: 'ads.record',
      text: `INSERT INTO ad_acts (organisation, act_id, person_id, by_side, action, thing_id, note, at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    },
    [organisation, actId, actor.personId, actor.side, action, thingId ?? null, note, clock.nowMs()],
  );
  const key = thingId === undefined ? organisation : `${organisation}/${thingId}`;
  await journal.append(tx, [
    {
      ...{ stream: 'ads.act', key: organisation, type: action },
      row: { table: act.table, key },
      facts: {
        ...{ organisation, act: actId, by: actor.side },
        ...(thingId === undefined ? {} : { thing: thingId }),
      },
    },
  ]);
}

/** The same answer whether it is nowhere or another's. */
export function unknown(
  what:
    | 'advertiser'
    | 'campaign'
    | 'line item'
    | 'creative'
    | 'picture'
    | 'document'
    | 'billed event'
    | 'key',
): Error {
  return problem('ads.not_found', `There is no such ${what} of this advertiser.`);
}

/** @throws `ads.too_many` when one more would be more than `most`. */
export function checkRoom(count: number, most: number, what: string): void {
  if (count >= most) throw problem('ads.too_many', `There may be ${most} ${what}, and there are.`);
}

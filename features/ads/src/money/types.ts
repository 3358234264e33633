// What money needs of the house.

import type { Logger } from '@jhalak/kernel';
import type { Ledger } from '@jhalak/ledger';
import type { Payments, Queries, Tx } from '@jhalak/ports';
import { unknown, type AdvertiserRow, type StoreDeps } from '../record.ts';

export interface MoneyDeps extends StoreDeps {
  ledger: Ledger;
  payments: Payments;
  logger: Logger;
  region: string;
}

/** @throws `ads.not_found`. */
export async function readAdvertiser(on: Queries, organisation: string): Promise<AdvertiserRow> {
  const [row] = await on.query<AdvertiserRow>(
    { name: 'ads.advertiser_row', text: 'SELECT * FROM ad_advertisers WHERE organisation = $1' },
    [organisation],
  );
  if (row === undefined) throw unknown('advertiser');
  return row;
}

/** Tells the journal of a change that nobody's hand made at this moment. */
export async function tell(
  { journal }: Pick<MoneyDeps, 'journal'>,
  tx: Tx,
  organisation: string,
  type: string,
  row: { table: string; id: string },
): Promise<void> {
  await journal.append(tx, [
    {
      ...{ stream: 'ads.act', key: organisation, type },
      row: { table: row.table, key: `${organisation}/${row.id}` },
      facts: { organisation, thing: row.id },
    },
  ]);
}

// A ledger over real engines, without the rest of the house.

import { createLedger, type Ledger } from '@jhalak/ledger';
import { openTestParts, type TestParts } from '@jhalak/testing/parts';

export type TestLedger = ReturnType<typeof createLedger>;

export interface LedgerHouse {
  parts: TestParts;
  ledger: TestLedger;
  /** Pays `amount` into a wallet. */
  payIn(wallet: string, amount: number): Promise<void>;
  open(ref: Parameters<Ledger['account']>[1]): Promise<string>;
}

/** Cost: some 150 ms. Close the parts at the end. */
export async function openLedgerHouse(region = 'in'): Promise<LedgerHouse> {
  const folder = new URL('../migrations/', import.meta.url);
  const parts = await openTestParts({ region, migrations: [{ owner: 'ledger', folder }] });
  const ledger = createLedger(parts);
  const open: LedgerHouse['open'] = async (ref) =>
    await parts.database.transaction(async (tx) => await ledger.account(tx, ref));
  return {
    ...{ parts, ledger, open },
    payIn: async (wallet, amount) => {
      const clearing = await open({ kind: 'payment_clearing' });
      const postings = [
        { accountId: wallet, amount },
        { accountId: clearing, amount: -amount },
      ];
      const transfer = { id: parts.ids.next(), kind: 'test.paid_in', postings };
      await parts.database.transaction(async (tx) => await ledger.post(tx, [transfer]));
    },
  };
}

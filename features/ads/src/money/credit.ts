// Credit that the operator gives an advertiser: it costs the house, is spent before what was paid in, and is never paid out.

import type { CreditBody } from '@jhalak/contracts/ad-money';
import { cleanText } from '@jhalak/kernel';
import { locked, record } from '../record.ts';
import type { Actor } from '../types.ts';
import type { MoneyDeps } from './types.ts';

/** @throws `ads.not_found`. Cost: one transaction. */
export async function giveCredit(
  deps: MoneyDeps,
  organisation: string,
  { amount, note }: CreditBody,
  actor: Actor,
): Promise<void> {
  const { ledger, ids } = deps;
  await locked(deps, organisation, async (tx) => {
    const id = ids.next();
    const given = await ledger.account(tx, { kind: 'promotional', owner: organisation });
    const cost = await ledger.account(tx, { kind: 'promotion_cost' });
    const postings = [
      { accountId: cost, amount: -amount },
      { accountId: given, amount },
    ];
    const facts = { organisation };
    await ledger.post(tx, [{ id, kind: 'ads.credit_given', postings, facts }]);
    const act = { organisation, actor, action: 'credit_given', note: cleanText(note) };
    await record(deps, tx, { ...act, table: 'ad_advertisers' });
  });
}

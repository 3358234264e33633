// The operator takes back one billed event: the ledger's transfer is reversed, and the money is in the
// wallet again; what of it was given, in the credit.

import { problem } from '@jhalak/contracts';
import { cleanText } from '@jhalak/kernel';
import type { Tx } from '@jhalak/ports';
import { addReversed } from '../billing/facts.ts';
import { NO_ID } from '../billing/types.ts';
import { locked, record, unknown } from '../record.ts';
import type { Actor } from '../types.ts';
import { creditEvent } from './invoices.ts';
import type { MoneyDeps } from './types.ts';

interface BilledRow {
  campaign_id: string;
  line_item_id: string;
  creative: string;
  placement: string;
  transfer_id: string;
  units: number;
  /** Of the units: what the operator had given. */
  credit_units: number;
  at_ms: number;
}

interface Reversed {
  id: string;
  campaign: string;
  amount: number;
  creditNote?: string;
}

/**
 * @throws `ads.not_found`; `ledger.reversed` when it was taken back before; `ledger.overdraft` when a share of it was paid out.
 */
export async function reverseEvent(
  deps: MoneyDeps,
  organisation: string,
  { grant, showing = NO_ID, reason }: { grant: string; showing?: string; reason: string },
  actor: Actor,
): Promise<Reversed> {
  return await locked(deps, organisation, async (tx) => {
    const [billed] = await tx.query<BilledRow>(
      {
        name: 'ads.billed_event',
        text: `SELECT campaign_id, line_item_id, creative, placement, transfer_id, units, credit_units, at_ms FROM ad_billed
          WHERE organisation = $1 AND grant_id = $2 AND showing = $3`,
      },
      [organisation, grant, showing],
    );
    if (billed === undefined) throw unknown('billed event');
    const id = deps.ids.next();
    const said = cleanText(reason);
    await enter(deps, tx, { organisation, grant, showing, billed, id, said, actor });
    await moveBack(deps, tx, organisation, id, billed);
    const event = {
      ...{ organisation, campaign: billed.campaign_id },
      units: billed.units - billed.credit_units,
      ...{ atMs: billed.at_ms, reversal: id },
    };
    await addReversed(tx, { ...billed, organisation }, deps.clock.nowMs());
    const credit = await creditEvent(deps, tx, event, said);
    const act = { organisation, actor, action: 'billing_reversed', thingId: grant, note: said };
    await record(deps, tx, { ...act, table: 'ad_reversals' });
    return {
      ...{ id, campaign: billed.campaign_id, amount: billed.units },
      ...(credit !== undefined && { creditNote: credit.id }),
    };
  });
}

async function enter(
  { clock }: MoneyDeps,
  tx: Tx,
  of: {
    organisation: string;
    grant: string;
    showing: string;
    billed: BilledRow;
    id: string;
    said: string;
    actor: Actor;
  },
): Promise<void> {
  const entered = await tx.query(
    {
      name: 'ads.enter_reversal',
      text: `INSERT INTO ad_reversals (organisation, grant_id, showing, campaign_id, transfer_id, units, reason, person_id, at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING grant_id`,
    },
    [
      ...[of.organisation, of.grant, of.showing, of.billed.campaign_id, of.id, of.billed.units],
      ...[of.said, of.actor.personId, clock.nowMs()],
    ],
  );
  if (entered.length === 0)
    throw problem('ledger.reversed', 'This event was taken back already; look at the statement.');
}

async function moveBack(
  { ledger, ids }: MoneyDeps,
  tx: Tx,
  organisation: string,
  id: string,
  billed: BilledRow,
): Promise<void> {
  // Whoever moves between this wallet and what is held has these rows first: so nobody waits in a circle.
  await tx.query(
    {
      name: 'ads.hold_budgets_of',
      text: `SELECT FROM ad_budgets WHERE organisation = $1 ORDER BY campaign_id, line_item_id FOR NO KEY UPDATE`,
    },
    [organisation],
  );
  const facts = { organisation };
  const kind = 'ads.reversed';
  await ledger.reverse(tx, { id, reverses: billed.transfer_id, kind, facts });
  const back = [
    { kind: 'held' as const, amount: -billed.units },
    { kind: 'advertiser_wallet' as const, amount: billed.units - billed.credit_units },
    { kind: 'promotional' as const, amount: billed.credit_units },
  ].filter(({ amount }) => amount !== 0);
  const postings: { accountId: string; amount: number }[] = [];
  for (const { kind, amount } of back)
    postings.push({ accountId: await ledger.account(tx, { kind, owner: organisation }), amount });
  await ledger.post(tx, [{ id: ids.next(), kind: 'ads.given_back', postings, facts }]);
}

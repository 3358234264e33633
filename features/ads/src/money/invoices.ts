// Tax invoices: one a month and advertiser, of what was billed to each campaign in it, as the ledger booked it.

import { problem } from '@jhalak/contracts';
import { HOUR_MS, messageOf, MINUTE_MS } from '@jhalak/kernel';
import type { Queries, Tx } from '@jhalak/ports';
import { locked } from '../record.ts';
import { issueDocument, type IssuedDocument } from './documents/issue.ts';
import { sellerParty } from './sellers.ts';
import { taxHeads, taxOn, taxRule } from './tax.ts';
import type { MoneyDeps } from './types.ts';

/** A bill that was under way when the month ended is committed by then. */
const MONTH_SETTLES_MS = HOUR_MS;
/** Advertisers that get their invoice in one run. */
const INVOICES_PER_RUN_MAX = 500;
const CREDIT_NOTE =
  'The promotional credit was given by the operator before the supply: it was not paid for, and no tax is due on it.';
const PAID_NOTE =
  'Tax on advances was paid with the receipt vouchers; paid in full from the prepaid wallet: nothing is due.';

/** A month by the region's clocks. */
export interface Month {
  /** `2026-11`. */
  name: string;
  fromMs: number;
  /** Not within. */
  untilMs: number;
}

/** @param name `2026-11`, checked before. */
export function monthOf({ ledger }: Pick<MoneyDeps, 'ledger'>, name: string): Month {
  const [year = 0, month = 1] = name.split('-').map(Number);
  const offsetMs = ledger.book().offsetMinutes * MINUTE_MS;
  return {
    name,
    fromMs: Date.UTC(year, month - 1, 1) - offsetMs,
    untilMs: Date.UTC(year, month, 1) - offsetMs,
  };
}

/** @returns the month before the one of now. */
export function lastMonth(deps: Pick<MoneyDeps, 'ledger' | 'clock'>): Month {
  const local = new Date(deps.clock.nowMs() + deps.ledger.book().offsetMinutes * MINUTE_MS);
  const first = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() - 1, 1));
  return monthOf(deps, first.toISOString().slice(0, 7));
}

/** @returns whether the last month is over for long enough. */
export function isSettled(deps: Pick<MoneyDeps, 'ledger' | 'clock'>): boolean {
  return deps.clock.nowMs() >= lastMonth(deps).untilMs + MONTH_SETTLES_MS;
}

interface BilledCampaign {
  campaign_id: string;
  name: string;
  units: number;
  /** Of the units: what the operator had given. */
  credit: number;
  events: number;
}

/**
 * Issues what is due for a month that is over: safe to run again, what is issued stays.
 *
 * @returns how many were issued now, and over what amount without tax. @throws `ledger.month_open`.
 * Cost: a transaction an advertiser.
 */
export async function issueInvoices(
  deps: MoneyDeps,
  name: string,
): Promise<{ month: string; issued: number; amount: number }> {
  const month = monthOf(deps, name);
  if (deps.clock.nowMs() < month.untilMs + MONTH_SETTLES_MS)
    throw problem('ledger.month_open', `${name} is not over yet, or ended within the hour.`);
  const due = await advertisersDue(deps, month);
  let issued = 0;
  let amount = 0;
  for (const organisation of due) {
    const net = await invoiceOne(deps, organisation, month).catch((error: unknown) => {
      // One that cannot be made must not hold up the others.
      deps.logger.error({ organisation, error: messageOf(error) }, 'an invoice was not made');
      return undefined;
    });
    if (net === undefined) continue;
    issued += 1;
    amount += net;
  }
  return { month: name, issued, amount };
}

async function advertisersDue({ database }: MoneyDeps, month: Month): Promise<string[]> {
  const rows = await database.query<{ organisation: string }>(
    {
      name: 'ads.invoices_due',
      text: `SELECT DISTINCT b.organisation FROM ad_billed b
        JOIN ad_advertisers a ON a.organisation = b.organisation
        WHERE b.at_ms >= $1 AND b.at_ms < $2 AND NOT EXISTS (SELECT FROM ad_documents d
          WHERE d.organisation = b.organisation AND d.kind = 'invoice' AND d.about = $3)
        ORDER BY 1 LIMIT $4`,
    },
    [month.fromMs, month.untilMs, month.name, INVOICES_PER_RUN_MAX],
  );
  return rows.map((row) => row.organisation);
}

/** @returns what it is over without tax: 0 when all was given; undefined when everything was taken back. */
async function invoiceOne(
  deps: MoneyDeps,
  organisation: string,
  month: Month,
): Promise<number | undefined> {
  return await locked(deps, organisation, async (tx) => {
    const campaigns = await billedIn(tx, organisation, month);
    if (campaigns.length === 0) return undefined;
    const credit = campaigns.reduce((sum, one) => sum + one.credit, 0);
    const net = campaigns.reduce((sum, one) => sum + one.units, 0) - credit;
    await issueDocument(deps, tx, {
      ...{ organisation, kind: 'invoice', about: month.name, month: month.name },
      isTest: deps.payments.isTest,
      lines: [
        ...campaigns.map((one) => ({
          what: `${serviceOf(deps)}: campaign “${one.name}”, ${one.events} billed events`,
          ...{ campaign: one.campaign_id, net: one.units },
        })),
        ...(credit === 0 ? [] : [{ what: 'Promotional credit', net: -credit }]),
      ],
      taxes: await taxesOf(deps, tx, organisation, net),
      notes: credit === 0 ? [PAID_NOTE] : [CREDIT_NOTE, PAID_NOTE],
    });
    return net;
  });
}

/** @returns what was billed and not taken back, by campaign. */
async function billedIn(
  on: Queries,
  organisation: string,
  { fromMs, untilMs }: Month,
): Promise<BilledCampaign[]> {
  return await on.query<BilledCampaign>(
    {
      name: 'ads.billed_in_month',
      text: `SELECT b.campaign_id, coalesce(c.name, b.campaign_id::text) AS name, sum(b.units)::bigint AS units,
          sum(b.credit_units)::bigint AS credit,
          count(*)::int AS events
        FROM ad_billed b LEFT JOIN ad_campaigns c ON c.organisation = b.organisation AND c.campaign_id = b.campaign_id
        WHERE b.organisation = $1 AND b.at_ms >= $2 AND b.at_ms < $3 AND NOT EXISTS (SELECT FROM ad_reversals r
          WHERE r.organisation = b.organisation AND r.grant_id = b.grant_id AND r.showing = b.showing)
        GROUP BY b.campaign_id, c.name ORDER BY b.campaign_id`,
    },
    [organisation, fromMs, untilMs],
  );
}

function serviceOf({ region, clock }: MoneyDeps): string {
  return taxRule({ region, atMs: clock.nowMs() }).serviceName;
}

async function taxesOf(deps: MoneyDeps, tx: Tx, organisation: string, net: number) {
  const [buyer] = await tx.query<{ state: string | null }>(
    { name: 'ads.buyer_state', text: 'SELECT state FROM ad_advertisers WHERE organisation = $1' },
    [organisation],
  );
  const seller = await sellerParty(tx, deps.payments.isTest);
  const states = { sellerState: seller?.state?.code, buyerState: buyer?.state ?? undefined };
  return taxOn(net, taxHeads({ region: deps.region, atMs: deps.clock.nowMs(), ...states }));
}

/**
 * A credit note for an event that was taken back after the invoice of its month; undefined where there is none yet.
 *
 * @param of the event, held by the caller together with its advertiser.
 */
export async function creditEvent(
  deps: MoneyDeps,
  tx: Tx,
  of: { organisation: string; campaign: string; units: number; atMs: number; reversal: string },
  reason: string,
): Promise<IssuedDocument | undefined> {
  const local = new Date(of.atMs + deps.ledger.book().offsetMinutes * MINUTE_MS);
  const name = local.toISOString().slice(0, 7);
  const [invoice] = await tx.query<{ number: string; date: string }>(
    {
      name: 'ads.invoice_of_month',
      text: `SELECT number, content->>'date' AS date FROM ad_documents
        WHERE organisation = $1 AND kind = 'invoice' AND about = $2`,
    },
    [of.organisation, name],
  );
  // What was given was not on the invoice's sum.
  if (invoice === undefined || of.units === 0) return undefined;
  return await issueDocument(deps, tx, {
    ...{ organisation: of.organisation, kind: 'credit', about: of.reversal },
    isTest: deps.payments.isTest,
    lines: [{ what: `Taken back: ${reason}`, campaign: of.campaign, net: of.units }],
    taxes: await taxesOf(deps, tx, of.organisation, of.units),
    refersTo: invoice,
    notes: ['The amount is in the prepaid wallet again, its tax with the advance.'],
  });
}

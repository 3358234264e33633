// The books as the operator and the auditor see them: what balances, and which months are closed.

import { defineRoute, type Route } from '@jhalak/contracts';
import { LedgerMonthList, LedgerMonthParams, TrialBalance } from '@jhalak/contracts/ledger';
import { assert } from '@jhalak/kernel';
import { auditBook, isBalanced } from '../audit.ts';
import { bookRule, monthNumber } from '../books.ts';
import { closeMonth, listMonths, type MonthDeps } from '../close-month.ts';

const readers = { tag: 'ledger', access: ['operator', 'auditor'], owner: 'staff' } as const;
/** Reads all postings: nobody needs it more often. */
const AUDITS_PER_MINUTE = 6;

export function ledgerRoutes(deps: MonthDeps): Route[] {
  return [trialBalance(deps), months(deps), close(deps)];
}

function trialBalance({ database, clock, region }: MonthDeps): Route {
  return defineRoute({
    ...readers,
    method: 'GET',
    path: '/v1/ledger/trial-balance',
    name: 'getTrialBalance',
    summary: 'All accounts added up, every balance held against its postings',
    replies: { 200: TrialBalance },
    ratePerMinute: AUDITS_PER_MINUTE,
    async handle() {
      const { currency, minorDigits } = bookRule(region, clock.nowMs());
      const audit = await auditBook(database, currency);
      return {
        status: 200,
        json: { currency, minorDigits, balanced: isBalanced(audit), ...audit },
      };
    },
  });
}

function months(deps: MonthDeps): Route {
  return defineRoute({
    ...readers,
    method: 'GET',
    path: '/v1/ledger/months',
    name: 'listLedgerMonths',
    summary: 'Months of the books, the newest first; of closed ones their digest',
    replies: { 200: LedgerMonthList },
    handle: async () => ({ status: 200, json: { items: await listMonths(deps, deps.database) } }),
  });
}

function close(deps: MonthDeps): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/ledger/months/:month/close',
    name: 'closeLedgerMonth',
    summary: 'Close a month that is over: nothing more is posted in it',
    tag: 'ledger',
    access: ['operator'],
    owner: 'staff',
    params: LedgerMonthParams,
    replies: { 200: LedgerMonthList },
    ratePerMinute: AUDITS_PER_MINUTE,
    async handle({ params, caller }) {
      assert(caller, 'the route asks for an operator');
      await closeMonth(deps, monthNumber(params.month), caller.personId);
      return { status: 200, json: { items: await listMonths(deps, deps.database) } };
    },
  });
}

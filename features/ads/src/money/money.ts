// Money of ads: what it serves, and what it does by itself.

import type { Route } from '@jhalak/contracts';
import { HOUR_MS, messageOf, MINUTE_MS } from '@jhalak/kernel';
import type { EmbeddedPayments, Payments, Sweep } from '@jhalak/ports';
import type { StoreDeps } from '../record.ts';
import { askAgain, takeNotice } from './follow-up.ts';
import { isSettled, issueInvoices, lastMonth } from './invoices.ts';
import { documentRoutes } from './routes-documents.ts';
import { earningsRoutes } from './routes-earnings.ts';
import { noticeRoutes } from './routes-notices.ts';
import { walletRoutes } from './routes.ts';
import type { MoneyDeps } from './types.ts';

/** How often payments that wait are asked about. */
const ASK_EVERY_MS = MINUTE_MS;

/** What money needs beside what all of ads has. */
export type MoneyParts = Pick<MoneyDeps, 'ledger' | 'logger' | 'region'> & {
  payments: Payments | EmbeddedPayments;
};

/** @returns routes and sweeps; connects a provider that runs inside the cell. */
export function createMoney(deps: StoreDeps & MoneyParts): { routes: Route[]; sweeps: Sweep[] } {
  const { payments, logger } = deps;
  if ('connect' in payments)
    payments.connect(async (notice) => {
      // As with a provider elsewhere: whoever pays does not see what went wrong here, and it is asked again.
      await takeNotice(deps, notice).catch((error: unknown) => {
        logger.error(
          { error: messageOf(error) },
          'a payment notice failed; it is asked about again',
        );
      });
    });
  return {
    routes: [
      ...walletRoutes(deps),
      ...documentRoutes(deps),
      ...noticeRoutes(deps),
      ...earningsRoutes(deps),
    ],
    sweeps: [
      {
        name: 'ads.ask_payments',
        everyMs: ASK_EVERY_MS,
        run: async () => await askAgain(deps),
      },
      {
        name: 'ads.invoices',
        everyMs: HOUR_MS,
        // In the month's first hour it is not settled yet.
        run: async () =>
          deps.ledger.isOpen() && isSettled(deps)
            ? (await issueInvoices(deps, lastMonth(deps).name)).issued
            : 0,
      },
    ],
  };
}

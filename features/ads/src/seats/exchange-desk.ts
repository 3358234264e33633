// Other people's auctions, put together: who may ask, what bids, who is told.

import { createHash } from 'node:crypto';
import type { Route } from '@jhalak/contracts';
import type { Clock } from '@jhalak/kernel';
import type { Billing } from '../billing/billing.ts';
import type { AdTokens } from '../billing/token.ts';
import { exchangeRoutes, type PartnerGate, type Told } from '../routes/exchange.ts';
import { Places } from '../serving/places.ts';
import type { Serving } from '../serving/serving.ts';
import { exchangeDemand } from './exchange-demand.ts';

/** Of a device that is known by one showing only: what is in the token is shown once, so its own name will do. */
const DEVICE_CHARS = 32;

export interface ExchangeDeskDeps {
  clock: Clock;
  /** ISO 4217. @throws `ledger.no_currency`. */
  currency: () => string;
  exchange: {
    /** Partners and their keys. */
    gate: PartnerGate;
    /** Two letters. */
    region: string;
    /** Under which devices reach this cell, no path. */
    address: string;
  };
}

/** @returns the routes. Cost: none. */
export function createExchange(
  { clock, currency, exchange }: ExchangeDeskDeps,
  parts: { serving: Serving; tokens: AdTokens; billing: Pick<Billing, 'tell'> },
): Route[] {
  const demand = exchangeDemand(new Places(parts.serving, parts.tokens));
  const tell = async ({ type, token, userAgent, address }: Told): Promise<void> => {
    const device = createHash('sha256').update(token).digest('hex').slice(0, DEVICE_CHARS);
    const teller = { personId: undefined, device, userAgent, address };
    await parts.billing.tell([{ token, type, atMs: clock.nowMs() }], teller);
  };
  return exchangeRoutes({ ...exchange, currency, demand, tell });
}

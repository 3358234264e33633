// Serving as a part of the feature: what it is made of, its routes, and what runs by itself.

import type { Attention } from '@jhalak/attention';
import type { Route } from '@jhalak/contracts';
import { HOUR_MS } from '@jhalak/kernel';
import type { Keys, Sweep } from '@jhalak/ports';
import type { AdTokens } from '../billing/token.ts';
import { policyRoutes } from '../routes/policy.ts';
import { slotRoutes } from '../routes/slots.ts';
import { AdSlots } from './ad-slots.ts';
import { forgetComplaints } from './complaints.ts';
import { Serving, type ServingDeps } from './serving.ts';
import { forgetTraffic } from './traffic.ts';

export interface ServingDeskDeps extends ServingDeps {
  keys: Keys;
  tokens: AdTokens;
  attention: Pick<Attention, 'readSlot'>;
}

/** What the feature puts together. */
export interface ServingDesk {
  slots: AdSlots;
  /** What decides, for partners' auctions. */
  serving: Serving;
  routes: readonly Route[];
  sweeps: readonly Sweep[];
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Brings line items, rules and figures up to what is committed. */
  catchUp(): Promise<void>;
  forget(personId: string): void;
}

export function createServing(deps: ServingDeskDeps): ServingDesk {
  const { database, clock, tokens, attention } = deps;
  const serving = new Serving(deps);
  const slots = new AdSlots({ serving, tokens, attention });
  const { policies } = serving;
  return {
    slots,
    serving,
    routes: [
      ...slotRoutes({ slots, serving, tokens, complaints: deps }),
      ...policyRoutes({
        ...{ policies, complaints: deps, clock },
        currencyNow: () => (deps.isOpen() ? deps.book().currency : undefined),
      }),
    ],
    sweeps: [
      {
        name: 'ads.forget_traffic',
        everyMs: HOUR_MS,
        run: async () => await forgetTraffic(database, clock),
      },
      {
        name: 'ads.forget_complaints',
        everyMs: HOUR_MS,
        run: async () => await forgetComplaints(deps),
      },
    ],
    start: async () => await serving.start(),
    stop: async () => await serving.stop(),
    catchUp: async () => await serving.catchUp(),
    forget: (personId) => serving.viewers.forget(personId),
  };
}

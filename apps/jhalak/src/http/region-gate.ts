// Closes the region to viewers while an order demands it: read-only notice, own sessions, account and data stay open, and
// so do routes of roles.

import { problem, type Caller, type Route } from '@jhalak/contracts';
import type { Cell } from '../wiring/cell.ts';

/** The operator's own proxy says here in which state a request comes from, ISO 3166-2; heeded only behind that proxy. */
export const STATE_HEADER = 'jhalak-state' as const;
const STATE_PATTERN = /^[A-Z]{2}-[A-Z0-9]{1,3}$/;

/** Whether an order closes everything to a caller, or to a stranger. */
export type RegionGate = (caller: Caller | undefined) => boolean;

export function regionGate(visibility: Pick<Cell['visibility'], 'appBlock'>): RegionGate {
  // Who holds a role works on: orders, reports and audits are not closed by an order.
  return (caller) =>
    (caller === undefined || caller.roles.length === 0) &&
    visibility.appBlock(caller?.state) !== undefined;
}

/** @throws `region.blocked` where a route is closed to this caller now. */
export function checkRegion(
  { access, whileBlocked }: Pick<Route, 'access' | 'whileBlocked'>,
  caller: Caller | undefined,
  gate: RegionGate,
): void {
  if (whileBlocked === 'open' || typeof access !== 'string' || !gate(caller)) return;
  throw regionBlocked();
}

export function regionBlocked(): Error {
  return problem(
    'region.blocked',
    'This service is closed in this region by a legal order. GET /v1/region says which law and how to object.',
  );
}

/** @returns the caller with the state that the proxy told; the same where it told none. */
export function inState(
  caller: Caller | undefined,
  header: string | string[] | undefined,
): Caller | undefined {
  if (caller === undefined || typeof header !== 'string' || !STATE_PATTERN.test(header))
    return caller;
  return { ...caller, state: header };
}

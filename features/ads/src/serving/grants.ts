// What a token says of a grant. Pure.

import type { AdGrant } from '../billing/grant.ts';
import type { Granted } from './deciding.ts';
import type { AdContext } from './types.ts';

/** @returns what the token says. */
export function grantOf(
  granted: Granted,
  context: AdContext,
  terms: { lifeMs: number; beside?: string; brand?: string; showings?: number },
): AdGrant {
  const { nowMs } = granted;
  const endMs = Math.min(nowMs + terms.lifeMs, granted.lease?.expiresAtMs ?? Infinity);
  const shared = {
    ...{ id: granted.grantId, placement: context.placement, first: granted.first },
    ...{ priceMicros: granted.priceMicros, language: context.language },
    ...(context.genre === undefined ? {} : { genre: context.genre }),
    ...(context.state === undefined ? {} : { state: context.state }),
    ...(terms.beside === undefined ? {} : { beside: terms.beside }),
    ...(terms.brand === undefined ? {} : { brand: terms.brand }),
    ...(terms.showings === undefined || terms.showings === 1 ? {} : { showings: terms.showings }),
    ...{ issuedAtMs: nowMs, expiresAtMs: endMs },
  };
  if (granted.kind === 'seat') {
    const { seat, creative } = granted;
    return { ...shared, demand: 'seat', seat, creative, format: 'display', billOn: 'render' };
  }
  const { line, creative } = granted.pick;
  const { organisation, campaign, lineItem, pricing } = line;
  return {
    ...{ ...shared, demand: granted.kind, organisation, campaign, lineItem },
    creative: creative.id,
    format: creative.content.kind === 'clip' ? 'video' : 'display',
    billOn: pricing === 'cpv' ? 'view' : pricing === 'cpc' ? 'click' : 'render',
    ...(granted.lease === undefined ? {} : { leaseId: granted.lease.leaseId }),
  };
}

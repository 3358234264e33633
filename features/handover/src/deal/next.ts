// Who must act next, and what is missing: so that nobody has to know the rules to know what to do.

import type { DealNext, DealSide, DealStep } from '@jhalak/contracts/handover-deal';
import { missingOf } from './scope.ts';
import { hasBuyer, type DealState } from './state.ts';

/** Who carries out, or proposes, each step. */
const ACTS: Readonly<Record<DealStep, readonly DealSide[]>> = {
  inventory: ['seller'],
  letter: ['seller'],
  rehearsal: ['seller'],
  terms: ['seller', 'bidder'],
  licence: ['seller'],
  seal: ['seller'],
  freeze: ['seller'],
  delta: ['seller'],
  keys: ['seller'],
  fence: ['seller'],
  takeover: ['bidder'],
  verification: ['bidder'],
  acceptance: ['bidder'],
  wind_down: ['seller'],
  proof: ['seller'],
  release: ['seller', 'region'],
  lift: ['seller'],
  closed: [],
  aborted: [],
};

const PROPOSED: readonly DealStep[] = [
  'letter',
  'terms',
  'licence',
  'seal',
  'acceptance',
  'release',
];

/** @param atMs now: approvals, screenings, seals and freezes have ends. Cost: none. */
export function nextOf(state: DealState, atMs: number): DealNext {
  const { step, proposal } = state;
  const open = missingOf(state, atMs);
  const base = { step, missing: missing(state, atMs) };
  if (proposal === undefined)
    return { ...base, what: whatOf(step), by: actsOf(state).map((side) => ({ side, people: 1 })) };
  // The region's seal is the last one.
  const others = open.filter(({ side }) => side !== 'region');
  const by = proposal.step === 'seal' && others.length > 0 ? others : open;
  return { ...base, what: 'approve', by, scope: proposal.scope };
}

/** Whoever holds a cell orders it. */
function actsOf({ kind, step }: DealState): readonly DealSide[] {
  return kind === 'hold' && step === 'seal' ? ['seller', 'region'] : ACTS[step];
}

function whatOf(step: DealStep): DealNext['what'] {
  if (step === 'closed' || step === 'aborted') return 'nothing';
  return PROPOSED.includes(step) ? 'propose' : 'work';
}

function missing(state: DealState, atMs: number): string[] {
  const found: string[] = [];
  const { mediator, step, seal, frozenUntilMs } = state;
  const living = Object.entries(state.bidders).filter(([, { out }]) => out === undefined);
  if (mediator !== undefined && mediator.interests === undefined) found.push('declaration');
  if (hasBuyer(state) && living.length === 0) found.push('bidder');
  const chosen = state.terms?.bidder ?? state.proposal?.bidder;
  for (const [id, { screening, rehearsal }] of living) {
    if (state.kind === 'sale' && step === 'terms' && rehearsal === undefined)
      found.push(`rehearsal:${id}`);
    if (chosen !== undefined && chosen !== id) continue;
    if (mediator !== undefined && !mediator.covers.includes(id)) found.push(`declaration:${id}`);
    if (screening === undefined || screening.validUntilMs <= atMs) found.push(`screening:${id}`);
    else if (screening.excluded.length > 0 && screening.allowed === undefined)
      found.push(`allowance:${id}`);
  }
  const underSeal = step === 'freeze' || step === 'delta' || step === 'keys';
  if (underSeal && (seal === undefined || seal.untilMs <= atMs)) found.push('seal_expired');
  const isBounded = hasBuyer(state) && step !== 'freeze' && underSeal;
  if (isBounded && (frozenUntilMs ?? 0) <= atMs) found.push('freeze_over');
  if (state.kind === 'wind_down' && step === 'fence' && (frozenUntilMs ?? 0) > atMs)
    found.push('deadline');
  for (const [id, { out, copies }] of Object.entries(state.bidders)) {
    const kept = copies.filter(({ returned }) => returned === undefined).length;
    if (out !== undefined && kept > 0) found.push(`copies:${id}`);
  }
  // Once it is too late for the rest, it is missing no more.
  if (state.keys !== undefined) return found.filter((one) => one.startsWith('copies'));
  return step === 'aborted' ? found.filter((one) => one.startsWith('copies')) : found;
}

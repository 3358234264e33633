// Orders as the public log tells of them: commitments, kinds and phases, nothing that they name. Pure.

import type { BorderFacts } from '@jhalak/contracts/border';
import { ORDER_PHASES, type OrderPhase } from '@jhalak/contracts/orders';

/** An order by the log alone. */
export interface ToldOrder {
  commitment: string;
  /** As its last entry says it; where an entry does not, what its act leads to. */
  phase: OrderPhase;
  /** Of the last act that changes what is dark, or until when. */
  step: number;
  codes: readonly string[];
  enteredAtMs: number;
  lastAtMs: number;
}

/** What a cell knows of one order. */
export interface KnownOrder {
  seq: number;
  phase: OrderPhase;
}

/** Acts after which something else is dark than before, or for another time. */
const MOVING = new Set([
  'entered',
  'released',
  'stayed',
  'resumed',
  'made_permanent',
  'followed',
  'revoked',
  'expired',
  'withdrawn',
  'reinstated',
]);
const ENDING = new Set(['revoked', 'expired', 'withdrawn']);
/** Said when an officer named the order that stands in a lost one's place. */
export const SETTLED_ACT = 'orders.loss_settled';

/**
 * Reads entries of kind `order`, the oldest first.
 *
 * @returns what they tell of each order, by commitment; orders whose loss was settled are left out.
 */
export async function toldOrders(
  entries: AsyncIterable<{ atMs: number; facts: BorderFacts }>,
): Promise<Map<string, ToldOrder>> {
  const told = new Map<string, ToldOrder>();
  for await (const { atMs, facts } of entries) {
    if (facts.kind !== 'order' || !('act' in facts) || facts.commitment === undefined) continue;
    if (facts.act === SETTLED_ACT) told.delete(facts.commitment);
    else told.set(facts.commitment, after(told.get(facts.commitment), facts, atMs));
  }
  return told;
}

type Act = Extract<BorderFacts, { act: string }>;

function after(before: ToldOrder | undefined, facts: Act, atMs: number): ToldOrder {
  const act = facts.act.replace(/^orders\./u, '');
  const codes = facts.codes ?? [];
  const said = ORDER_PHASES.find((phase) => codes.includes(`phase/${phase}`));
  const step = MOVING.has(act) ? (facts.counts?.['step'] ?? 1) : 0;
  return {
    commitment: facts.commitment ?? '',
    phase: said ?? (ENDING.has(act) ? 'ended' : 'in_force'),
    // A restored cell counts on from an older step: what was told before it stays told.
    step: Math.max(before?.step ?? 0, step),
    codes,
    enteredAtMs: before?.enteredAtMs ?? atMs,
    lastAtMs: atMs,
  };
}

/** An order of which the log tells more than a cell knows. */
export interface LostOrder extends ToldOrder {
  known: 'nothing' | 'older';
}

/** @returns the told orders that are not known, or only in an older state; not those that ended either way. */
export function lostAmong(
  told: ReadonlyMap<string, ToldOrder>,
  known: ReadonlyMap<string, KnownOrder>,
): LostOrder[] {
  return [...told.values()].flatMap((order): LostOrder[] => {
    const here = known.get(order.commitment);
    if (order.phase === 'ended' && (here === undefined || here.phase === 'ended')) return [];
    if (here === undefined) return [{ ...order, known: 'nothing' }];
    return here.seq < order.step ? [{ ...order, known: 'older' }] : [];
  });
}

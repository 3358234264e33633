// The orders table as rows, and rows as orders.

import type { OrderLaw, OrderPhase, OrderTarget } from '@jhalak/contracts/orders';
import type { Named, OrderFacts } from '@jhalak/visibility';
import type { StoredOrder } from './types.ts';

/** The journal's stream. */
export const ORDER_STREAM = 'orders.order';

export interface OrderRow {
  order_id: string;
  seq: number;
  phase: OrderPhase;
  ended: StoredOrder['ended'];
  law: OrderLaw;
  targets: OrderTarget[];
  states: string[] | null;
  interim: boolean;
  emergency: boolean;
  confidential: boolean;
  contested: boolean;
  disclosed: boolean;
  words: Buffer;
  salt: Buffer;
  commitment: string;
  content_commitment: string;
  entered_by: string;
  entered_at_ms: number;
  received_at_ms: number;
  expires_at_ms: number | null;
  acknowledged_at_ms: number | null;
  released_at_ms: number | null;
  executed_at_ms: number | null;
  confirmed_at_ms: number | null;
  reviewed_at_ms: number | null;
  ended_at_ms: number | null;
}

/** In the order of `standingOf` behind the id. */
export const STANDING_COLUMNS = [
  'seq',
  'phase',
  'ended',
  'law',
  'targets',
  'states',
  'interim',
  'emergency',
  'confidential',
  'contested',
  'disclosed',
  'entered_by',
  'entered_at_ms',
  'received_at_ms',
  'expires_at_ms',
  'acknowledged_at_ms',
  'released_at_ms',
  'executed_at_ms',
  'confirmed_at_ms',
  'reviewed_at_ms',
  'ended_at_ms',
] as const;
export const SECRET_COLUMNS = ['words', 'salt', 'commitment', 'content_commitment'] as const;
export const COLUMNS = ['order_id', ...STANDING_COLUMNS, ...SECRET_COLUMNS].join(', ');

/** @returns the values of STANDING_COLUMNS. */
export function standingOf(order: StoredOrder): unknown[] {
  return [
    order.seq,
    order.phase,
    order.ended,
    order.law,
    JSON.stringify(order.targets),
    order.states,
    order.interim,
    order.emergency,
    order.confidential,
    order.contested,
    order.disclosed,
    order.enteredBy,
    order.enteredAtMs,
    order.receivedAtMs,
    order.expiresAtMs,
    order.acknowledgedAtMs,
    order.releasedAtMs,
    order.executedAtMs,
    order.confirmedAtMs,
    order.reviewedAtMs,
    order.endedAtMs,
  ];
}

export function fromRow(row: OrderRow): StoredOrder {
  return {
    orderId: row.order_id,
    seq: row.seq,
    phase: row.phase,
    ended: row.ended,
    law: row.law,
    targets: row.targets,
    states: row.states,
    interim: row.interim,
    emergency: row.emergency,
    confidential: row.confidential,
    contested: row.contested,
    disclosed: row.disclosed,
    enteredBy: row.entered_by,
    enteredAtMs: row.entered_at_ms,
    receivedAtMs: row.received_at_ms,
    expiresAtMs: row.expires_at_ms,
    acknowledgedAtMs: row.acknowledged_at_ms,
    releasedAtMs: row.released_at_ms,
    executedAtMs: row.executed_at_ms,
    confirmedAtMs: row.confirmed_at_ms,
    reviewedAtMs: row.reviewed_at_ms,
    endedAtMs: row.ended_at_ms,
  };
}

/** @returns what visibility needs of an order. */
export function effectOf(order: StoredOrder): OrderFacts {
  return {
    inForce: order.phase === 'in_force',
    targets: namedBy(order.targets),
    states: order.states,
    law: order.law,
    interim: order.interim,
    sinceMs: order.releasedAtMs ?? order.enteredAtMs,
  };
}

/** @returns what an order names that exists here. */
export function namedBy(targets: readonly OrderTarget[]): Named[] {
  return targets.flatMap((target): Named[] => {
    if (target.kind === 'app') return [{ kind: 'app' }];
    if (target.kind === 'tag' || target.kind === 'keyword')
      return [{ kind: target.kind, text: target.text }];
    if (!('id' in target)) return [];
    return [{ kind: target.kind, id: target.id }];
  });
}

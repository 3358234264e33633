// The life of an order. Pure: what each event makes of it, and which act fits which phase.

import type { OrderDoubleAct, OrderPhase, OrderSingleAct } from '@jhalak/contracts/orders';
import { unreachable } from '@jhalak/kernel';
import type { OrderEventType, OrderHappening, StoredOrder } from './types.ts';

type Act = OrderSingleAct | OrderDoubleAct;

/** In which phases an act can be done, and the event that it makes. */
const ACTS: Readonly<Record<Act, { in: readonly OrderPhase[]; makes: OrderEventType }>> = {
  acknowledge: { in: ['entered', 'in_force', 'stayed'], makes: 'acknowledged' },
  contest: { in: ['entered', 'in_force', 'stayed'], makes: 'contested' },
  settle_contest: { in: ['entered', 'in_force', 'stayed'], makes: 'contest_settled' },
  review: { in: ['in_force', 'stayed'], makes: 'reviewed' },
  withdraw: { in: ['entered'], makes: 'withdrawn' },
  release: { in: ['entered'], makes: 'released' },
  stay: { in: ['in_force'], makes: 'stayed' },
  resume: { in: ['stayed'], makes: 'resumed' },
  confirm: { in: ['in_force', 'stayed'], makes: 'confirmed' },
  make_permanent: { in: ['in_force', 'stayed'], makes: 'made_permanent' },
  revoke: { in: ['in_force', 'stayed'], makes: 'revoked' },
  disclose: { in: ['in_force', 'stayed', 'ended'], makes: 'disclosed' },
};

/** @returns the event that an act makes now; undefined where it does not fit. */
export function eventOf(order: StoredOrder, act: Act): OrderEventType | undefined {
  const { in: phases, makes } = ACTS[act];
  if (!phases.includes(order.phase)) return undefined;
  if (act === 'acknowledge' && order.acknowledgedAtMs !== null) return undefined;
  if (act === 'contest' && order.contested) return undefined;
  if (act === 'settle_contest' && !order.contested) return undefined;
  if (act === 'make_permanent' && !order.interim) return undefined;
  if (act === 'confirm' && (!order.emergency || order.confirmedAtMs !== null)) return undefined;
  // What nobody ever released hid nothing: there is nothing to tell.
  if (act === 'disclose' && (order.disclosed || order.releasedAtMs === null)) return undefined;
  return makes;
}

/** @returns every act that fits an order now. */
export function actsOf(order: StoredOrder): Act[] {
  const all = Object.keys(ACTS) as Act[];
  return all.filter((act) => eventOf(order, act) !== undefined);
}

/** @returns an order after an event. The first event is `entered`, or `reinstated`: their facts are the order itself. */
export function afterEvent(before: StoredOrder | undefined, event: OrderHappening): StoredOrder {
  if (event.type === 'entered' || event.type === 'reinstated')
    return event.facts['order'] as StoredOrder;
  if (before === undefined) throw new Error('broken assumption: an order begins by being entered');
  const order = { ...before, seq: before.seq + 1 };
  const { atMs } = event;
  switch (event.type) {
    case 'acknowledged':
      return { ...order, acknowledgedAtMs: atMs };
    case 'released':
      return { ...order, phase: 'in_force', releasedAtMs: atMs };
    case 'contested':
      return { ...order, contested: true };
    case 'contest_settled':
      return { ...order, contested: false };
    case 'stayed':
      return { ...order, phase: 'stayed' };
    case 'resumed':
      return { ...order, phase: 'in_force' };
    case 'confirmed':
      return { ...order, confirmedAtMs: atMs };
    case 'made_permanent':
      return { ...order, interim: false, expiresAtMs: null };
    case 'reviewed':
      return { ...order, reviewedAtMs: atMs };
    case 'withdrawn':
    case 'revoked':
    case 'expired':
      return { ...order, phase: 'ended', ended: event.type, endedAtMs: atMs };
    case 'executed':
      // The first time counts for the clock; later ones prove later changes.
      return { ...order, executedAtMs: order.executedAtMs ?? atMs };
    case 'followed':
      return { ...order, targets: event.facts['targets'] as StoredOrder['targets'] };
    case 'disclosed':
      return { ...order, disclosed: true };
    default:
      return unreachable(event.type);
  }
}

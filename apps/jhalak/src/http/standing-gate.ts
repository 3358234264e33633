// A cell that is being handed over takes no changes for a while, and none at all once another owner goes on. Reads never
// stop, nor do routes of the deal itself.

import { problem, type Route } from '@jhalak/contracts';
import type { Standing } from '@jhalak/handover';

/** Methods that change nothing. */
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
/** A freeze is mostly over long before its bound: who waits asks again this soon. */
const RETRY_MAX_S = 30;

/** @throws `cell.frozen`, `cell.ended` where this request may not be taken now. */
export type StandingGate = (request: {
  method: string;
  route?: Pick<Route, 'whileFrozen'>;
}) => void;

export function standingGate(standing: Pick<Standing, 'now'>, nowMs: () => number): StandingGate {
  return ({ method, route }) => {
    const { state, untilMs } = standing.now();
    if (state === 'open' || READS.has(method) || route?.whileFrozen === 'open') return;
    if (state === 'ended')
      throw problem(
        'cell.ended',
        'This service belongs to another owner now, who goes on with it. Here nothing can be changed any more.',
      );
    const leftS = untilMs === undefined ? RETRY_MAX_S : Math.ceil((untilMs - nowMs()) / 1_000);
    throw problem(
      'cell.frozen',
      'This service is being handed over to another owner, and for a short time nothing can be changed. You can go on watching; try again soon.',
      { retryAfterS: Math.min(Math.max(leftS, 1), RETRY_MAX_S) },
    );
  };
}

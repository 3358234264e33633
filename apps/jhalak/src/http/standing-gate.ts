// A cell that is being handed over takes no changes for a while, and none at all once another owner goes on, or nobody. Reads
// never stop, nor do routes of the deal itself; while a cell closes for good, people take their data along. A cell that an
// authority holds shows nothing.

import { problem, type Route } from '@jhalak/contracts';
import type { Standing, StandingRow } from '@jhalak/handover';

/** Methods that change nothing. */
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
/** A freeze is mostly over long before its bound: who waits asks again this soon. */
const RETRY_MAX_S = 30;
/** Answered also while a cell is held: whether it lives, and what its log says. */
const ALWAYS_SHOWN = /^\/(v1\/(health|border)\b|log\/)/;

/** What the gate looks at. */
interface GatedRequest {
  method: string;
  /** The path as it was called. */
  path?: string;
  route?: Pick<Route, 'whileFrozen' | 'whileClosing'>;
}

/**
 * @returns whether the request's changes must be let through a database that only reads: it is open while the cell closes.
 * @throws `cell.frozen`, `cell.ended`, `cell.closing`, `cell.held` where this request may not be taken now.
 */
export type StandingGate = (request: GatedRequest) => boolean;

export function standingGate(standing: Pick<Standing, 'now'>, nowMs: () => number): StandingGate {
  return ({ method, path = '', route }) => {
    const row = standing.now();
    if (row.state === 'open' || route?.whileFrozen === 'open') return false;
    if (isDark(row) && !ALWAYS_SHOWN.test(path)) throw dark(row);
    if (READS.has(method)) return false;
    if (row.why === 'wind_down') {
      if (row.state === 'frozen' && isOpenStill(row, nowMs()) && route?.whileClosing === 'open')
        return true;
      throw closing();
    }
    if (row.state === 'ended')
      throw problem(
        'cell.ended',
        'This service belongs to another owner now, who goes on with it. Here nothing can be changed any more.',
      );
    throw frozen(row, nowMs());
  };
}

/** @returns whether nothing of the cell is shown: it is held, or closed for good. */
export function isDark({ state, why }: StandingRow): boolean {
  return (state === 'frozen' && why === 'hold') || (state === 'ended' && why === 'wind_down');
}

function isOpenStill({ deadlineMs = 0 }: StandingRow, nowMs: number): boolean {
  return nowMs < deadlineMs;
}

function dark({ why }: StandingRow): Error {
  if (why === 'wind_down') return problem('cell.closing', 'This service has closed for good.');
  return problem(
    'cell.held',
    'This service is sealed and held for an authority. Nothing of it is shown, changed or erased until it is released.',
  );
}

function closing(): Error {
  return problem(
    'cell.closing',
    'This service closes for good, and nothing can be changed any more. You can watch, and take your data along.',
  );
}

function frozen({ untilMs }: StandingRow, nowMs: number): Error {
  const leftS = untilMs === undefined ? RETRY_MAX_S : Math.ceil((untilMs - nowMs) / 1_000);
  return problem(
    'cell.frozen',
    'This service is being handed over to another owner, and for a short time nothing can be changed. You can go on watching; try again soon.',
    { retryAfterS: Math.min(Math.max(leftS, 1), RETRY_MAX_S) },
  );
}

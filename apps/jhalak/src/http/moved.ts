// Who goes on with a cell that was handed over, and where, or that nobody does: for the page that people see here then.

import type { Handover, Standing } from '@jhalak/handover';
import { isDark } from './standing-gate.ts';

export interface MovedNotice {
  /** `closing`: people still have time; `closed` and `held`: nothing else is shown. Absent: another owner goes on. */
  kind?: 'closing' | 'closed' | 'held';
  /** With `closing`: until when people can take their data along. */
  untilMs?: number;
  /** The new owner's name, as the deal has it. */
  by?: string;
  /** Where it serves people. */
  to?: string;
}

/** A deal that has come this far has a buyer who goes on. */
const FENCED: ReadonlySet<string> = new Set([
  ...['takeover', 'verification', 'acceptance', 'wind_down', 'proof', 'closed'],
]);

/** @returns a reader of the notice; undefined while the cell is this owner's. Cost: none, and a deal's signatures once. */
export function movedReader(
  standing: Pick<Standing, 'now'>,
  handover: Pick<Handover, 'deals' | 'deal'>,
): () => Promise<MovedNotice | undefined> {
  let name: string | undefined;
  return async () => {
    const row = standing.now();
    const { state, movedTo, why, deadlineMs } = row;
    if (isDark(row)) return { kind: why === 'hold' ? 'held' : 'closed' };
    if (state === 'frozen' && why === 'wind_down')
      return { kind: 'closing', ...(deadlineMs === undefined ? {} : { untilMs: deadlineMs }) };
    if (state !== 'ended') return undefined;
    name ??= await buyerOf(handover).catch(() => undefined);
    return {
      ...(name === undefined ? {} : { by: name }),
      // It becomes a link: nothing but an address of the web.
      ...(movedTo !== undefined && /^https?:\/\//u.test(movedTo) ? { to: movedTo } : {}),
    };
  };
}

async function buyerOf(handover: Pick<Handover, 'deals' | 'deal'>): Promise<string | undefined> {
  const done = (await handover.deals()).find(({ step }) => FENCED.has(step));
  if (done === undefined) return undefined;
  const { terms, bidders } = await handover.deal(done.deal, { side: 'seller' });
  return bidders.find(({ id }) => id === terms?.bidder)?.name;
}

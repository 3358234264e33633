import { useEffect, useState } from 'preact/hooks';
import type { DealRoom } from '@jhalak/contracts/handover-room';
import { usePolled, type Polled } from '../border/use-polled.ts';

/** While people wait for each other. */
const CALM_MS = 10_000;
/** While the cell is read-only. Reading folds the deal anew: some milliseconds. */
const LIVE_MS = 2_000;
const LIVE: readonly (string | undefined)[] = ['delta', 'keys', 'fence', 'takeover'];

/** As whom a deal is looked at: a side, or `bidder:ID`. */
export type As = string;

export interface RoomReading extends Polled<DealRoom> {
  /** How far the server's clock is ahead of this machine's. */
  aheadMs: number;
}

/** Reads the room again and again, faster while it is handed over. */
export function useRoom(deal: string, as: As): RoomReading {
  const [live, setLive] = useState(false);
  const [side = 'seller', bidder] = as.split(':');
  const query = new URLSearchParams({ as: side, ...(bidder === undefined ? {} : { bidder }) });
  const path = `/v1/handover/deals/${deal}/room?${query.toString()}`;
  const reading = usePolled<DealRoom>(path, live ? LIVE_MS : CALM_MS);
  const step = reading.value?.view.step;
  useEffect(() => setLive(LIVE.includes(step)), [step]);
  const { value, seenMs } = reading;
  return { ...reading, aheadMs: value === null ? 0 : value.atMs - seenMs };
}

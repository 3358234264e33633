import type { App } from '../shell/app-context.ts';
import { DayBytes } from './day-bytes.ts';

/** @returns the page's own count of bytes, begun with what was fetched before its code was there. */
export function ledgerOf({
  data,
  preferences,
  storage,
}: Pick<App, 'data' | 'preferences' | 'storage'>): DayBytes {
  if (data.ledger !== null) return data.ledger;
  data.ledger = openLedger(storage, () => preferences.get().dayMegabytes);
  if (data.early > 0) data.ledger.add('feed', data.early);
  return data.ledger;
}

export const openLedger = (storage: Storage | undefined, budgetMb: () => number | null): DayBytes =>
  new DayBytes(storage, budgetMb);

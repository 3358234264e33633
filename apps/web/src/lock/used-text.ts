import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import type { LockFacts } from './device/device.ts';

const MEGA = 1_000_000;

/** @returns megabytes of today and the most of a day, as the interface writes numbers. */
export function usedText(
  { usedBytes, mostBytes }: Pick<LockFacts, 'usedBytes' | 'mostBytes'>,
  locale: InterfaceLanguage,
): { used: string; most: string } {
  const style = { maximumFractionDigits: 1, numberingSystem: 'latn' } as const;
  const { format } = new Intl.NumberFormat(locale, style);
  return { used: format(usedBytes / MEGA), most: format(mostBytes / MEGA) };
}

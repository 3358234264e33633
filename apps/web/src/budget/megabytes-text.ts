import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import { MEGABYTE } from './day-bytes.ts';

/** Below it the tenth matters. */
const WHOLE_FROM_MB = 10;

/** @returns "3.4 MB" as the interface writes numbers; in powers of 1,000, as data plans count. */
export function megabytesText(bytes: number, locale: InterfaceLanguage): string {
  const size = bytes / MEGABYTE;
  const maximumFractionDigits = size >= WHOLE_FROM_MB ? 0 : 1;
  const style = { maximumFractionDigits, numberingSystem: 'latn' } as const;
  return `${new Intl.NumberFormat(locale, style).format(size)}\u00a0MB`;
}

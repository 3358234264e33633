import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import { isolated } from '../i18n/isolated.ts';
import { MEGABYTE } from './day-bytes.ts';

/** Below it the tenth matters. */
const WHOLE_FROM_MB = 10;

/** @returns "3.4 MB" as the interface writes numbers; in powers of 1,000, as data plans count; unit behind number in lines of either direction. */
export function megabytesText(bytes: number, locale: InterfaceLanguage): string {
  const size = bytes / MEGABYTE;
  const maximumFractionDigits = size >= WHOLE_FROM_MB ? 0 : 1;
  const style = { maximumFractionDigits, numberingSystem: 'latn' } as const;
  return isolated(`${new Intl.NumberFormat(locale, style).format(size)}\u00a0MB`);
}

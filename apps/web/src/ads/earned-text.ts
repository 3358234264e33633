import type { App } from '../shell/app-context.ts';

/** What a line of earnings is for, in words; a kind that has none as the ledger calls it. */
export function earnedText(t: App['t'], kind: string): string {
  if (kind === 'ads.billed') return t('earned.billed');
  if (kind === 'ads.reversed') return t('earned.reversed');
  return kind.replace('ads.', '').replaceAll('_', ' ');
}

// Whose words an event may have changed, of things that orders reach as cards: lock cards, and ads.

import type { JournalEvent } from '@jhalak/ports';

/** What advertisers and reviewers did; an ad is a card like others to whoever orders it dark. */
export const AD_STREAM = 'ads.act';
const CARDS = 'cards.card';

/** @returns the card's id, or the creative's; undefined for what changes no words. Cost: none. */
export function changedCard({ stream, key, type, facts }: JournalEvent): string | undefined {
  if (stream === CARDS) return key;
  const thing = facts['thing'];
  const isCreative = stream === AD_STREAM && type.startsWith('creative_');
  return isCreative && typeof thing === 'string' ? thing : undefined;
}

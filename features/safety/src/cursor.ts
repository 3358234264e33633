// Where a page of a queue ended.

import { problem } from '@jhalak/contracts';
import { isUuid } from '@jhalak/kernel';

export interface QueuePlace {
  atMs: number;
  itemId: string;
}

export const writeCursor = ({ atMs, itemId }: QueuePlace): string => `${atMs}.${itemId}`;

/** @throws `cursor.invalid`. */
export function readCursor(cursor: string | undefined): QueuePlace | undefined {
  if (cursor === undefined) return undefined;
  const [atMs = '', itemId = ''] = cursor.split('.');
  if (!/^\d{1,16}$/.test(atMs) || !isUuid(itemId)) {
    throw problem('cursor.invalid', 'This cursor is not ours. Start again without one.');
  }
  return { atMs: Number(atMs), itemId };
}

// Where a page ends: the place of its last result in an order that the cursor itself fixes (time and leanings of the first
// page). It holds no word of the question, only whether it is the same one.

import { createHash } from 'node:crypto';
import { problem } from '@jhalak/contracts';

export interface Place {
  /** When the first page was asked for. */
  asOfMs: number;
  /** See `Leanings.digits`. */
  digits: string;
  score: number;
  documentId: string;
}

const DIGITS = /^\d{1,64}$/u;

/** @param asked kind and folded question. */
export function writeCursor(asked: string, place: Place): string {
  const { asOfMs, digits, score, documentId } = place;
  const parts = [markOf(asked), asOfMs, digits, score, documentId];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** @throws `cursor.invalid` for one of another question, or of nobody. */
export function readCursor(asked: string, cursor: string): Place {
  const [mark, asOfMs, digits, score, documentId] = partsOf(cursor);
  if (
    mark === markOf(asked) &&
    Number.isSafeInteger(asOfMs) &&
    typeof digits === 'string' &&
    DIGITS.test(digits) &&
    Number.isSafeInteger(score) &&
    typeof documentId === 'string'
  )
    return { asOfMs: asOfMs as number, digits, score: score as number, documentId };
  throw problem('cursor.invalid', 'This cursor is not ours. Start again without one.');
}

function partsOf(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

function markOf(asked: string): string {
  return createHash('sha256').update(asked).digest('base64url').slice(0, 11);
}

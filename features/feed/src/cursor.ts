// A cursor names the next page of one feed session of one person, signed: it cannot be guessed, changed or passed on.

import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import { isUuid } from '@jhalak/kernel';

export interface FeedCursor {
  sessionId: string;
  /** From 1: page 0 is the one that began the session. */
  page: number;
}

const MAC_CHARACTERS = 22;
/** Nobody swipes further in one session. */
const PAGE_MAX = 100_000;

/** @returns an opaque text of some 70 characters. */
export function writeCursor(secret: KeyObject, personId: string, cursor: FeedCursor): string {
  const body = `${cursor.sessionId}.${cursor.page}`;
  return `${body}.${mac(secret, personId, body)}`;
}

/** @returns the cursor, or undefined when it was not made by this cell for this person. */
export function readCursor(
  secret: KeyObject,
  personId: string,
  text: string,
): FeedCursor | undefined {
  const [sessionId = '', page = '', signature = '', ...rest] = text.split('.');
  if (rest.length > 0 || !isUuid(sessionId) || !/^\d{1,6}$/.test(page)) return undefined;
  const expected = mac(secret, personId, `${sessionId}.${page}`);
  if (
    signature.length !== MAC_CHARACTERS ||
    !timingSafeEqual(Buffer.from(signature), Buffer.from(expected))
  ) {
    return undefined;
  }
  return Number(page) > PAGE_MAX ? undefined : { sessionId, page: Number(page) };
}

function mac(secret: KeyObject, personId: string, body: string): string {
  return createHmac('sha256', secret)
    .update(`${personId}.${body}`)
    .digest('base64url')
    .slice(0, MAC_CHARACTERS);
}

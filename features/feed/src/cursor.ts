// A cursor names the next page of one session of one person in one feed, signed: it cannot be guessed, changed, passed
// on, or used in another feed.

import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import { isUuid } from '@jhalak/kernel';
import type { StoredPage } from './page-store.ts';

/** Whose cursor it is, and in which feed it goes on. */
export interface CursorOwner {
  personId: string;
  mode: StoredPage['mode'];
}

export interface FeedCursor {
  sessionId: string;
  /** From 1: page 0 is the one that began the session. */
  page: number;
}

const MAC_CHARACTERS = 22;
/** Nobody swipes further in one session. */
const PAGE_MAX = 100_000;

/** @returns an opaque text of some 70 characters. */
export function writeCursor(secret: KeyObject, owner: CursorOwner, cursor: FeedCursor): string {
  const body = `${cursor.sessionId}.${cursor.page}`;
  return `${body}.${mac(secret, owner, body)}`;
}

/** @returns the cursor, or undefined when it was not made by this cell for this person and feed. */
export function readCursor(
  secret: KeyObject,
  owner: CursorOwner,
  text: string,
): FeedCursor | undefined {
  const [sessionId = '', page = '', signature = '', ...rest] = text.split('.');
  if (rest.length > 0 || !isUuid(sessionId) || !/^\d{1,6}$/.test(page)) return undefined;
  const expected = mac(secret, owner, `${sessionId}.${page}`);
  if (
    signature.length !== MAC_CHARACTERS ||
    !timingSafeEqual(Buffer.from(signature), Buffer.from(expected))
  ) {
    return undefined;
  }
  return Number(page) > PAGE_MAX ? undefined : { sessionId, page: Number(page) };
}

function mac(secret: KeyObject, { personId, mode }: CursorOwner, body: string): string {
  return createHmac('sha256', secret)
    .update(`${personId}.${mode}.${body}`)
    .digest('base64url')
    .slice(0, MAC_CHARACTERS);
}

// What a device is given from outside: the network, a clock, chance, a place to keep things.

import type { LockStore } from './store.ts';

export interface LineRequest {
  method: 'GET' | 'POST';
  /** Relative to the cell's origin. */
  path: string;
  etag?: string | null;
  body?: unknown;
  /** A longer reply is cut off and counts as none. */
  maxBytes: number;
  /** Sends the cookie along; without, nothing in the request names anybody. */
  named: boolean;
  /** The page may be closing: the request outlives it. */
  leaving?: boolean;
}

export interface LineReply {
  status: number;
  etag: string | null;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Begins at once, before it returns. @returns null when no reply came, or one that is too long. Never rejects. */
export type LockLine = (request: LineRequest) => Promise<LineReply | null>;

export interface DeviceParts {
  store: LockStore;
  line: LockLine;
  /** The device's clock, which may say anything. */
  wallMs(): number;
  /** For pseudonyms; must not be guessable. */
  randomBytes(count: number): Uint8Array;
  /** The notice that this release shows. */
  noticeVersion: string;
  /** Called after every change that another tab would want to see. */
  changed(): void;
}

/** @returns the reply's JSON; undefined where it is none. */
export function jsonOf(reply: LineReply): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(reply.bytes)) as unknown;
  } catch {
    return undefined;
  }
}

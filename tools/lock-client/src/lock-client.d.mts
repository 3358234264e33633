// Types of the reference client. The contract in JSON Schema: docs/lock/schemas.

import type { LockCard, LockEvent, LockFile, LockKeySet } from '@jhalak/contracts/lock';

/** The notice that the person saw when they said yes. */
export interface Notice {
  version: string;
  language: string;
}

/** Where things are kept: a file, IndexedDB, the phone's own store. Values are plain JSON or bytes. */
export interface Store {
  get(name: string): Promise<unknown>;
  put(name: string, value: unknown): Promise<void>;
  remove(name: string): Promise<void>;
  names(): Promise<string[]>;
}

export interface LockClientOptions {
  /** Of the cell: `https://in.example.org`. */
  origin: string;
  region: string;
  language: string;
  /** Default 720. */
  width?: 360 | 720;
  /** Default `avif`. */
  format?: 'avif' | 'webp';
  /** `<key id>.<secret>` of the brand. */
  brand?: string;
  /** The person's token, for a personal pack: only for somebody who allowed that. */
  token?: string;
  store: Store;
  /** Default: the platform's. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Default: the device's clock. */
  nowMs?: () => number;
}

/** Why there is the neutral card. */
export type Dark =
  | 'off'
  | 'no_pack'
  | 'unverified'
  | 'expired'
  | 'kill_list_old'
  | 'all_dark'
  | 'clock'
  | 'empty';
export type Shown = { dark: Dark; cards?: never } | { cards: LockCard[]; dark?: never };

/** `none`: no answer that can be used. What was refused left the old one in its place. */
export type Fetched =
  | 'taken'
  | 'unchanged'
  | 'none'
  | 'unverified'
  | 'other_cell'
  | 'other_channel'
  | 'older'
  | 'expired'
  | 'kill_list_older';

/** What one look at the cell brought. */
export interface Synced {
  kill: Fetched;
  pack: Fetched;
  /** Pictures that came. */
  files: number;
  /** Events that the cell took. */
  events: number;
}

export declare class LockClient {
  constructor(options: LockClientOptions);
  /** The person said yes below the notice. @returns whether the cell's receipt came; without it nothing is shown. */
  yes(notice: Notice): Promise<boolean>;
  /** One tap off: all is forgotten before anybody is told. */
  off(options?: { tell?: boolean }): Promise<void>;
  /** Kill list, pack, files, events. No call while off. */
  sync(): Promise<Synced>;
  /** What may be on the screen now; no network. */
  show(): Promise<Shown>;
  file(file: Pick<LockFile, 'sha256'>): Promise<Uint8Array<ArrayBuffer> | undefined>;
  happened(event: Pick<LockEvent, 'type' | 'slot' | 'dwellMs' | 'reason'>): Promise<void>;
}

/** Opens a JWS. @returns its payload when the signature of one of these keys is good and its `typ` is this; else undefined. */
export declare function open(
  signed: unknown,
  type: string,
  keys: LockKeySet['keys'],
): Promise<unknown>;

// What the device remembers, in one record that is changed whole. Gone storage is an empty record, and an empty record
// is off.

import type { AdEvent } from '@jhalak/contracts/ad-events';
import type { LockEvent, SignedJson } from '@jhalak/contracts/lock';
import { NEW_CLOCK, type DeviceClock } from './clock.ts';
import type { LockKey } from './signed.ts';

/** What the person decided here. Only `on`, with a receipt, ever shows a card. */
export type Consent =
  | { kind: 'off'; since: 'never' | 'turned_off' | 'another_person' | 'notice_changed' }
  /** Yes was tapped below the notice; no cell has confirmed it yet. Nothing is shown. */
  | { kind: 'asking'; noticeVersion: string; noticeLanguage: string; sinceMs: number }
  | { kind: 'on'; noticeVersion: string; noticeLanguage: string };

/** A pseudonym that was minted here, and the cell's receipt for it. */
export interface Identity {
  device: string;
  mintedAtMs: number;
  /** Of answers under this pseudonym; starts anew with each, so that it links no two of them. */
  counter: number;
  receipt: KeptReceipt | null;
}

/** The device's side of a yes: what the cell signed, and the key that it was found good with. */
export interface KeptReceipt {
  id: string;
  cell: string;
  signed: SignedJson;
  key: LockKey;
}

/** Something signed that is kept: its text lies beside, under its signature. */
export interface Kept {
  signature: string;
  etag: string | null;
}

interface KeptPack extends Kept {
  version: number;
  /** What it was asked with, so that another width asks for another pack. */
  query: string;
}

interface KeptKill extends Kept {
  version: number;
  issuedAtMs: number;
}

/** The last that was taken of a channel. The very same may come again, as after off and on. */
export interface Floor {
  version: number;
  /** The pack's id; empty for kill lists. */
  id: string;
}

/** A card that was on the screen; by where it leads, because a later card may lead to the same thing. */
export interface SeenMark {
  open: string;
  atMs: number;
  dismissed: boolean;
}

/** No words are kept: what the thing says today is asked for when the list is opened. */
export interface SavedCard {
  card: string;
  open: string;
  language: string;
  savedAtMs: number;
}

/** What the page knows of the person and the device. */
export interface Wishes {
  /** Of the cards. */
  language: string;
  /** Of the interface, for reasons. */
  locale: string;
  widthPx: 360 | 720;
  format: 'avif' | 'webp';
  /** Data is dear. */
  frugal: boolean;
  /** The lock screen's part of the person's data budget, in bytes a day; null: there is no budget. */
  dayBytesMax: number | null;
  /** Silent loops may be fetched and played. */
  loops: boolean;
  /** The person allowed that the cell learns; without, nothing that names them is sent. */
  learns: boolean;
  /** The viewer's id; null while there is none. */
  owner: string | null;
}

/** An event under the pseudonym of its time. */
export interface WaitingCardEvent {
  device: string;
  learns: boolean;
  event: LockEvent;
}

/** What happened to an ad, under the pseudonym of its time. */
export interface WaitingAdEvent {
  device: string;
  /** Of a viewer's own pack: its token is theirs. */
  named: boolean;
  ad: AdEvent;
}

export type WaitingEvent = WaitingCardEvent | WaitingAdEvent;

/** An ad that stood on the screen. */
export interface AdShown {
  creative: string;
  token: string;
  atMs: number;
}

export interface LockState {
  format: 1;
  clock: DeviceClock;
  /** Grows with every answer on this device; an answer of the network to an older one changes nothing. */
  answers: number;
  consent: Consent;
  /** Newest last. */
  identities: readonly Identity[];
  keys: { list: readonly LockKey[]; atMs: number } | null;
  /** Of the cell; known from its kill list. */
  region: string | null;
  pack: KeptPack | null;
  kill: KeptKill | null;
  /** The last by channel, and kill list by region: never gone back behind, whatever is forgotten otherwise. */
  floors: Readonly<Record<string, Floor>>;
  /** When something was last asked for, by the corrected clock. */
  asked: { packAtMs: number | null; killAtMs: number | null; timeAtMs: number | null };
  wishes: Wishes;
  /** Whose device this is as far as it knows: the last viewer's id. */
  person: string | null;
  seen: readonly SeenMark[];
  saved: readonly SavedCard[];
  /** For caps; the oldest first. */
  adsShown: readonly AdShown[];
  /** Of ads that the person hid here: their creatives, the oldest first. */
  adsHidden: readonly string[];
  /** Cards that were looked at since the last ad. */
  cardsSinceAd: number;
  /** The next event number by slot. */
  slots: Readonly<Record<string, number>>;
  /** Bytes that the lock screen fetched and sent on a day (the person's own, counted from 1970). */
  used: { day: number; bytes: number };
}

const EMPTY_STATE: LockState = {
  format: 1,
  clock: NEW_CLOCK,
  answers: 0,
  consent: { kind: 'off', since: 'never' },
  identities: [],
  keys: null,
  region: null,
  pack: null,
  kill: null,
  floors: {},
  asked: { packAtMs: null, killAtMs: null, timeAtMs: null },
  wishes: {
    language: 'en',
    locale: 'en',
    widthPx: 360,
    format: 'webp',
    frugal: false,
    dayBytesMax: null,
    loops: false,
    learns: false,
    owner: null,
  },
  person: null,
  seen: [],
  saved: [],
  adsShown: [],
  adsHidden: [],
  cardsSinceAd: 0,
  slots: {},
  used: { day: 0, bytes: 0 },
};

/** @returns the record, or an empty one where there is none of this format. */
export function stateOf(kept: unknown): LockState {
  const found = typeof kept === 'object' && kept !== null && (kept as LockState).format === 1;
  return found ? { ...EMPTY_STATE, ...(kept as LockState) } : EMPTY_STATE;
}

/** Off forgets everything but that it is off, how far versions and time had come, and what this device is. */
export function forgotten(
  state: LockState,
  since: 'turned_off' | 'another_person' | 'notice_changed',
): LockState {
  return {
    ...EMPTY_STATE,
    clock: state.clock,
    answers: state.answers + 1,
    consent: { kind: 'off', since },
    floors: state.floors,
    wishes: state.wishes,
    person: state.person,
  };
}

/** @returns the same with the entry, and without the oldest beyond `max`; a renewed entry counts as new. */
export function remembered<T>(
  known: Readonly<Record<string, T>>,
  key: string,
  value: T,
  max: number,
): Record<string, T> {
  const others = Object.entries(known).filter(([name]) => name !== key);
  return Object.fromEntries([...others, [key, value] as const].slice(-max));
}

// The contract's values that a device needs, and the device's own bounds. The contract's module brings the schema library
// along, so its values are repeated here; a test holds them equal.

import type { DismissReason, LockEventType } from '@jhalak/contracts/lock';

export const PACK_TYPE = 'jhalak-lock-pack+json';
export const KILL_TYPE = 'jhalak-lock-kill+json';
export const RECEIPT_TYPE = 'jhalak-lock-receipt+json';
export const PACK_CARDS_MAX = 20;
export const PACK_ADS_MAX = 5;
export const PACK_BYTES_MAX = 1_500_000;
export const PACK_LIFE_MS = 86_400_000;
export const KILL_LIFE_MS = 86_400_000;
export const KILL_POLL_LIT_MS = 45_000;
export const KILL_POLL_DARK_MS = 900_000;
export const PACK_EVENTS_AFTER_MS = 7 * 86_400_000;
export const LOCK_EVENTS_MAX = 100;
export const DAY_BYTES_MAX = 6_000_000;
export const DAY_BYTES_FRUGAL_MAX = 2_000_000;
export const LOCK_EVENT_TYPES = [
  'glance',
  'dwell',
  'open',
  'dismiss',
  'save',
  'share',
] as const satisfies readonly LockEventType[];
export const DISMISS_REASONS = [
  'not_interested',
  'seen',
  'not_true',
  'offensive',
  'other',
] as const satisfies readonly DismissReason[];

/** The notice that is shown before a yes. A receipt for another one is not in force: the person is asked again. */
export const LOCK_NOTICE_VERSION = '2026-11-lock-1';

/** The cell builds a new pack about this often; asking more often brings nothing. */
export const PACK_EVERY_MS = 30 * 60_000;
/** Where data is dear. */
export const PACK_EVERY_FRUGAL_MS = 3 * 3_600_000;
/** A new key is also asked for at once when something names it; this notices that one was taken away. */
export const KEYS_EVERY_MS = 12 * 3_600_000;
/** A clock that is corrected over the network moves by less; one that goes back further is not believed. */
export const CLOCK_SLACK_MS = 120_000;
/** The contract asks for a new pseudonym each week at least. */
export const PSEUDONYM_LIFE_MS = 7 * 86_400_000;
/** A fresh receipt tells the time; a device with a wandering clock asks for no more of them than this. */
export const FRESH_TIME_EVERY_MS = 10 * 60_000;
/** A tapped yes that no cell confirmed in this time is forgotten. */
export const ASKING_LIFE_MS = 86_400_000;
/** The present pseudonym, and those under which events may still wait. */
export const IDENTITIES_MAX = 3;
/** Most people see some dozens of cards a day; the marks of a week fit. */
export const SEEN_MAX = 400;
/** As long as slots of a pack can matter: its day, and a week for events. */
export const SEEN_LIFE_MS = 8 * 86_400_000;
export const SAVED_MAX = 50;
/** Channels whose last version is remembered; a person uses one or two. */
export const FLOORS_MAX = 40;
/** Showings of ads that caps are counted by; people see a few a day. */
export const AD_SHOWN_MAX = 200;
/** The longest that a cap counts back. */
export const AD_SHOWN_LIFE_MS = 30 * 86_400_000;
/** Events of ads in one delivery; the contract's bound. */
export const AD_EVENTS_MAX = 50;
/** Events that wait for the network; a week without it. Dwell goes first when it is too many. */
export const WAITING_EVENTS_MAX = 600;
/** Slots whose next event number is remembered: the present pack's and a few before it. */
export const SLOTS_MAX = 100;
/** What the head of a request and its reply weigh, about, on a connection that stands. */
export const HEAD_BYTES = 400;
/** While there is no pack to show: the cell may be making the first one. */
export const PACK_AGAIN_MS = 5 * 60_000;
/** What twenty cards' words mostly weigh, in any script. */
export const PACK_TEXT_LIKELY = 60_000;
/** Signed texts and key sets; the contract's own bounds, with room for JSON's quotes. */
export const PACK_TEXT_MAX = 450_000;
export const KEYS_TEXT_MAX = 8_192;
export const RECEIPT_TEXT_MAX = 8_192;

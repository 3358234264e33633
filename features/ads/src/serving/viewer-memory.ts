// What serving keeps of one viewer, whoever it is: how often which line item was reserved for them, where their session stands, and
// what they do not want to see. Nothing of it chooses whom an ad is for. Pure: times and limits are handed in.

import { HOUR_MS, MINUTE_MS } from '@jhalak/kernel';
import type { AdLoad } from '@jhalak/contracts/ad-slots';
import type { LocalCap } from './types.ts';

/** Line items with caps that one viewer can be under at once; past it only those without caps are shown. */
const CAPPED_LINES_MAX = 200;
/** Showings remembered for caps, of all line items; past it as above. Some 60 kB written down. */
const SHOWINGS_MAX = 8_000;
/** Campaigns remembered as seen; the one seen longest ago is forgotten, and its reach counts once more. */
const CAMPAIGNS_MAX = 300;
/** Of each, what somebody hid; the oldest is forgotten. */
const HIDDEN_MAX = 500;
/** Creatives remembered, to change between them. */
const CREATIVES_MAX = 100;
/** Who is away for so long begins a new session. */
const SESSION_REST_MS = 30 * MINUTE_MS;
/** Clips that two questions can be apart: somebody who looks away for an hour has not seen two hundred. */
const SWIPED_MAX = 50;
/** Told to wait for when a session has had its ads. */
const SATED_WAIT = 50;

/** Where somebody's session stands. */
interface AdSession {
  lastMs: number;
  /** Clips so far, and since the last ad. */
  clips: number;
  sinceAd: number;
  ads: number;
  /** Of the clip that was asked behind last: its slot, and its place in its feed. */
  slot: string;
  position: number;
}

/** Everything, as it is written down. */
export interface ViewerRecord {
  session: AdSession;
  /** When each capped line item was reserved, ascending; a pack's showings at the pack's end. */
  showings: Record<string, number[]>;
  /** Newest last. */
  campaigns: string[];
  creatives: string[];
  hiddenCreatives: string[];
  hiddenAdvertisers: string[];
}

/** @returns what is known of somebody new. */
export function emptyRecord(): ViewerRecord {
  return {
    session: { lastMs: 0, clips: 0, sinceAd: 0, ads: 0, slot: '', position: -1 },
    showings: {},
    campaigns: [],
    creatives: [],
    hiddenCreatives: [],
    hiddenAdvertisers: [],
  };
}

/** Behind which clip an ad is asked for. */
export interface AskedBehind {
  slot: string;
  /** From 0 within its feed. */
  position: number;
}

/** Takes note that somebody swiped as far as this clip. Asking again behind the same one counts nothing. */
export function noteSwipes(
  record: ViewerRecord,
  behind: AskedBehind | undefined,
  nowMs: number,
): void {
  const { session } = record;
  if (nowMs - session.lastMs >= SESSION_REST_MS) record.session = emptyRecord().session;
  const now = record.session;
  now.lastMs = nowMs;
  if (behind === undefined || behind.slot === now.slot) return;
  // A feed that begins anew counts from its own first clip.
  const from = behind.position > now.position ? now.position : -1;
  const swiped = Math.min(behind.position - from, SWIPED_MAX);
  now.clips += swiped;
  now.sinceAd += swiped;
  now.slot = behind.slot;
  now.position = behind.position;
}

/** @returns how many clips are to be swiped before an ad may stand there; 0: now. */
export function waitFor({ session }: ViewerRecord, load: AdLoad): number {
  if (session.ads >= load.perSession) return SATED_WAIT;
  const left = session.ads === 0 ? load.firstAfter - session.clips : load.gap - session.sinceAd;
  return Math.max(0, left);
}

/** @returns whether more of what has caps can be remembered; asked once a question. */
export function hasRoom({ showings }: ViewerRecord): boolean {
  const lines = Object.values(showings);
  const total = lines.reduce((sum, times) => sum + times.length, 0);
  return lines.length < CAPPED_LINES_MAX && total < SHOWINGS_MAX;
}

/**
 * @param fromMs when it may be shown at the earliest: what was shown shortly before then counts with it.
 * @returns whether `count` more showings keep all caps of a line item. Cost: linear in its showings.
 */
export function underCaps(
  record: ViewerRecord,
  line: { lineItem: string; caps: readonly LocalCap[] },
  fromMs: number,
  count = 1,
): boolean {
  const times = record.showings[line.lineItem];
  return line.caps.every(({ count: most, hours }) => {
    const since = fromMs - hours * HOUR_MS;
    const within = times === undefined ? 0 : times.filter((time) => time > since).length;
    return within + count <= most;
  });
}

/** What is reserved for one viewer. */
export interface Reservation {
  lineItem: string | undefined;
  caps: readonly LocalCap[];
  campaign: string | undefined;
  creative: string;
  /** When it may be shown at the latest: caps count from then. */
  atMs: number;
  count: number;
  /** Whether it stands in the session of the feed. */
  inSession: boolean;
}

/** Reserves, without asking: `underCaps` was asked before, with nothing awaited in between. @returns whether the campaign is new. */
export function reserve(record: ViewerRecord, one: Reservation): boolean {
  if (one.lineItem !== undefined && one.caps.length > 0) {
    const times = [...(record.showings[one.lineItem] ?? [])];
    for (let showing = 0; showing < one.count; showing += 1) times.push(one.atMs);
    record.showings[one.lineItem] = times.toSorted((left, right) => left - right);
  }
  if (one.inSession) {
    record.session.ads += 1;
    record.session.sinceAd = 0;
  }
  pushNewest(record.creatives, one.creative, CREATIVES_MAX);
  const first = one.campaign !== undefined && !record.campaigns.includes(one.campaign);
  if (one.campaign !== undefined) pushNewest(record.campaigns, one.campaign, CAMPAIGNS_MAX);
  return first;
}

/** Remembers what somebody does not want to see. */
export function hide(record: ViewerRecord, what: { creative?: string; advertiser?: string }): void {
  if (what.creative !== undefined) pushNewest(record.hiddenCreatives, what.creative, HIDDEN_MAX);
  if (what.advertiser !== undefined)
    pushNewest(record.hiddenAdvertisers, what.advertiser, HIDDEN_MAX);
}

/** Forgets showings that no cap can ask about any more: none is longer than thirty days. */
export function tidy(record: ViewerRecord, nowMs: number): void {
  for (const [lineItem, times] of Object.entries(record.showings)) {
    const kept = times.filter((time) => time > nowMs - CAP_HOURS_MAX * HOUR_MS);
    if (kept.length === 0) delete record.showings[lineItem];
    else if (kept.length < times.length) record.showings[lineItem] = kept;
  }
}

/** As the contract of line items has it. */
export const CAP_HOURS_MAX = 720;

function pushNewest(list: string[], one: string, most: number): void {
  const at = list.indexOf(one);
  if (at >= 0) list.splice(at, 1);
  list.push(one);
  if (list.length > most) list.shift();
}

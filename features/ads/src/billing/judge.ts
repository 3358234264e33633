// Whether one event of an ad can be true, before anything is looked up. What fails is not billed and is counted apart, by reason.

import { isbot } from 'isbot';
import { DAY_MS, SECOND_MS } from '@jhalak/kernel';
import type { AdEvent, AdEventCode } from '@jhalak/contracts/ad-events';
import type { AddressList } from './address-list.ts';
import { LOCK_TOKEN_LIFE_MS, type AdGrant } from './grant.ts';
import type { EventRates } from './rates.ts';
import type { AdTokens } from './token.ts';
import { isViewable, timelineMs } from './viewable.ts';

/** Reasons in `ad_filtered`. `bot` and `data_centre`: general invalid traffic by its look; the others by what was sent. */
export type FilterReason =
  | 'bot'
  | 'data_centre'
  | 'rate'
  | 'impossible'
  | 'forged'
  | 'expired'
  | 'not_yours'
  | 'unrendered'
  | 'duplicate';

/** Who tells. */
export interface Teller {
  personId: string | undefined;
  /** Pseudonym of a lock screen. */
  device: string | undefined;
  userAgent: string | undefined;
  /** Never kept. */
  address: string | undefined;
}

export type Judged =
  | { kind: 'counts'; event: AdEvent; grant: AdGrant; showing: string | undefined }
  | { kind: 'filtered'; reason: FilterReason; grant: AdGrant | undefined }
  /** Nothing wrong with it, and nothing to count. */
  | { kind: 'nothing'; code: AdEventCode };

export interface JudgeDeps {
  tokens: AdTokens;
  rates: EventRates;
  /** Of data centres, in force. */
  ranges: () => AddressList;
}

/** Phones' clocks are wrong by minutes; more than a day is a lie or a broken device. */
const CLOCK_SLACK_MS = DAY_MS;
/** Nobody watches longer than the token exists, by our own clock; this much is for rounding. */
const VIEW_SLACK_MS = 5 * SECOND_MS;

/** @returns for each event what it is. Cost: some 20 µs an event. */
export function judgeEvents(
  deps: JudgeDeps,
  events: readonly AdEvent[],
  teller: Teller,
  nowMs: number,
): Judged[] {
  const machine = machineOf(deps, teller);
  return events.map((event) => judge(deps, event, teller, machine, nowMs));
}

/** A browser and every app of ours say what they are: who says nothing is a program. */
function machineOf({ ranges }: JudgeDeps, teller: Teller): FilterReason | undefined {
  const { userAgent = '', address } = teller;
  if (userAgent === '' || isbot(userAgent)) return 'bot';
  return address !== undefined && ranges().has(address) ? 'data_centre' : undefined;
}

function judge(
  { tokens, rates }: JudgeDeps,
  event: AdEvent,
  teller: Teller,
  machine: FilterReason | undefined,
  nowMs: number,
): Judged {
  const verdict = tokens.read(event.token, teller.personId, nowMs);
  if (verdict.kind === 'forged') return { kind: 'filtered', reason: 'forged', grant: undefined };
  const { grant } = verdict;
  const filtered = (reason: FilterReason): Judged => ({ kind: 'filtered', reason, grant });
  if (verdict.kind !== 'valid') return filtered(verdict.kind);
  if (machine !== undefined) return filtered(machine);
  // Of a token that many devices have, each says which one it is.
  if (verdict.isShared && teller.device === undefined) return filtered('impossible');
  const isLock = grant.placement === 'lock';
  const slackMs = isLock ? LOCK_TOKEN_LIFE_MS : CLOCK_SLACK_MS;
  if (event.atMs > nowMs + CLOCK_SLACK_MS || event.atMs < grant.issuedAtMs - slackMs)
    return filtered('impossible');
  const who = teller.device ?? teller.personId ?? '';
  const paceMs = isLock ? event.atMs : nowMs;
  if (rates.isTooFast({ type: event.type, atMs: paceMs }, who, teller.address, nowMs))
    return filtered('rate');
  const seen = event.type === 'view' ? judgeView(event, grant, nowMs) : 'viewable';
  if (seen === 'impossible') return filtered('impossible');
  if (seen === 'not_viewable') return { kind: 'nothing', code: 'not_viewable' };
  const showing = verdict.isShared ? tokens.showingOf(teller.device ?? '', grant.id) : undefined;
  return { kind: 'counts', event, grant, showing };
}

function judgeView(
  { timeline = [] }: AdEvent,
  grant: AdGrant,
  nowMs: number,
): 'viewable' | 'not_viewable' | 'impossible' {
  const seen = isViewable(timeline, grant.format);
  if (seen === undefined) return 'impossible';
  if (timelineMs(timeline) > nowMs - grant.issuedAtMs + VIEW_SLACK_MS) return 'impossible';
  return seen ? 'viewable' : 'not_viewable';
}

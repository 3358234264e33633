// What became of a showing. Kept with its viewer until it is over, then learned from once; and a while longer, because likes,
// shares, follows, refusals and reports come late: then what was learned is corrected by the difference.
//
// A showing is over when the viewer has turned to two later ones, or comes back after ten minutes. Learning from each event
// as it comes would teach that everything is skipped, and unteach it seconds later; waiting costs some seconds of freshness
// in a part that moves slowly, and the viewer's own history, which moves fast, is not delayed by it.

import { DAY_MS } from '@jhalak/kernel';
import { FEATURE_COUNT, FEATURE_LIST } from './feature-list.ts';
import { HEAD_COUNT, HEADS, UNTOLD, type Head } from './heads.ts';

/** A showing that is not over yet; plain data, because it is sealed with its viewer's taste. */
export interface OpenShowing {
  slot: string;
  video: string;
  durationMs: number;
  /** As served, base64url. */
  features: string;
  propensity: number;
  /** The most that was reported, ms. */
  watchMs: number;
  /** Bits of what happened. */
  did: number;
  /** The journal's time of its last event. */
  atMs: number;
}

/** A showing that was learned from, and waits for what may still come of it. */
export interface PastShowing extends OpenShowing {
  /** What it counted for, 0 to 1 (trust.ts): a correction counts for as much. */
  part: number;
  /** A byte a head, base64url: how it was foretold (calibration.ts). */
  bins: string;
}

/** What an event has to teach: a showing is over, or one that was over came to something else. */
export type Noted =
  | { kind: 'over'; showing: OpenShowing; outcome: Outcome }
  | { kind: 'changed'; showing: PastShowing; was: Outcome; now: Outcome };

/** What may be known of a viewer's showings. */
export interface Showings {
  /** Not over yet, oldest first. */
  open: OpenShowing[];
  /** Over, oldest first, at most PAST_MAX. */
  past: PastShowing[];
}

/** What a showing's end teaches. */
export interface Outcome {
  features: Uint8Array;
  propensity: number;
  durationMs: number;
  watchMs: number;
  /** By head: 0 or 1, or UNTOLD. That of `watch` is filled in by the ranker. */
  labels: Float64Array;
}

/** An event of a showing, as far as its outcome is concerned. */
export interface ShowingEvent {
  slot: string;
  video: string;
  type: string;
  atMs: number;
  watchMs: number;
  durationMs: number;
  served?: { featureList: number; propensity: number; features: string };
}

const FINISHED = 1;
const REFUSED = 2;
const LIKED = 4;
const FOLLOWED = 8;
const SHARED = 16;
const REPORTED = 32;
/** Types of events that say more than how long it was watched. */
const DEEDS: Readonly<Record<string, number>> = {
  finish: FINISHED,
  not_interested: REFUSED,
  share: SHARED,
  report: REPORTED,
};
/** What is done with a clip that was shown before. */
const LATE: ReadonlySet<string> = new Set(['not_interested', 'share', 'report']);
/** Some 270 bytes each. Nobody goes back further with a thumb, and whoever comes by a link was shown it lately. */
const PAST_MAX = 16;
/** No event of a player is taken of a slot that is older; a like after that is of the clip, not of the showing. */
const LATE_FOR_MS = DAY_MS;
const NOTHING: readonly Noted[] = [];
/** Later showings that end an earlier one: one may be swiped back to. */
const OPEN_MAX = 2;
const OVER_AFTER_MS = 10 * 60_000;
const LONG_VIEW_MS = 18_000;
/** Players stop a little before the end. */
const WHOLE_SLACK_MS = 300;
const FAST_MS = 2_000;

/** Notes an event of a showing. @returns what it has to teach, oldest first; mostly nothing. */
export function noteEvent(showings: Showings, event: ShowingEvent): readonly Noted[] {
  const { open, past } = showings;
  const known = open.find(({ slot }) => slot === event.slot);
  if (known !== undefined) {
    take(known, event);
    known.atMs = event.atMs;
    return NOTHING;
  }
  const over = past.findLast(({ slot }) => slot === event.slot);
  if (over !== undefined) return corrected(over, event.atMs, () => take(over, event));
  // Of a showing that waits no more nothing else begins: it was learned from once, and nobody saw it anew.
  if (LATE.has(event.type)) return NOTHING;
  const begun = begin(open, event);
  if (begun === undefined) return NOTHING;
  take(begun, event);
  return endOthers(open, event.atMs);
}

/**
 * Notes a like of a clip, or a follow of its creator, in the showing where it happened: the newest one.
 *
 * @returns what it has to teach.
 */
export function noteDeed(
  { open, past }: Showings,
  deed: 'like' | 'follow',
  isOf: (video: string) => boolean,
  atMs: number,
): readonly Noted[] {
  const bit = deed === 'like' ? LIKED : FOLLOWED;
  const showing = open.findLast(({ video }) => isOf(video));
  if (showing !== undefined) {
    showing.did |= bit;
    return NOTHING;
  }
  const over = past.findLast(({ video }) => isOf(video));
  if (over === undefined) return NOTHING;
  return corrected(over, atMs, () => {
    over.did |= bit;
  });
}

/** Keeps a showing that was learned from; who has been there longest goes. */
export function keepPast(past: PastShowing[], showing: PastShowing, nowMs: number): void {
  past.push(showing);
  while (past.length > PAST_MAX || nowMs - (past[0]?.atMs ?? nowMs) > LATE_FOR_MS) past.shift();
}

function take(showing: OpenShowing, { type, watchMs, durationMs }: ShowingEvent): void {
  showing.watchMs = Math.max(showing.watchMs, watchMs);
  if (type === 'finish') showing.watchMs = Math.max(showing.watchMs, durationMs);
  showing.did |= DEEDS[type] ?? 0;
}

// Its time stays that of its end: nothing makes it wait longer.
function corrected(showing: PastShowing, atMs: number, change: () => void): readonly Noted[] {
  const { did, watchMs } = showing;
  const was = outcomeOf(showing);
  if (atMs - showing.atMs > LATE_FOR_MS || was === undefined) return NOTHING;
  change();
  if (showing.did === did && showing.watchMs === watchMs) return NOTHING;
  const now = outcomeOf(showing);
  return now === undefined ? NOTHING : [{ kind: 'changed', showing, was, now }];
}

// A showing of which the journal tells without its features was not ranked by this list: nothing is learned from it.
function begin(open: OpenShowing[], event: ShowingEvent): OpenShowing | undefined {
  const { served } = event;
  if (served === undefined || served.featureList !== FEATURE_LIST) return undefined;
  const { slot, video, durationMs, atMs } = event;
  const { features, propensity } = served;
  const showing = { slot, video, durationMs, features, propensity, watchMs: 0, did: 0, atMs };
  open.push(showing);
  return showing;
}

function endOthers(open: OpenShowing[], nowMs: number): readonly Noted[] {
  const ended: Noted[] = [];
  while (open.length > 1) {
    const [oldest] = open;
    if (oldest === undefined) break;
    if (open.length <= OPEN_MAX && nowMs - oldest.atMs < OVER_AFTER_MS) break;
    open.shift();
    const outcome = outcomeOf(oldest);
    if (outcome !== undefined) ended.push({ kind: 'over', showing: oldest, outcome });
  }
  return ended;
}

function outcomeOf(showing: OpenShowing): Outcome | undefined {
  const features = Buffer.from(showing.features, 'base64url');
  if (features.length !== FEATURE_COUNT) return undefined;
  const { durationMs, watchMs, did, propensity } = showing;
  const labels = new Float64Array(HEAD_COUNT).fill(UNTOLD);
  const tell = (head: Head, isSo: boolean): void => {
    labels[HEADS.indexOf(head)] = isSo ? 1 : 0;
  };
  const isWhole = (did & FINISHED) !== 0 || watchMs >= durationMs - WHOLE_SLACK_MS;
  tell('longView', isWhole || watchMs >= LONG_VIEW_MS);
  tell('finish', isWhole);
  tell('like', (did & LIKED) !== 0);
  tell('share', (did & SHARED) !== 0);
  tell('follow', (did & FOLLOWED) !== 0);
  tell('skip', !isWhole && watchMs < FAST_MS);
  tell('notInterested', (did & REFUSED) !== 0);
  tell('report', (did & REPORTED) !== 0);
  return { features, propensity, durationMs, watchMs, labels };
}

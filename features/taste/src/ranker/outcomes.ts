// What became of a showing. Kept with its viewer until it is over, then learned from once.
//
// A showing is over when the viewer has turned to two later ones, or comes back after ten minutes. Learning from each event
// as it comes would teach that everything is skipped, and unteach it seconds later; waiting costs some seconds of freshness
// in a part that moves slowly, and the viewer's own history, which moves fast, is not delayed by it.

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
/** Later showings that end an earlier one: one may be swiped back to. */
const OPEN_MAX = 2;
const OVER_AFTER_MS = 10 * 60_000;
const LONG_VIEW_MS = 18_000;
/** Players stop a little before the end. */
const WHOLE_SLACK_MS = 300;
const FAST_MS = 2_000;

/** Notes an event of a showing. @returns what it ended, oldest first; mostly nothing. */
export function noteEvent(open: OpenShowing[], event: ShowingEvent): Outcome[] {
  const known = open.find(({ slot }) => slot === event.slot);
  const showing = known ?? begin(open, event);
  if (showing === undefined) return [];
  showing.watchMs = Math.max(showing.watchMs, event.watchMs);
  showing.atMs = event.atMs;
  if (event.type === 'finish') {
    showing.did |= FINISHED;
    showing.watchMs = Math.max(showing.watchMs, event.durationMs);
  }
  if (event.type === 'not_interested') showing.did |= REFUSED;
  return known === undefined ? endOthers(open, event.atMs) : [];
}

/** Notes a like of a clip, or a follow of its creator, in the showing where it happened. */
export function noteDeed(
  open: readonly OpenShowing[],
  deed: 'like' | 'follow',
  isOf: (video: string) => boolean,
): void {
  const showing = open.findLast(({ video }) => isOf(video));
  if (showing !== undefined) showing.did |= deed === 'like' ? LIKED : FOLLOWED;
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

function endOthers(open: OpenShowing[], nowMs: number): Outcome[] {
  const ended: Outcome[] = [];
  while (open.length > 1) {
    const [oldest] = open;
    if (oldest === undefined) break;
    if (open.length <= OPEN_MAX && nowMs - oldest.atMs < OVER_AFTER_MS) break;
    open.shift();
    const outcome = outcomeOf(oldest);
    if (outcome !== undefined) ended.push(outcome);
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
  tell('follow', (did & FOLLOWED) !== 0);
  tell('skip', !isWhole && watchMs < FAST_MS);
  tell('notInterested', (did & REFUSED) !== 0);
  return { features, propensity, durationMs, watchMs, labels };
}

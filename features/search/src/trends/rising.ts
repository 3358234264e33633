// What rises, out of how often clips were watched in a window and in the one before. Pure.

import { toldCount } from '@jhalak/contracts/counting';
import { TREND_FLOOR } from '@jhalak/contracts/trends';
import type { ClipFact } from './clip-facts.ts';

/** Views of a clip. */
interface Tally {
  /** That count in full. */
  regular: number;
  /** By newcomers, who together add little (`toldCount`). */
  other: number;
}

/** What was counted of a clip. */
export interface WatchedClip {
  videoId: string;
  facts: ClipFact;
  now: Tally;
  before: Tally;
  /** At least so many different people watched it in the window: most of one day, where each counts once. */
  people: number;
}

interface Rise {
  views: number;
  /** Null: fewer than the floor. */
  before: number | null;
}

export interface RisingClip extends Rise {
  videoId: string;
  facts: ClipFact;
}

export interface RisingTag extends Rise {
  tag: string;
  clips: number;
  /** Most watched first; for its picture. */
  top: readonly RisingClip[];
}

interface RisingSound extends Rise {
  soundId: string;
}

export interface Rising {
  clips: readonly RisingClip[];
  tags: readonly RisingTag[];
  /** Those that clips of several creators carry; whether others may use them is asked where they are shown. */
  sounds: readonly RisingSound[];
}

/** Kept of each list: some of them may be dark for who asks. */
const KEPT = 60;
/** A tag's clips that are looked at for its picture. */
const PICTURES = 12;
/** A tag that one person alone uses is no trend. */
const CREATORS_MIN = 2;

type RisingGroup = Omit<RisingTag, 'tag'> & { key: string };

/** Of the clips of a tag, or of a sound. */
interface Sums {
  key: string;
  /** `other`: what each clip was given of them. */
  now: Tally;
  before: Tally;
  people: number;
  clips: number;
  creators: Set<string>;
  top: RisingClip[];
}

/**
 * @param clips of one scope, in any order.
 * @param floor nothing that fewer people watched is told.
 * @returns what was watched more than before, strongest rise first. Cost: some 35 ms for twenty thousand clips with three tags each, once a minute and scope.
 */
export function risingOf(clips: readonly WatchedClip[], floor = TREND_FLOOR): Rising {
  const counted = clips
    .map((clip) => ({
      clip,
      views: countedViews(clip.now),
      before: countedViews(clip.before),
    }))
    .toSorted((a, b) => b.views - a.views || (a.clip.videoId < b.clip.videoId ? -1 : 1));
  const rising: (RisingClip & { score: number })[] = [];
  const tags = new Map<string, Sums>();
  const sounds = new Map<string, Sums>();
  for (const { clip, views, before } of counted) {
    const { videoId, facts, people } = clip;
    const one = { videoId, facts, views, before: told(before, floor) };
    if (isRise({ views, before, people }, floor))
      rising.push({ ...one, score: scoreOf(views, before) });
    for (const tag of facts.tags) addTo(tags, tag, clip, one, before);
    addTo(sounds, facts.soundId, clip, one, before);
  }
  return {
    clips: best(rising),
    tags: best(risingGroups(tags.values(), floor)).map(({ key, ...tag }) => ({ tag: key, ...tag })),
    sounds: best(risingGroups(sounds.values(), floor)).map(({ key: soundId, views, before }) => ({
      ...{ soundId, views, before },
    })),
  };
}

function addTo(
  groups: Map<string, Sums>,
  key: string,
  clip: WatchedClip,
  one: RisingClip,
  before: number,
): void {
  const sums = groups.get(key) ?? emptySums(key);
  groups.set(key, sums);
  add(sums.now, clip.now.regular, one.views);
  add(sums.before, clip.before.regular, before);
  sums.people = Math.max(sums.people, clip.people);
  if (one.views === 0) return;
  sums.clips += 1;
  sums.creators.add(clip.facts.creatorId);
  if (sums.top.length < PICTURES) sums.top.push(one);
}

// Newcomers add to a tag or a sound as little as to a clip, however many clips carry it: else ten accounts and a hundred clips make one.
function risingGroups(all: Iterable<Sums>, floor: number): (RisingGroup & { score: number })[] {
  const rising: (RisingGroup & { score: number })[] = [];
  for (const { key, people, clips, creators, top, ...sums } of all) {
    const views = countedViews(sums.now);
    const before = countedViews(sums.before);
    if (creators.size < CREATORS_MIN || !isRise({ views, before, people }, floor)) continue;
    rising.push({
      key,
      clips,
      top,
      views,
      before: told(before, floor),
      score: scoreOf(views, before),
    });
  }
  return rising;
}

function countedViews({ regular, other }: Tally): number {
  return toldCount(regular, other);
}

function emptySums(key: string): Sums {
  const none = { people: 0, clips: 0, creators: new Set<string>(), top: [] };
  return { key, now: { regular: 0, other: 0 }, before: { regular: 0, other: 0 }, ...none };
}

function add(sum: Tally, regular: number, views: number): void {
  sum.regular += regular;
  sum.other += views - regular;
}

interface Watched {
  views: number;
  before: number;
  people: number;
}

function isRise({ views, before, people }: Watched, floor: number): boolean {
  return views >= floor && people >= floor && views > before;
}

// How surprising it is: so many more views, measured by how much such numbers vary by themselves.
function scoreOf(views: number, before: number): number {
  return (views - before) / Math.sqrt(before + TREND_FLOOR);
}

function told(views: number, floor: number): number | null {
  return views >= floor ? views : null;
}

function best<One extends { score: number }>(all: One[]): One[] {
  // Equal ones stay in the order in which they came: most watched first.
  return all.toSorted((a, b) => b.score - a.score).slice(0, KEPT);
}

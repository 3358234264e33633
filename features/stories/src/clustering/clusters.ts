// Which reports tell the same event. Reports come one by one; each looks up a few stories through an inverted index with
// capped lists, is compared with a few reports of each, and joins the best, or begins a story. What later reports show to
// be one story is merged, and a report that stands better elsewhere is moved. The same reports in the same order always
// give the same stories.

import { DAY_MS } from '@jhalak/kernel';
import type { ReadArticle } from '../text/read-article.ts';
import { scoreOf, weigh, type Compared } from './comparison.ts';
import { indexKeys, StoryIndex } from './story-index.ts';
import { Rarity } from './rarity.ts';
import { traitsOf } from './traits.ts';

/** What adding a report changed. */
export interface Placement {
  /** The story that the report is in. */
  story: string;
  /** Whether it is the first report of it. */
  fresh: boolean;
  /** Stories that are now part of `story`. */
  merged: readonly string[];
  /** Reports that left another story for this one. */
  moved: readonly string[];
}

export interface StoryView {
  /** Id of the report that began it; with a mark behind it where that report came again and began another one. */
  id: string;
  /** In the order of their coming. */
  reports: readonly string[];
}

interface Story {
  id: string;
  /** Counts stories; older ones survive a merge. */
  number: number;
  members: Member[];
  firstAtMs: number;
  lastAtMs: number;
}

interface Member {
  id: string;
  language: string;
  /** Absent once the story is closed. */
  compared: Compared;
}

/** A report joins when its nearest report is at most so far away in time; later reports are follow-ups. */
const GAP_MAX_MS = 4 * DAY_MS;
/** A story goes on for at most so long. */
const SPAN_MAX_MS = 21 * DAY_MS;
/** Stories are let go from memory so long after their last report: reports come late, feeds more than papers. */
export const KEPT_MS = 8 * DAY_MS;
/** Reports of a story; beyond, every publisher in the region has told it. */
const REPORTS_MAX = 500;
/** Stories that a report is compared with. */
const CANDIDATES_MAX = 12;
/** Reports of one story that a report is compared with: of its own language, and of others. */
const OWN_LANGUAGE_MAX = 5;
const OTHER_LANGUAGES_MAX = 7;
/** The best so many comparisons make the score with a story. */
const BEST_COUNT = 3;
/** Log-odds from which a report joins, two stories merge, and a report moves. */
const JOIN_MIN = -1;
const MERGE_MIN = 0.5;
const MOVE_MIN = 1.5;
/** Reports of the smaller story that are asked when two stories may be one. */
const ASKED_MAX = 6;

export interface ClusterOptions {
  /** `recent` lets stories go from memory after eight days without a report; `all` keeps them, for a bounded set. */
  keep: 'recent' | 'all';
}

/** The stories of a stream of reports. Cost of `add`: bounded by the constants above, some milliseconds at most. */
export class StoryClusters {
  readonly #rarity = new Rarity();
  readonly #index = new StoryIndex();
  readonly #stories = new Map<string, Story>();
  readonly #storyOf = new Map<string, string>();
  #count = 0;
  #nowMs = -Infinity;
  readonly #keep: ClusterOptions['keep'];

  constructor({ keep }: ClusterOptions) {
    this.#keep = keep;
  }

  /** Places a report. Adding an id that is already placed takes the old one out first. */
  add(read: ReadArticle): Placement {
    const { id, publishedAtMs } = read.article;
    if (this.#storyOf.has(id)) this.remove(id);
    this.#letGo(publishedAtMs);
    const traits = traitsOf(read);
    this.#rarity.observe(allKeys(traits));
    const compared = weigh(traits, this.#rarity);
    const keys = indexKeys(compared, this.#rarity);
    const candidates = this.#candidates(compared, keys);
    const best = candidates[0];
    const member: Member = { id, language: read.language, compared };
    const fresh = best === undefined || best.score < JOIN_MIN;
    const story = fresh ? this.#begin(member) : this.#join(best.story, member);
    for (const key of keys) this.#index.add(key.text, story.number, story.id);
    const merged = fresh ? [] : this.#mergeInto(story, candidates.slice(1));
    return { story: this.#storyOf.get(id) ?? story.id, fresh, merged, moved: [] };
  }

  /**
   * Puts a report back to where it was put before, without asking again: a third of the cost of `add`.
   *
   * @param story any id, equal for reports of one story; `firstAtMs` when that began, which may be before any report here.
   */
  restore(read: ReadArticle, story: { id: string; firstAtMs: number }): void {
    const { id, publishedAtMs } = read.article;
    if (this.#storyOf.has(id)) this.remove(id);
    this.#letGo(publishedAtMs);
    const traits = traitsOf(read);
    this.#rarity.observe(allKeys(traits));
    const compared = weigh(traits, this.#rarity);
    const member: Member = { id, language: read.language, compared };
    const known = this.#stories.get(story.id);
    const own = known === undefined ? this.#begin(member, story.id) : this.#join(known, member);
    own.firstAtMs = Math.min(own.firstAtMs, story.firstAtMs);
    for (const key of indexKeys(compared, this.#rarity))
      this.#index.add(key.text, own.number, own.id);
  }

  /** Takes a report out; a story without reports is gone. */
  remove(id: string): void {
    const story = this.#stories.get(this.#storyOf.get(id) ?? '');
    this.#storyOf.delete(id);
    if (story === undefined) return;
    story.members = story.members.filter((member) => member.id !== id);
    if (story.members.length === 0) this.#stories.delete(story.id);
    else story.lastAtMs = Math.max(...story.members.map(atMsOf));
  }

  /** @returns the story of a report that is still in memory. */
  storyOf(report: string): StoryView | undefined {
    const story = this.#stories.get(this.#storyOf.get(report) ?? '');
    return story === undefined ? undefined : viewOf(story);
  }

  /** @returns the stories in memory, oldest first. */
  stories(): StoryView[] {
    return [...this.#stories.values()].toSorted((a, b) => a.number - b.number).map(viewOf);
  }

  /**
   * Looks at every story in memory once more: merges those that later reports show to be one, moves reports that stand
   * better elsewhere. For a folder or a nightly look; the stream merges as it goes.
   *
   * @returns how much changed. Cost: like adding everything again.
   */
  settle(): number {
    let changes = 0;
    for (const story of this.stories()) {
      for (const report of story.reports) changes += this.#resettle(report);
    }
    return changes;
  }

  #resettle(report: string): number {
    const own = this.#stories.get(this.#storyOf.get(report) ?? '');
    const member = own?.members.find(({ id }) => id === report);
    if (own === undefined || member === undefined) return 0;
    const keys = indexKeys(member.compared, this.#rarity);
    const others = this.#candidates(member.compared, keys).filter(({ story }) => story !== own);
    const best = others[0];
    if (best === undefined || best.score < JOIN_MIN) return 0;
    const merged = this.#mergeInto(own, others);
    if (merged.length > 0) return merged.length;
    const rest = own.members.filter(({ id }) => id !== report);
    const stays = rest.length === 0 ? -Infinity : this.#score(member.compared, rest);
    if (rest.length === 0 || best.score - stays < MOVE_MIN) return 0;
    this.remove(report);
    this.#join(best.story, member);
    for (const key of keys) this.#index.add(key.text, best.story.number, best.story.id);
    return 1;
  }

  #begin(member: Member, id = member.id): Story {
    this.#count += 1;
    const atMs = atMsOf(member);
    const story: Story = {
      // A report that comes again must not take the name of the story that it began, where others still stand.
      id: this.#stories.has(id) ? `${id}+${this.#count}` : id,
      number: this.#count,
      members: [member],
      firstAtMs: atMs,
      lastAtMs: atMs,
    };
    this.#stories.set(story.id, story);
    this.#storyOf.set(member.id, story.id);
    return story;
  }

  #join(story: Story, member: Member): Story {
    story.members.push(member);
    const atMs = member.compared.traits.publishedAtMs;
    story.firstAtMs = Math.min(story.firstAtMs, atMs);
    story.lastAtMs = Math.max(story.lastAtMs, atMs);
    this.#storyOf.set(member.id, story.id);
    return story;
  }

  #candidates(
    compared: Compared,
    keys: ReturnType<typeof indexKeys>,
  ): { story: Story; score: number }[] {
    const atMs = compared.traits.publishedAtMs;
    const stories = this.#index
      .find(keys, CANDIDATES_MAX, (id) => {
        const story = this.#stories.get(id);
        return story !== undefined && isNear(story, atMs) ? story.id : undefined;
      })
      .flatMap((id) => this.#stories.get(id) ?? []);
    return stories
      .map((story) => ({ story, score: this.#score(compared, story.members) }))
      .toSorted((a, b) => b.score - a.score || a.story.number - b.story.number);
  }

  #score(compared: Compared, members: readonly Member[]): number {
    const scores = asked(members, compared.traits.language)
      .map((member) => scoreOf(compared, member.compared))
      .toSorted((a, b) => b - a)
      .slice(0, BEST_COUNT);
    return scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length);
  }

  #mergeInto(story: Story, others: readonly { story: Story; score: number }[]): string[] {
    let into = story;
    const merged: string[] = [];
    for (const { story: other, score } of others) {
      if (score < JOIN_MIN || other === into || !this.#stories.has(other.id)) continue;
      const [small, large] =
        other.members.length <= into.members.length ? [other, into] : [into, other];
      if (small.members.length + large.members.length > REPORTS_MAX) continue;
      const sample = small.members.slice(-ASKED_MAX);
      const mean =
        sample.reduce((sum, member) => sum + this.#score(member.compared, large.members), 0) /
        sample.length;
      if (mean < MERGE_MIN) continue;
      const [kept, gone] = into.number < other.number ? [into, other] : [other, into];
      this.#merge(kept, gone);
      merged.push(gone.id);
      into = kept;
    }
    return merged;
  }

  #merge(kept: Story, gone: Story): void {
    for (const member of gone.members) {
      this.#join(kept, member);
      for (const { text } of indexKeys(member.compared, this.#rarity))
        this.#index.add(text, kept.number, kept.id);
    }
    this.#stories.delete(gone.id);
  }

  /** Lets stories go whose last report is long past. Time is that of the reports, so that a replay does the same. */
  #letGo(atMs: number): void {
    if (this.#keep === 'all' || atMs <= this.#nowMs + DAY_MS / 24) return;
    this.#nowMs = atMs;
    for (const story of this.#stories.values()) {
      if (story.lastAtMs >= atMs - KEPT_MS) continue;
      for (const member of story.members) this.#storyOf.delete(member.id);
      this.#stories.delete(story.id);
    }
    this.#index.forget((id) => this.#stories.has(id));
  }
}

function atMsOf({ compared }: Member): number {
  return compared.traits.publishedAtMs;
}

function isNear(story: Story, atMs: number): boolean {
  if (story.members.length >= REPORTS_MAX) return false;
  const spanMs = Math.max(story.lastAtMs, atMs) - Math.min(story.firstAtMs, atMs);
  if (spanMs > SPAN_MAX_MS) return false;
  return story.members.some(
    (member) => Math.abs(member.compared.traits.publishedAtMs - atMs) <= GAP_MAX_MS,
  );
}

/** Some of the story's own language and some of others, first ones and latest ones. */
function asked(members: readonly Member[], language: string): Member[] {
  const own = members.filter((member) => member.language === language);
  const others = members.filter((member) => member.language !== language);
  return [...ends(own, OWN_LANGUAGE_MAX), ...ends(others, OTHER_LANGUAGES_MAX)];
}

function ends(members: readonly Member[], count: number): readonly Member[] {
  if (members.length <= count) return members;
  const first = Math.ceil(count / 2);
  return [...members.slice(0, first), ...members.slice(first - count)];
}

function* allKeys(traits: Compared['traits']): Iterable<string> {
  yield* traits.names.keys();
  yield* traits.concepts.keys();
  yield* traits.words.keys();
  yield* traits.figures.keys();
}

function viewOf(story: Story): StoryView {
  return { id: story.id, reports: story.members.map(({ id }) => id) };
}

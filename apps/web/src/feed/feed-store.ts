// One feed's clips so far and how to get more. Lives outside the screen, so that coming back finds the same place.

import type { ComponentType } from 'preact';
import { LEFT_KB_MAX } from '@jhalak/contracts/data-budget';
import type { FeedItem, FeedPage } from '@jhalak/contracts/feed';
import type { Video } from '@jhalak/contracts/videos';
import type { Api, Failure } from '../api/client.ts';
import { createSignal, type Signal } from '../shell/signal.ts';

/** Small pages, so that what was watched shapes the next one. */
export const PAGE_SIZE = 6;
/** The next page is asked for when this many clips are still unseen: late, so that it is fresh; early enough to load. */
const FETCH_WHEN_LEFT = 2;
/** About two hours of clips. Past it the oldest are let go; nobody scrolls back that far. */
const ITEMS_MAX = 300;
const ITEMS_KEPT = 60;
const KILO = 1_000;

/** A clip in line. A deep link's clip stands outside the feed: no slot, no reason. */
export interface FeedClip {
  /** Unique in the line: the slot, or the video's id. */
  key: string;
  slot: string | null;
  video: Video;
  reason: FeedItem['reason'] | null;
  /** An ad between clips; its code came with it. */
  ad?: FeedAd;
}

export interface FeedAd {
  /** A card without a clip: nothing plays. */
  still: boolean;
  /** Not to be shown from then on. */
  untilMs: number;
  Face: ComponentType<AdPlace>;
}

/** Where an ad stands, and what the feed does for it. */
export interface AdPlace {
  /** Place in the line. */
  at: number;
  /** On the stage. */
  active: boolean;
  /** Its clip plays; nothing lies over it. */
  playing: boolean;
  covered: boolean;
  /** Shows the next clip. */
  goOn: () => void;
  open: (sheet: AdSheet) => void;
}

/** A sheet that an ad brings along. */
export interface AdSheet {
  kind: 'ad';
  Body: ComponentType<{ onClose: () => void }>;
}

export interface FeedState {
  clips: readonly FeedClip[];
  index: number;
  status: 'idle' | 'loading' | 'failed' | 'end';
  failure: Failure | null;
}

export type FeedKind = 'for-you' | 'following';

export class FeedStore {
  readonly state: Signal<FeedState>;
  readonly #api: Api;
  readonly #path: string;
  /** Runs before a page is asked for: sends what was watched. */
  readonly #beforeFetch: () => Promise<void>;
  readonly #kept: () => readonly FeedClip[];
  readonly #leftBytes: () => number | null;
  #ahead: 0 | 1 | 2 = 2;
  #next: string | null | undefined;
  #loading: Promise<void> | undefined;
  #generation = 0;

  constructor(options: {
    api: Api;
    kind: FeedKind;
    beforeFetch: () => Promise<void>;
    first?: FeedPage;
    ahead?: Video;
    /** What to show when the network is away from the start. */
    kept?: () => readonly FeedClip[];
    /** What the data budget leaves of today; null: there is none. */
    leftBytes?: () => number | null;
  }) {
    this.#api = options.api;
    this.#path = `/v1/feeds/${options.kind}`;
    this.#beforeFetch = options.beforeFetch;
    this.#kept = options.kept ?? (() => []);
    this.#leftBytes = options.leftBytes ?? (() => null);
    this.#next = options.first?.next;
    const linked = options.ahead === undefined ? [] : [clipOfVideo(options.ahead)];
    this.state = createSignal<FeedState>({
      clips: [...linked, ...(options.first?.items ?? []).map(clipOfItem)],
      index: 0,
      status: options.first?.next === null ? 'end' : 'idle',
      failure: null,
    });
  }

  /** How many clips beyond the present one the last page leaves to prepare. */
  get ahead(): 0 | 1 | 2 {
    return this.#ahead;
  }

  /** Another clip is on screen. Asks for more when few are left. */
  moveTo(index: number): void {
    this.#set({ index });
    this.loadIfNeeded();
  }

  /** The network is back: clips kept from last time make way, and a page that failed is asked for again. */
  async reconnect(): Promise<void> {
    const { status, clips } = this.state.get();
    if (status !== 'failed') return;
    if (clips.some((clip) => clip.slot !== null)) await this.loadMore();
    else await this.restart();
  }

  /** Asks for the next page when FETCH_WHEN_LEFT or fewer clips are left. */
  loadIfNeeded(): void {
    const { clips, index, status } = this.state.get();
    // After a failure each further move tries again.
    const open = status === 'idle' || status === 'failed';
    if (open && clips.length - 1 - index <= FETCH_WHEN_LEFT) void this.loadMore();
  }

  /** Asks for the next page now; a call while one is under way waits for that one. */
  async loadMore(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    await this.#loading;
  }

  /** Starts the feed over: a new session, nothing kept. */
  async restart(): Promise<void> {
    this.#generation += 1;
    this.#next = undefined;
    this.#loading = undefined;
    this.state.set({ clips: [], index: 0, status: 'idle', failure: null });
    await this.loadMore();
  }

  /** Drops the clips that are not on screen yet and asks anew, after the person said what they want. */
  async refreshAhead(): Promise<void> {
    const { clips, index } = this.state.get();
    this.#generation += 1;
    this.#loading = undefined;
    this.state.set({ clips: clips.slice(0, index + 1), index, status: 'idle', failure: null });
    await this.loadMore();
  }

  /** Changes one video wherever it stands in the line. */
  patchVideo(id: string, change: (video: Video) => Video): void {
    const clips = this.state
      .get()
      .clips.map((clip) => (clip.video.id === id ? { ...clip, video: change(clip.video) } : clip));
    this.#set({ clips });
  }

  /** Puts an ad after the clip with this key. @returns false when that one has passed, or has an ad as neighbour. */
  insertAd(after: string, ad: FeedClip): boolean {
    const { clips, index } = this.state.get();
    const at = clips.findIndex((clip) => clip.key === after) + 1;
    // Never two in a row, whatever the server thinks of the line.
    if (at <= index || clips[at - 1]?.ad || clips[at]?.ad || at >= clips.length) return false;
    this.#set({ clips: [...clips.slice(0, at), ad, ...clips.slice(at)] });
    return true;
  }

  /** Takes out coming clips, by rule; those up to the present one stay, so that nothing jumps. */
  dropAhead(unwanted: (clip: FeedClip) => boolean): void {
    const { clips, index } = this.state.get();
    this.#set({ clips: clips.filter((clip, at) => at <= index || !unwanted(clip)) });
    this.loadIfNeeded();
  }

  async #load(): Promise<void> {
    const generation = this.#generation;
    this.#set({ status: 'loading', failure: null });
    await this.#beforeFetch();
    const cursor = this.#next ? `&cursor=${encodeURIComponent(this.#next)}` : '';
    const bytes = this.#leftBytes();
    const left = bytes === null ? '' : `&leftKb=${Math.min(LEFT_KB_MAX, Math.floor(bytes / KILO))}`;
    const reply = await this.#api.get<FeedPage>(`${this.#path}?limit=${PAGE_SIZE}${cursor}${left}`);
    if (generation !== this.#generation) return;
    if (reply.kind !== 'ok') {
      // A cursor dies with its session; the next try starts a new one.
      if (reply.kind === 'problem' && reply.code.startsWith('cursor.')) this.#next = undefined;
      const kept =
        reply.kind === 'offline' && this.state.get().clips.length === 0 ? this.#kept() : [];
      this.#set({ status: 'failed', failure: reply, ...(kept.length > 0 && { clips: kept }) });
      return;
    }
    this.#next = reply.value.next;
    this.#ahead = (reply.value.ahead ?? 2) as 0 | 1 | 2;
    this.#append(reply.value);
  }

  #append(page: FeedPage): void {
    const { clips, index } = this.state.get();
    const known = new Set(clips.map((clip) => clip.key));
    const fresh = page.items.map(clipOfItem).filter((clip) => !known.has(clip.key));
    // An empty page with a way on would be asked for again and again.
    const end = page.next === null || fresh.length === 0;
    const surplus = clips.length > ITEMS_MAX ? Math.max(0, index - ITEMS_KEPT) : 0;
    this.#set({
      clips: [...clips, ...fresh].slice(surplus),
      index: index - surplus,
      status: end ? 'end' : 'idle',
    });
  }

  #set(change: Partial<FeedState>): void {
    this.state.set({ ...this.state.get(), ...change });
  }
}

const clipOfItem = (item: FeedItem): FeedClip => ({
  key: item.slot,
  slot: item.slot,
  video: item.video,
  reason: item.reason,
});
const clipOfVideo = (video: Video): FeedClip => ({
  key: video.id,
  slot: null,
  video,
  reason: null,
});

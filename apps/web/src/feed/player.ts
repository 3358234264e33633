// Plays the clip on screen with a pool of three <video> elements and prepares the next ones. Knows the DOM of the pool
// and nothing of the screen around it. Elements never move in the document (moving reloads them): each is put over its
// clip's card by its `top`.

import type { Rendition, Video } from '@jhalak/contracts/videos';
import type { Booking } from '../budget/day-bytes.ts';
import { assignPool, poolWindow, POOL_SIZE } from './pool.ts';

export interface PlayerClip {
  key: string;
  video: Video;
  /** `still`: a card between clips; nothing plays. */
  ad?: { still: boolean };
}

/** What the screen shows of the present clip. */
export interface PlayerView {
  /**
   * `blocked`: the browser or the setting wants a tap first. `failed`: both tries failed. `spent`: the data budget leaves
   * nothing for it.
   */
  state: 'loading' | 'playing' | 'paused' | 'blocked' | 'failed' | 'spent';
  muted: boolean;
}

export interface PlayerOptions {
  /** Where the elements live; they are made here. */
  layer: HTMLElement;
  pick: (renditions: readonly Rendition[]) => Rendition | undefined;
  /** Clips to prepare beyond the present one. */
  ahead: () => 0 | 1 | 2;
  /** Counts a clip's bytes before they are fetched. Null: the data budget does not leave them; undefined: counted already. */
  book: (rendition: Rendition, isPresent: boolean) => Booking | null | undefined;
  onView: (view: PlayerView) => void;
  /** A few times a second while the present clip plays. */
  onTick: (positionMs: number, durationMs: number) => void;
  onPause: () => void;
  /** The present clip failed twice. */
  onGiveUp: () => void;
}

/** One repeat after a failure; then the clip is passed over. */
const TRIES_MAX = 2;
const RETRY_AFTER_MS = 700;
/** A clip that was left is out of sight by then. */
const REST_AFTER_MS = 900;
/** Bytes are not spread evenly over a clip: what a part of it weighs, at most, beside its part of the whole. */
const UNEVEN = 1.25;
/** On the line beyond what the element says that it has; browsers ask for pieces of this size. */
const UNDER_WAY_BYTES = 512_000;

interface Slot {
  element: HTMLVideoElement;
  index: number | null;
  key: string | null;
  tries: number;
  /** What its `src` may fetch. */
  booked: { booking: Booking; bytes: number } | null;
  /** The data budget left nothing for its clip. */
  denied: boolean;
}

export class Player {
  readonly #options: PlayerOptions;
  readonly #slots: Slot[];
  #clips: readonly PlayerClip[] = [];
  #current = 0;
  #wanted = false;
  #muted = true;
  #waitsForNetwork = false;
  #frame = 0;
  /** Comes into view under the finger, and plays without sound already. */
  #leading: Slot | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#slots = Array.from({ length: POOL_SIZE }, () => this.#makeSlot());
  }

  /** Puts a clip on screen. Plays it when `play` is true, else waits for a tap. */
  show(clips: readonly PlayerClip[], index: number, play: boolean): void {
    const moved = index !== this.#current || clips[index]?.key !== this.#clips[index]?.key;
    this.#clips = clips;
    this.#current = index;
    this.#place();
    this.#currentSlot()?.booked?.booking.shown();
    if (!moved && this.#currentSlot()?.element.src) return;
    this.#leading = undefined;
    this.#restOthers();
    this.#load(this.#currentSlot());
    if (clips[index]?.ad?.still) this.#prepareNext();
    if (play) this.play();
    else this.#tell(this.#wanted ? 'loading' : 'blocked');
  }

  play(): void {
    this.#wanted = true;
    const slot = this.#currentSlot();
    if (slot === undefined) return;
    const { element } = slot;
    element.muted = this.#muted;
    this.#tell(isThere(slot) ? 'playing' : 'loading');
    // A card between clips: the wish to play is for the clip after it.
    if (this.#clips[this.#current]?.ad?.still || slot.denied) return;
    const moves = !element.paused && isThere(slot);
    element.play().catch((error: unknown) => this.#onRefused(element, error));
    // It led: its `playing` has been.
    if (moves) this.#onPlaying(slot);
  }

  /**
   * Another clip comes into view; the present one is still the present one. What of it is there plays without sound, so that
   * it moves when the finger leaves. A browser takes a tenth of a second to begin, a slow phone more.
   *
   * @param index the present clip's: nothing comes.
   */
  lead(index: number): void {
    // What stands still, or lies under something, stays so: nothing moves in it.
    const next = index === this.#current || !this.#wanted ? undefined : this.#slotOf(index);
    if (next === this.#leading) return;
    if (this.#leading !== undefined) this.#rest(this.#leading);
    this.#leading = undefined;
    if (next === undefined || !isThere(next)) return;
    this.#leading = next;
    next.element.classList.add('is-ready');
    next.element.muted = true;
    // Refused: it plays when it is the present one, or asks for a tap.
    next.element.play().catch(() => undefined);
  }

  pause(): void {
    this.#wanted = false;
    this.lead(this.#current);
    this.element?.pause();
    this.#tell('paused');
  }

  get playing(): boolean {
    return this.#wanted;
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    if (this.element !== undefined) this.element.muted = muted;
  }

  /** The one that holds the present clip. */
  get element(): HTMLVideoElement | undefined {
    return this.#currentSlot()?.element;
  }

  /** Tries a failed clip again. */
  retry(): void {
    this.#waitsForNetwork = false;
    const slot = this.#currentSlot();
    if (slot === undefined) return;
    slot.tries = 0;
    this.#unload(slot);
    this.#load(slot);
    this.play();
  }

  /** The network is back: a clip that failed without it is tried again. */
  retryIfWaiting(): void {
    if (this.#waitsForNetwork) this.retry();
  }

  /** Lets go of decoders and lines. The player cannot be used afterwards. */
  destroy(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#retry);
    clearTimeout(this.#resting);
    for (const slot of this.#slots) {
      slot.element.pause();
      this.#unload(slot);
      slot.element.load();
      slot.element.remove();
    }
  }

  #makeSlot(): Slot {
    const element = document.createElement('video');
    element.muted = true;
    element.loop = true;
    element.playsInline = true;
    element.preload = 'auto';
    element.tabIndex = -1;
    element.disablePictureInPicture = true;
    const slot: Slot = {
      ...{ element, index: null, key: null, tries: 0 },
      ...{ booked: null, denied: false },
    };
    element.addEventListener('playing', () => this.#onPlaying(slot));
    element.addEventListener('waiting', () => this.#isCurrent(slot) && this.#tell('loading'));
    element.addEventListener('canplay', () => this.#prepareNext());
    element.addEventListener('error', () => this.#onError(slot));
    this.#options.layer.append(element);
    return slot;
  }

  /** Hands the elements to the clips around the present one. */
  #place(): void {
    const wanted = poolWindow(this.#current, this.#clips.length, this.#options.ahead());
    const held = this.#slots.map((slot) => {
      const at = wanted.find((index) => this.#clips[index]?.key === slot.key);
      // An ad came before it: it keeps what it has loaded, one place further.
      if (at !== undefined && at !== slot.index) moveTo(slot, at);
      return at ?? null;
    });
    assignPool(held, wanted).forEach((index, at) => {
      const slot = this.#slots[at];
      if (slot === undefined || (held[at] === index && index !== null)) return;
      slot.key = index === null ? null : (this.#clips[index]?.key ?? null);
      slot.tries = 0;
      slot.element.pause();
      slot.element.classList.remove('is-ready');
      this.#unload(slot);
      moveTo(slot, index);
    });
  }

  #load(slot: Slot | undefined): void {
    if (slot === undefined || slot.index === null || slot.element.src !== '') return;
    if (this.#clips[slot.index]?.ad?.still) return;
    const video = this.#clips[slot.index]?.video;
    const rendition = video && this.#options.pick(video.renditions);
    if (rendition === undefined) {
      if (this.#isCurrent(slot)) this.#giveUp();
      return;
    }
    const booking = this.#options.book(rendition, this.#isCurrent(slot));
    slot.denied = booking === null;
    if (booking === null) return;
    if (booking) slot.booked = { booking, bytes: rendition.bytes };
    slot.element.classList.toggle('is-wide', rendition.widthPx > rendition.heightPx);
    slot.element.src = rendition.url;
  }

  /** Lets go of what the element fetched, and of what it would have. */
  #unload(slot: Slot): void {
    const { booked, element } = slot;
    if (booked !== null) booked.booking.settle(fetchedBytes(element, booked.bytes));
    slot.booked = null;
    slot.denied = false;
    element.removeAttribute('src');
  }

  /** Loads one more clip once everything before it can play: the present one never shares its line. */
  #prepareNext(): void {
    const wanted = poolWindow(this.#current, this.#clips.length, this.#options.ahead());
    for (const index of wanted.filter((one) => one >= this.#current)) {
      const slot = this.#slots.find((one) => one.index === index);
      if (slot === undefined || isThere(slot) || this.#clips[index]?.ad?.still) continue;
      this.#load(slot);
      return;
    }
  }

  /** Others stop at once, and go back to their beginning when they are out of sight: a seek costs what the new clip needs now. */
  #restOthers(): void {
    const others = (): Slot[] =>
      this.#slots.filter((slot) => !this.#isCurrent(slot) && slot !== this.#leading);
    for (const { element } of others()) element.pause();
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      for (const slot of others()) this.#rest(slot);
    }, REST_AFTER_MS);
  }

  #rest(slot: Slot): void {
    slot.element.pause();
    if (slot.element.readyState > 0 && slot.element.currentTime > 0) slot.element.currentTime = 0;
  }

  #onPlaying(slot: Slot): void {
    slot.element.classList.add('is-ready');
    if (slot === this.#leading) return;
    if (!this.#isCurrent(slot)) {
      slot.element.pause();
      return;
    }
    slot.tries = 0;
    this.#tell('playing');
    this.#prepareNext();
    cancelAnimationFrame(this.#frame);
    this.#watch(slot);
  }

  #watch(slot: Slot): void {
    const { element } = slot;
    if (!this.#isCurrent(slot) || element.paused) {
      this.#options.onPause();
      return;
    }
    this.#options.onTick(element.currentTime * 1000, element.duration * 1000);
    this.#frame = requestAnimationFrame(() => this.#watch(slot));
  }

  #onRefused(element: HTMLVideoElement, error: unknown): void {
    if (element !== this.element || !(error instanceof DOMException)) return;
    if (error.name !== 'NotAllowedError') return;
    if (!this.#muted) {
      this.#muted = true;
      this.play();
      return;
    }
    this.#wanted = false;
    this.#tell('blocked');
  }

  #onError(slot: Slot): void {
    if (!slot.element.getAttribute('src')) return;
    slot.tries += 1;
    this.#unload(slot);
    if (!this.#isCurrent(slot)) return;
    if (!navigator.onLine) {
      // Not the clip's fault: its poster stays until the network is back.
      slot.tries = 0;
      this.#waitsForNetwork = true;
      this.#tell('loading');
      return;
    }
    if (slot.tries >= TRIES_MAX) {
      this.#giveUp();
      return;
    }
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.#load(slot);
      if (this.#isCurrent(slot) && this.#wanted) this.play();
    }, RETRY_AFTER_MS);
  }

  #giveUp(): void {
    this.#tell('failed');
    this.#options.onGiveUp();
  }

  #currentSlot(): Slot | undefined {
    return this.#slotOf(this.#current);
  }

  #slotOf(index: number): Slot | undefined {
    return this.#slots.find((slot) => slot.index === index);
  }

  #isCurrent(slot: Slot): boolean {
    return slot.index === this.#current;
  }

  #tell(state: PlayerView['state']): void {
    const spent = this.#currentSlot()?.denied === true;
    this.#options.onView({ state: spent ? 'spent' : state, muted: this.#muted });
  }
}

/** Can play. An element goes on holding the clip that it let go of until it is given another one. */
function isThere({ element }: Slot): boolean {
  return element.src !== '' && element.readyState >= 3;
}

/** @returns what was fetched of a clip, at most; all of it while the element does not know how long it is. */
function fetchedBytes({ buffered, duration }: HTMLVideoElement, bytes: number): number {
  if (!(duration > 0)) return bytes;
  const end = buffered.length === 0 ? 0 : buffered.end(buffered.length - 1);
  return (end / duration) * bytes * UNEVEN + UNDER_WAY_BYTES;
}

function moveTo(slot: Slot, index: number | null): void {
  slot.index = index;
  slot.element.hidden = index === null;
  if (index !== null) slot.element.style.top = `calc(var(--stage-height) * ${index})`;
}

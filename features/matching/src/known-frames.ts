// Frames of published clips, in memory: which clips run in step with one that is asked about.

import {
  alignClips,
  PDQ_QUALITY_MIN,
  PdqIndex,
  type Alignment,
  type FrameMatch,
} from '@jhalak/pdq';
import type { PdqHash } from '@jhalak/pdq';
import { TICK_MS } from './read-prints.ts';
import type { FrameSpan } from './spans.ts';

/** A clip that shows the same. */
export interface SamePictures extends Alignment {
  videoId: string;
  /** The one that was added first. */
  position: number;
}

/** 64 MB of hashes and twice that of lists: some 30,000 clips of half a minute with a moving camera, ten times that of still ones. */
const SPANS_MAX = 2_000_000;
/** Every second frame asks: the known ones stand closely. */
const ASKED_TICKS = 2;
/** A viral clip has many copies; the nearest are enough to find the first. */
const NEAR_MAX = 300;
/** Of two clips the shorter must share so much with the other. */
const SHARE_MIN = 0.3;
/** Two frames can agree by chance of the subject: a wall, a sky. */
const FRAMES_MIN = 3;
/** A picture that stands still for long is compared at so many of its moments. */
const MOMENTS_MAX = 150;

interface Known {
  videoId: string;
  position: number;
  /** Frames that can be told from others, as many as would ask. */
  askable: number;
}

interface Span {
  clip: Known;
  fromTick: number;
  ticks: number;
}

export class KnownFrames {
  #index = new PdqIndex<Span>();
  readonly #spansMax: number;
  #newer = new PdqIndex<Span>();

  constructor(spansMax: number = SPANS_MAX) {
    this.#spansMax = spansMax;
  }

  /** Full of clips it forgets the older half of them. Cost: a copy of the hashes. */
  add(videoId: string, position: number, spans: readonly FrameSpan[]): void {
    if (this.#newer.size + spans.length > this.#spansMax / 2) {
      this.#index = this.#newer;
      this.#newer = new PdqIndex();
    }
    const ticks = spans.reduce((sum, span) => sum + span.ticks, 0);
    const clip = { videoId, position, askable: ticks / ASKED_TICKS };
    for (const { fromTick, ticks: length, hash } of spans)
      this.#newer.add(hash, { clip, fromTick, ticks: length });
  }

  /** @returns clips that show the same for a good part, also mirrored; the first added first. Cost: two look-ups a frame asked. */
  match(frames: readonly PdqHash[]): SamePictures[] {
    const asked = frames
      .map((frame, tick) => ({ ...frame, tick }))
      .filter(({ tick, quality }) => tick % ASKED_TICKS === 0 && quality >= PDQ_QUALITY_MIN);
    const found = new Map<Known, FrameMatch[]>();
    for (const { hash, mirrored, tick } of asked)
      for (const print of [hash, mirrored]) this.#collect(found, print, tick * TICK_MS);
    const same: SamePictures[] = [];
    for (const [clip, matches] of found) {
      const at = alignClips(matches, TICK_MS);
      const enough = Math.max(FRAMES_MIN, SHARE_MIN * Math.min(asked.length, clip.askable));
      if (at !== undefined && at.frames >= enough)
        same.push({ ...at, videoId: clip.videoId, position: clip.position });
    }
    return same.toSorted((one, other) => one.position - other.position);
  }

  #collect(found: Map<Known, FrameMatch[]>, print: Uint8Array, atMs: number): void {
    const near = [...this.#index.near(print), ...this.#newer.near(print)];
    for (const { item } of near.slice(0, NEAR_MAX)) {
      const matches = found.get(item.clip) ?? [];
      found.set(item.clip, matches);
      const step = Math.max(1, Math.ceil(item.ticks / MOMENTS_MAX));
      for (let tick = 0; tick < item.ticks; tick += step)
        matches.push({ atMs, knownAtMs: (item.fromTick + tick) * TICK_MS });
    }
  }
}

// The content vectors of all clips, in columns, and how like they are to what a viewer watched. A clip is placed the moment
// it is published; nothing here is learned from watching.

import type { ItemTable } from '../item-table.ts';
import type { ViewerTaste } from '../viewer-taste.ts';
import {
  CONTENT_DIMENSIONS,
  contentVector,
  signatureOf,
  tagBitsOf,
  type ContentFacts,
} from './content-vector.ts';
import { textHash } from '@jhalak/kernel';

const GROW = 1_024;
/** A viewer's last watches that make their profile. */
const PROFILE_WATCHES = 20;
/** Each step back counts this part of the one after it. */
const STEP = 0.92;
const FULL = 127;

/** @returns the number of a sound that clips share; never 0. */
export function soundNumber(sound: string): number {
  return textHash(sound) || 1;
}

/** The direction of what somebody watched; length 1. */
export type ContentProfile = Float32Array;

export class ContentTable {
  #count = 0;
  #vectors = new Int8Array(GROW * CONTENT_DIMENSIONS);
  #signatures = new Int32Array(GROW * 2);
  #tagBits = new Int32Array(GROW);
  #sounds = new Uint32Array(GROW);

  /** Places a clip, or places it anew when its words changed. Cost: some 20 µs. */
  put(item: number, facts: ContentFacts): void {
    this.#reserve(item + 1);
    const vector = contentVector(facts);
    this.#vectors.set(vector, item * CONTENT_DIMENSIONS);
    this.#signatures.set(signatureOf(vector), item * 2);
    this.#tagBits[item] = tagBitsOf(facts.tagHashes);
    this.#sounds[item] = facts.sound === '' ? 0 : soundNumber(facts.sound);
  }

  signatureHigh(item: number): number {
    return this.#signatures[item * 2] ?? 0;
  }

  signatureLow(item: number): number {
    return this.#signatures[item * 2 + 1] ?? 0;
  }

  tagBits(item: number): number {
    return this.#tagBits[item] ?? 0;
  }

  /** @returns a number a sound; 0 for a clip with its own. */
  sound(item: number): number {
    return this.#sounds[item] ?? 0;
  }

  /** @returns whether any clip has it. Cost: a look at all clips, a third of a millisecond for a million. */
  hasSound(sound: string): boolean {
    return this.#sounds.subarray(0, this.#count).includes(soundNumber(sound));
  }

  /** @returns where the viewer's last watches point; undefined when there are none. Cost: some 3 µs. */
  profileOf(viewer: ViewerTaste, items: ItemTable): ContentProfile | undefined {
    const profile = new Float32Array(CONTENT_DIMENSIONS);
    let part = 1;
    let any = false;
    const first = Math.max(0, viewer.recent.length - PROFILE_WATCHES);
    for (let back = viewer.recent.length - 1; back >= first; back -= 1) {
      const watched = viewer.recent[back];
      const item = watched === undefined ? undefined : items.indexOf(watched.video);
      if (watched === undefined || item === undefined || item >= this.#count) continue;
      const strength = part * watched.level;
      part *= STEP;
      any ||= strength > 0;
      const from = item * CONTENT_DIMENSIONS;
      for (let at = 0; at < CONTENT_DIMENSIONS; at += 1)
        profile[at] = (profile[at] ?? 0) + strength * (this.#vectors[from + at] ?? 0);
    }
    return any ? unit(profile) : undefined;
  }

  /** @returns how like a clip is to a profile, 0 to 1. Cost: some 40 ns. */
  likeness(profile: ContentProfile, item: number): number {
    if (item >= this.#count) return 0;
    const vectors = this.#vectors;
    const from = item * CONTENT_DIMENSIONS;
    // Four sums side by side: with one, each addition would wait for the one before it.
    let [one, two, three, four] = [0, 0, 0, 0];
    for (let at = 0; at < CONTENT_DIMENSIONS; at += 4) {
      one += (profile[at] ?? 0) * (vectors[from + at] ?? 0);
      two += (profile[at + 1] ?? 0) * (vectors[from + at + 1] ?? 0);
      three += (profile[at + 2] ?? 0) * (vectors[from + at + 2] ?? 0);
      four += (profile[at + 3] ?? 0) * (vectors[from + at + 3] ?? 0);
    }
    return Math.max(0, Math.min(1, (one + two + three + four) / FULL));
  }

  #reserve(count: number): void {
    this.#count = Math.max(this.#count, count);
    if (count <= this.#tagBits.length) return;
    const room = Math.max(count, this.#tagBits.length * 2);
    this.#vectors = enlarged(this.#vectors, new Int8Array(room * CONTENT_DIMENSIONS));
    this.#signatures = enlarged(this.#signatures, new Int32Array(room * 2));
    this.#tagBits = enlarged(this.#tagBits, new Int32Array(room));
    this.#sounds = enlarged(this.#sounds, new Uint32Array(room));
  }

  /** @returns everything, valid until something is learned: it is written or copied at once. */
  dump(): ContentDump {
    return {
      vectors: this.#vectors.subarray(0, this.#count * CONTENT_DIMENSIONS),
      signatures: this.#signatures.subarray(0, this.#count * 2),
      tagBits: this.#tagBits.subarray(0, this.#count),
      sounds: this.#sounds.subarray(0, this.#count),
    };
  }

  /** @param dump absent, or of vectors of another length: nothing is known of content until clips are told again. */
  static from(dump: ContentDump | undefined): ContentTable {
    const table = new ContentTable();
    if (dump === undefined) return table;
    const count = dump.tagBits.length;
    if (dump.vectors.length !== count * CONTENT_DIMENSIONS) return table;
    table.#reserve(count);
    table.#vectors.set(dump.vectors);
    table.#signatures.set(dump.signatures);
    table.#tagBits.set(dump.tagBits);
    table.#sounds.set(dump.sounds);
    return table;
  }
}

export interface ContentDump {
  vectors: Int8Array;
  signatures: Int32Array;
  tagBits: Int32Array;
  sounds: Uint32Array;
}

function enlarged<Column extends Int8Array | Int32Array | Uint32Array>(
  from: Column,
  to: Column,
): Column {
  to.set(from);
  return to;
}

function unit(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const one of vector) squares += one * one;
  const length = Math.sqrt(squares) || 1;
  for (let at = 0; at < vector.length; at += 1) vector[at] = (vector[at] ?? 0) / length;
  return vector;
}

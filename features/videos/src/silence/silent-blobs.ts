// Renditions as they are sent while their sound must not be heard.

import { Readable } from 'node:stream';
import { assert } from '@jhalak/kernel';
import type { Blobs } from '@jhalak/ports';
import { LRUCache } from 'lru-cache';
import { planSilence, silenced, type SilencePlan } from './mp4-silence.ts';

/** Some 20 kB each for a long clip: 40 MB at most. */
const PLANS_MAX = 2_000;

export class SilentBlobs {
  readonly #blobs: Blobs;
  /** By blob key: a blob never changes. */
  readonly #plans = new LRUCache<string, SilencePlan>({ max: PLANS_MAX });

  constructor(blobs: Blobs) {
    this.#blobs = blobs;
  }

  /** @returns how to take the sound out; undefined where it cannot be. Cost: none mostly, else a read of the index. */
  async planOf(key: string, bytes: number): Promise<SilencePlan | undefined> {
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    const plan = await planSilence(bytes, async (start, end) => await this.#read(key, start, end));
    if (plan !== undefined) this.#plans.set(key, plan);
    return plan;
  }

  async #read(key: string, start: number, end: number): Promise<Buffer> {
    const stream = await this.#blobs.open(key, { start, end });
    assert(stream, 'a blob that was just found is there');
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(part as Buffer);
    return Buffer.concat(parts);
  }
}

/** @param at where the stream begins in the file. @returns the same length of bytes, without the sound. */
export function withoutSound(stream: Readable, at: number, plan: SilencePlan): Readable {
  return Readable.from(
    (async function* () {
      let place = at;
      for await (const chunk of stream) {
        const bytes = chunk as Buffer;
        yield silenced(bytes, place, plan);
        place += bytes.length;
      }
    })(),
    { objectMode: false },
  );
}

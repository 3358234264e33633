// Published clips in memory, kept up with their rows: pictures of all, sounds of those whose sound others may use.

import type { PdqHash } from '@jhalak/pdq';
import { unpackWords, type ClipStore } from './clip-store.ts';
import { KnownFrames, type SamePictures } from './known-frames.ts';
import { KnownSounds } from './known-sounds.ts';
import { unpackSpans } from './spans.ts';

/** Clips read in one go: some 100 kB each at most. */
const PAGE = 500;

export class KnownClips {
  readonly #store: ClipStore;
  readonly #frames = new KnownFrames();
  readonly #sounds = new KnownSounds<string>();
  #position = 0;
  #refreshing: Promise<void> | undefined;

  constructor(store: ClipStore) {
    this.#store = store;
  }

  /** Reads what was published since. Cost: one query; all clips the first time. */
  async refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    await this.#refreshing;
  }

  async #refresh(): Promise<void> {
    for (;;) {
      const rows = await this.#store.after(this.#position, PAGE);
      for (const { video_id, position, frames, sound, remix } of rows) {
        this.#frames.add(video_id, position, unpackSpans(frames));
        if (remix && sound !== null) this.#sounds.add(video_id, unpackWords(sound));
        this.#position = position;
      }
      if (rows.length < PAGE) return;
    }
  }

  /** @returns clips that show the same and are known still, the first published first, with whose they are. */
  async samePictures(
    frames: readonly PdqHash[],
  ): Promise<(SamePictures & { personId: string; gone: boolean })[]> {
    const same = this.#frames.match(frames);
    const known = await this.#store.known(same.map(({ videoId }) => videoId));
    return same.flatMap((one) => {
      const row = known.get(one.videoId);
      return row === undefined ? [] : [{ ...one, ...row }];
    });
  }

  /** @returns the clip whose offered sound is heard. */
  async sameSound(words: Uint32Array): Promise<string | undefined> {
    const found = this.#sounds.match(words)?.item;
    if (found === undefined) return undefined;
    return (await this.#store.known([found])).get(found)?.gone === false ? found : undefined;
  }
}

// Published clips in memory, kept up with their rows: pictures of all, sounds of those whose sound others may use
// and of those that are silenced although their clip is gone.

import type { PdqHash } from '@jhalak/pdq';
import type { Database, Tx } from '@jhalak/ports';
import { unpackWords, type ClipRow, type ClipStore } from './clip-store.ts';
import { KnownFrames, type SamePictures } from './known-frames.ts';
import { KnownSounds } from './known-sounds.ts';
import type { ClipPrints } from './read-prints.ts';
import { unpackSpans } from './spans.ts';

/** Clips read in one go: some 100 kB each at most. */
const PAGE = 500;
/** Clips with one and the same sound that were forgotten, or offer it no more. */
const PASSED_MAX = 20;

export class KnownClips {
  readonly #store: ClipStore;
  readonly #database: Database;
  readonly #frames = new KnownFrames();
  readonly #sounds = new KnownSounds<string>();
  #position = 0;
  #refreshing: Promise<void> | undefined;

  constructor(store: ClipStore, database: Database) {
    this.#store = store;
    this.#database = database;
  }

  /** Reads what was published since. @returns the place up to which is known. Cost: one query; all clips the first time. */
  async refresh(): Promise<number> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    await this.#refreshing;
    return this.#position;
  }

  async #refresh(): Promise<void> {
    for (;;) {
      const rows = await this.#store.after(this.#database, this.#position, PAGE);
      add(rows, { frames: this.#frames, sounds: this.#sounds });
      this.#position = rows.at(-1)?.position ?? this.#position;
      if (rows.length < PAGE) return;
    }
  }

  /**
   * Whether something that shows or sounds the same was published behind a place: two workers can look at copies of one clip
   * at the same moment. Call with the clips' lock. Cost: a query, mostly of no rows.
   */
  async isOvertaken(tx: Tx, position: number, { frames, sound }: ClipPrints): Promise<boolean> {
    const rows = await this.#store.after(tx, position, PAGE);
    if (rows.length === 0) return false;
    const newer = { frames: new KnownFrames(), sounds: new KnownSounds<string>() };
    add(rows, newer);
    return (
      rows.length === PAGE ||
      newer.frames.match(frames).length > 0 ||
      newer.sounds.match(sound) !== undefined
    );
  }

  /** @returns clips that show the same and are known still, the first published first. */
  async samePictures(frames: readonly PdqHash[]): Promise<(SamePictures & { gone: boolean })[]> {
    const same = this.#frames.match(frames);
    const known = await this.#store.known(same.map(({ videoId }) => videoId));
    return same.flatMap((one) => {
      const row = known.get(one.videoId);
      return row === undefined ? [] : [{ ...one, ...row }];
    });
  }

  /** @returns the clip whose sound is heard, is known still and is meant. Those that are not hide no other one. */
  async sameSound(
    words: Uint32Array,
    isMeant: (videoId: string) => Promise<boolean>,
  ): Promise<string | undefined> {
    const passed = new Set<string>();
    while (passed.size < PASSED_MAX) {
      const found = this.#sounds.match(words, (id) => !passed.has(id))?.item;
      if (found === undefined) return undefined;
      if ((await this.#store.known([found])).has(found) && (await isMeant(found))) return found;
      passed.add(found);
    }
    return undefined;
  }
}

function add(
  rows: readonly ClipRow[],
  into: { frames: KnownFrames; sounds: KnownSounds<string> },
): void {
  for (const { video_id, position, frames, sound } of rows) {
    into.frames.add(video_id, position, unpackSpans(frames));
    if (sound !== null) into.sounds.add(video_id, unpackWords(sound));
  }
}

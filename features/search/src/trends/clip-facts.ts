// What trends and channels must know of clips, remembered for some minutes: tags change with a caption, the rest never does.

import { MINUTE_MS, type Clock } from '@jhalak/kernel';
import { posterUrl, type Videos } from '@jhalak/videos';

/** Some 20 MB. */
const REMEMBERED_MAX = 50_000;
/** A changed caption's tags count from then on. */
const AGE_MS = 5 * MINUTE_MS;
/** Rows in one statement. */
const READ_MAX = 500;

export interface ClipFact {
  creatorId: string;
  language: string;
  genre: string;
  tags: readonly string[];
  poster: string;
  thumbhash: string;
  /** The clip where what is heard was first. */
  soundId: string;
}

export class ClipFacts {
  readonly #videos: Pick<Videos, 'stored'>;
  readonly #clock: Clock;
  /** The one read longest ago first. */
  readonly #remembered = new Map<string, { fact: ClipFact; readAtMs: number }>();

  constructor(videos: Pick<Videos, 'stored'>, clock: Clock) {
    this.#videos = videos;
    this.#clock = clock;
  }

  /** @returns facts by id; of clips that are gone for good none. Cost: a statement for each 500 that are not remembered. */
  async of(ids: readonly string[]): Promise<Map<string, ClipFact>> {
    const found = new Map<string, ClipFact>();
    const missing = new Set<string>();
    const nowMs = this.#clock.nowMs();
    for (const id of ids) {
      const known = this.#remembered.get(id);
      if (known !== undefined && Math.abs(nowMs - known.readAtMs) < AGE_MS)
        found.set(id, known.fact);
      else missing.add(id);
    }
    const unknown = [...missing];
    for (let from = 0; from < unknown.length; from += READ_MAX) {
      const rows = await this.#videos.stored(unknown.slice(from, from + READ_MAX));
      for (const [id, video] of rows) {
        const { personId: creatorId, language, genre, tags, thumbhash } = video;
        const poster = posterUrl(video);
        const soundId = video.soundId ?? id;
        const fact = { creatorId, language, genre, tags, poster, thumbhash, soundId };
        found.set(id, fact);
        this.#remember(id, { fact, readAtMs: nowMs });
      }
    }
    return found;
  }

  /** Forgets everything: the next question reads anew. */
  forget(): void {
    this.#remembered.clear();
  }

  #remember(id: string, known: { fact: ClipFact; readAtMs: number }): void {
    this.#remembered.delete(id);
    this.#remembered.set(id, known);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > REMEMBERED_MAX && oldest !== undefined)
      this.#remembered.delete(oldest);
  }
}

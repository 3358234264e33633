// Which sounds must not be heard, for whom, and why: by an order in the onlooker's state, by moderators everywhere, or because
// whose sound it is took it out of others' clips. Clips that carry it stay and play without sound.

import type { Silence } from '@jhalak/contracts/videos';
import { atMostEntries, type Clock } from '@jhalak/kernel';
import type { Database, Journal, JournalEntry, Tx } from '@jhalak/ports';
import type { Onlooker, Visibility } from '@jhalak/visibility';
import { LRUCache } from 'lru-cache';

/** Some 5 MB. */
const REMEMBERED_MAX = 50_000;
/** What another process changed is heard of within this time; orders come by the journal, at once. */
const AGE_MS = 10_000;

const READ = {
  name: 'videos.silences',
  text: 'SELECT sound_id, by FROM video_silences WHERE sound_id = ANY($1::uuid[])',
};
const SET = {
  name: 'videos.silence',
  text: `INSERT INTO video_silences (sound_id, by, reason, at_ms) VALUES ($1, $2, $3, $4)
    ON CONFLICT (sound_id, by) DO UPDATE SET reason = excluded.reason`,
};
const END = {
  name: 'videos.silence_end',
  text: 'DELETE FROM video_silences WHERE sound_id = $1 AND by = $2 RETURNING 1',
};

/** Who can say so besides an order. */
export type SilencedBy = Exclude<Silence['by'], 'order'>;

/** What is heard in a clip. */
export interface HeardIn {
  videoId: string;
  /** The clip where its sound was first; its own id where the sound is its own. */
  soundId: string;
}

export interface SilencesDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
  visibility: Pick<Visibility, 'silence'>;
}

export class Silences {
  readonly #deps: SilencesDeps;
  readonly #remembered = new LRUCache<string, readonly SilencedBy[]>({
    ...atMostEntries(REMEMBERED_MAX),
    ttl: AGE_MS,
  });

  constructor(deps: SilencesDeps) {
    this.#deps = deps;
  }

  /** @returns why a clip plays without sound, by its index; undefined where it is heard. Cost: memory mostly, else one statement. */
  async of(clips: readonly HeardIn[], onlooker: Onlooker): Promise<(Silence | undefined)[]> {
    const rows = await this.#rows([...new Set(clips.map(({ soundId }) => soundId))]);
    return clips.map((clip) => {
      // Who decides on it must hear it.
      if (onlooker.staff === true) return undefined;
      const law = this.#deps.visibility.silence(clip.soundId, onlooker);
      if (law !== undefined) return { by: 'order', law };
      const by = rows.get(clip.soundId) ?? [];
      if (by.includes('moderator')) return { by: 'moderator' };
      // One's own clip stays as it is.
      return by.includes('creator') && clip.videoId !== clip.soundId
        ? { by: 'creator' }
        : undefined;
    });
  }

  /** @returns those of these sounds that somebody silenced: moderators, or whose they are; with `only`, who it names. */
  async byPeople(soundIds: readonly string[], only?: SilencedBy): Promise<ReadonlySet<string>> {
    const rows = await this.#rows(soundIds);
    const counts = (by: SilencedBy): boolean => only === undefined || by === only;
    return new Set(soundIds.filter((id) => rows.get(id)?.some(counts) === true));
  }

  /** @returns whether a sound is silenced by one of these. */
  async isBy(soundId: string, by: SilencedBy): Promise<boolean> {
    return (await this.#rows([soundId])).get(soundId)?.includes(by) === true;
  }

  async #rows(ids: readonly string[]): Promise<ReadonlyMap<string, readonly SilencedBy[]>> {
    const found = new Map<string, readonly SilencedBy[]>();
    const missing: string[] = [];
    for (const id of ids) {
      const known = this.#remembered.get(id);
      if (known === undefined) missing.push(id);
      else found.set(id, known);
    }
    if (missing.length === 0) return found;
    const rows = await this.#deps.database.query<{ sound_id: string; by: SilencedBy }>(READ, [
      missing,
    ]);
    for (const id of missing) {
      const by = rows.filter((row) => row.sound_id === id).map((row) => row.by);
      this.#remembered.set(id, by);
      found.set(id, by);
    }
    return found;
  }

  /** Silences a sound, or lets it be heard again; what is so already stays so. */
  async set(
    soundId: string,
    { by, who, reason }: { by: SilencedBy; who: string; reason: string | null },
  ): Promise<void> {
    const { database, journal, clock } = this.#deps;
    await database.transaction(async (tx) => {
      const changed =
        reason === null
          ? await this.#end(tx, soundId, by)
          : await this.#begin(tx, soundId, by, reason);
      if (!changed) return;
      const entry: JournalEntry = {
        ...{ stream: 'videos.silence', key: soundId, type: reason === null ? 'ended' : 'silenced' },
        row: { table: 'video_silences', key: `${soundId}/${by}` },
        facts: { by, who, atMs: clock.nowMs(), ...(reason === null ? {} : { reason }) },
      };
      await journal.append(tx, [entry]);
    });
    this.#remembered.delete(soundId);
  }

  async #begin(tx: Tx, soundId: string, by: SilencedBy, reason: string): Promise<boolean> {
    await tx.query(SET, [soundId, by, reason, this.#deps.clock.nowMs()]);
    return true;
  }

  async #end(tx: Tx, soundId: string, by: SilencedBy): Promise<boolean> {
    return (await tx.query(END, [soundId, by])).length > 0;
  }
}

// The videos tables. Writers demand a transaction and append the whole state after the change to the journal.

import type { AiMark } from '@jhalak/contracts/ai-mark';
import type { ClipAudience } from '@jhalak/contracts/audience';
import { textHash, textSketch, type Clock } from '@jhalak/kernel';
import type { Looks } from '@jhalak/media';
import type { Database, Journal, JsonObject, Queries, Tx } from '@jhalak/ports';
import type { VideoFacts } from '@jhalak/visibility';
import { purgeSubtitles } from './subtitles/subtitle-store.ts';
import type { ModerationChange, StoredRendition, StoredVideo } from './types.ts';

interface VideoRow {
  video_id: string;
  person_id: string;
  caption: string;
  language: string;
  genre: string;
  tags: string[];
  duration_ms: number;
  width_px: number;
  height_px: number;
  poster_key: string;
  thumbhash: string;
  ai: AiMark | null;
  renditions: StoredRendition[];
  sound_id: string | null;
  sound_title: string | null;
  remix: boolean;
  audience: ClipAudience;
  subtitles: string[];
  looks: Looks | null;
  sample: boolean;
  published_at_ms: number;
  adult: boolean;
  removed_at_ms: number | null;
  removed_reason: string | null;
  removed_note: string | null;
  deleted_at_ms: number | null;
}

const COLUMNS = `video_id, person_id, caption, language, genre, tags, duration_ms, width_px, height_px, poster_key, thumbhash, ai,
  renditions, sound_id, sound_title, remix, audience, subtitles, looks, sample, published_at_ms, adult, removed_at_ms, removed_reason, removed_note, deleted_at_ms`;
const BY_IDS = {
  name: 'videos.by_ids',
  short: true,
  text: `SELECT ${COLUMNS} FROM videos WHERE video_id = ANY($1::uuid[])`,
};
const LOCK = {
  name: 'videos.lock',
  text: `SELECT ${COLUMNS} FROM videos WHERE video_id = $1 FOR UPDATE`,
};

const WORD_COLUMNS = `video_id AS id, person_id, caption, tags, sound_id, sound_title,
  ARRAY(SELECT said FROM video_subtitles s WHERE s.video_id = videos.video_id ORDER BY language) AS said`;

interface VideoWords {
  id: string;
  person_id: string;
  caption: string;
  tags: string[];
  sound_id: string | null;
  sound_title: string | null;
  said: string[];
}

/** A new video as its publisher hands it over. */
export type NewVideo = Omit<
  StoredVideo,
  | 'publishedAtMs'
  | 'soundTitle'
  | 'subtitles'
  | 'looks'
  | 'adult'
  | 'removedAtMs'
  | 'removedReason'
  | 'removedNote'
  | 'deletedAtMs'
> & {
  /** Of a clip that was published elsewhere before; default: now. */
  publishedAtMs?: number;
};

export class VideoStore {
  readonly #database: Database;
  readonly #journal: Journal;
  readonly #clock: Clock;

  constructor(database: Database, journal: Journal, clock: Clock) {
    this.#database = database;
    this.#journal = journal;
    this.#clock = clock;
  }

  async byIds(ids: readonly string[]): Promise<StoredVideo[]> {
    if (ids.length === 0) return [];
    return (await this.#database.query<VideoRow>(BY_IDS, [ids])).map(fromRow);
  }

  /** Newest first; UUIDv7 ids sort by time. */
  async pageOfPerson(
    personId: string,
    before: string | undefined,
    limit: number,
  ): Promise<string[]> {
    const rows = await this.#database.query<{ video_id: string }>(
      {
        name: 'videos.page_of_person',
        text: `SELECT video_id FROM videos_by_person WHERE person_id = $1 AND video_id < $2 ORDER BY video_id DESC LIMIT $3`,
      },
      [personId, before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff', limit],
    );
    return rows.map((row) => row.video_id);
  }

  /** @returns clips in the order of their ids, after one of them. */
  async wordsAfter(after: string | undefined, limit: number): Promise<VideoWords[]> {
    return await this.#database.query<VideoWords>(
      {
        name: 'videos.words_after',
        text: `SELECT ${WORD_COLUMNS} FROM videos WHERE video_id > $1 ORDER BY video_id LIMIT $2`,
      },
      [after ?? '00000000-0000-0000-0000-000000000000', limit],
    );
  }

  async wordsOf(ids: readonly string[]): Promise<VideoWords[]> {
    return await this.#database.query<VideoWords>(
      {
        name: 'videos.words_of',
        text: `SELECT ${WORD_COLUMNS} FROM videos WHERE video_id = ANY($1::uuid[])`,
      },
      [ids],
    );
  }

  async bytesOf(on: Queries, personId: string): Promise<number> {
    const [row] = await on.query<{ bytes: number }>(
      {
        name: 'videos.bytes_of',
        text: `SELECT coalesce(sum((rendition ->> 'bytes')::bigint), 0)::bigint AS bytes
          FROM videos, jsonb_array_elements(renditions) AS rendition WHERE person_id = $1`,
      },
      [personId],
    );
    return row?.bytes ?? 0;
  }

  /** What is for close friends or for oneself is not counted: the figure would tell of it. */
  async countOf(personId: string): Promise<number> {
    const [row] = await this.#database.query<{ count: number }>(
      {
        name: 'videos.count_of_person',
        text: `SELECT count(*)::int AS count FROM videos WHERE person_id = $1
          AND removed_at_ms IS NULL AND deleted_at_ms IS NULL AND audience IN ('everyone', 'followers')`,
      },
      [personId],
    );
    return row?.count ?? 0;
  }

  async insert(tx: Tx, video: NewVideo): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const rows = await tx.query<VideoRow>(
      {
        name: 'videos.insert',
        text: `INSERT INTO videos (video_id, person_id, caption, language, genre, tags, duration_ms, width_px, height_px,
            poster_key, thumbhash, renditions, sample, published_at_ms, ai, sound_id, remix, audience)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
          ON CONFLICT (video_id) DO NOTHING RETURNING ${COLUMNS}`,
      },
      [
        video.videoId,
        video.personId,
        video.caption,
        video.language,
        video.genre,
        video.tags,
        video.durationMs,
        video.widthPx,
        video.heightPx,
        video.posterKey,
        video.thumbhash,
        JSON.stringify(video.renditions),
        video.sample,
        video.publishedAtMs ?? nowMs,
        video.ai,
        video.soundId,
        video.remix,
        video.audience,
      ],
    );
    const [row] = rows;
    if (row === undefined) return;
    await tx.query(
      {
        name: 'videos.insert_by_person',
        text: 'INSERT INTO videos_by_person (person_id, video_id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      },
      [video.personId, video.videoId],
    );
    await tx.query(
      {
        name: 'videos.insert_counts',
        text: 'INSERT INTO video_counts (video_id) VALUES ($1) ON CONFLICT DO NOTHING',
      },
      [video.videoId],
    );
    if (video.soundId !== null)
      await tx.query(
        {
          name: 'videos.insert_by_sound',
          text: 'INSERT INTO videos_by_sound (sound_id, video_id, person_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        },
        [video.soundId, video.videoId, video.personId],
      );
    await this.#tell(tx, 'published', fromRow(row));
  }

  async setRenditions(
    tx: Tx,
    videoId: string,
    renditions: readonly StoredRendition[],
  ): Promise<void> {
    await this.#change(tx, videoId, 'extended', 'renditions = $2', [JSON.stringify(renditions)]);
  }

  async setWords(
    tx: Tx,
    videoId: string,
    { caption, tags, language }: { caption: string; tags: readonly string[]; language: string },
  ): Promise<boolean> {
    const what = 'caption = $2, tags = $3, language = $4';
    return await this.#change(tx, videoId, 'edited', what, [caption, tags, language]);
  }

  async setRemix(tx: Tx, videoId: string, allowed: boolean, title: string | null): Promise<void> {
    await this.#change(tx, videoId, 'remix_changed', 'remix = $2, sound_title = $3', [
      allowed,
      title,
    ]);
  }

  async setAudience(tx: Tx, videoId: string, audience: ClipAudience): Promise<void> {
    await this.#change(tx, videoId, 'audience_changed', 'audience = $2', [audience]);
  }

  async setLooks(tx: Tx, videoId: string, looks: Looks): Promise<void> {
    await this.#change(tx, videoId, 'dressed', 'looks = $2', [JSON.stringify(looks)]);
  }

  async setCover(
    tx: Tx,
    videoId: string,
    { posterKey, thumbhash }: { posterKey: string; thumbhash: string },
  ): Promise<void> {
    await this.#change(tx, videoId, 'covered', 'poster_key = $2, thumbhash = $3', [
      posterKey,
      thumbhash,
    ]);
  }

  /** In which languages there are subtitles, after they have changed in this transaction. */
  async tellSubtitles(tx: Tx, videoId: string): Promise<void> {
    const languages = 'SELECT language FROM video_subtitles WHERE video_id = $1 ORDER BY language';
    await this.#change(tx, videoId, 'subtitled', `subtitles = ARRAY(${languages})`, []);
  }

  /** @returns clips that use a sound, newest first. */
  async usesOfSound(soundId: string, limit: number): Promise<string[]> {
    const rows = await this.#database.query<{ video_id: string }>(
      {
        name: 'videos.uses_of_sound',
        text: 'SELECT video_id FROM videos_by_sound WHERE sound_id = $1 ORDER BY video_id DESC LIMIT $2',
      },
      [soundId, limit],
    );
    return rows.map((row) => row.video_id);
  }

  /** @returns how many clips use each sound; of those that nobody uses nothing. */
  async countUses(ids: readonly string[]): Promise<Map<string, number>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#database.query<{ sound_id: string; count: number }>(
      {
        name: 'videos.count_uses',
        text: `SELECT sound_id, count(*)::int AS count FROM videos_by_sound WHERE sound_id = ANY($1::uuid[]) GROUP BY sound_id`,
      },
      [ids],
    );
    return new Map(rows.map((row) => [row.sound_id, row.count]));
  }

  async setDeleted(tx: Tx, videoId: string, deletedAtMs: number | null): Promise<boolean> {
    return await this.#change(
      tx,
      videoId,
      deletedAtMs === null ? 'undeleted' : 'deleted',
      'deleted_at_ms = $2',
      [deletedAtMs],
    );
  }

  async moderate(tx: Tx, videoId: string, change: ModerationChange): Promise<boolean> {
    const nowMs = this.#clock.nowMs();
    switch (change.kind) {
      case 'remove':
        return await this.#change(
          tx,
          videoId,
          'removed',
          'removed_at_ms = $2, removed_reason = $3, removed_note = $4',
          [nowMs, change.reason, change.note],
        );
      case 'restore':
        return await this.#change(
          tx,
          videoId,
          'restored',
          'removed_at_ms = NULL, removed_reason = NULL, removed_note = NULL',
          [],
        );
      case 'restrict_age':
        return await this.#change(
          tx,
          videoId,
          change.on ? 'age_restricted' : 'age_unrestricted',
          'adult = $2',
          [change.on],
        );
    }
  }

  /** Deletes the rows; the bytes must be gone before. */
  async purge(tx: Tx, videoId: string): Promise<void> {
    const [row] = await tx.query<VideoRow>(LOCK, [videoId]);
    if (row === undefined) return;
    await tx.query({ name: 'videos.purge', text: 'DELETE FROM videos WHERE video_id = $1' }, [
      videoId,
    ]);
    await tx.query(
      {
        name: 'videos.purge_by_person',
        text: 'DELETE FROM videos_by_person WHERE person_id = $1 AND video_id = $2',
      },
      [row.person_id, videoId],
    );
    await tx.query(
      {
        name: 'videos.purge_by_sound',
        text: 'DELETE FROM videos_by_sound WHERE sound_id = $1 AND video_id = $2',
      },
      [row.sound_id, videoId],
    );
    await purgeSubtitles(tx, videoId);
    await tx.query(
      { name: 'videos.purge_counts', text: 'DELETE FROM video_counts WHERE video_id = $1' },
      [videoId],
    );
    await tx.query(
      { name: 'videos.purge_marks', text: 'DELETE FROM video_view_marks WHERE video_id = $1' },
      [videoId],
    );
    await tx.query(
      { name: 'videos.purge_sources', text: 'DELETE FROM video_sources WHERE video_id = $1' },
      [videoId],
    );
    await this.#tell(tx, 'purged', {
      ...fromRow(row),
      deletedAtMs: row.deleted_at_ms ?? this.#clock.nowMs(),
    });
  }

  /** Videos whose time to undo is over. */
  async deletedBefore(timeMs: number, limit: number): Promise<string[]> {
    const rows = await this.#database.query<{ video_id: string }>(
      {
        name: 'videos.deleted_before',
        text: 'SELECT video_id FROM videos WHERE deleted_at_ms < $1 ORDER BY deleted_at_ms LIMIT $2',
      },
      [timeMs, limit],
    );
    return rows.map((row) => row.video_id);
  }

  async #change(
    tx: Tx,
    videoId: string,
    type: string,
    set: string,
    values: readonly unknown[],
  ): Promise<boolean> {
    const [row] = await tx.query<VideoRow>(
      {
        name: `videos.${type}`,
        text: `UPDATE videos SET ${set} WHERE video_id = $1 RETURNING ${COLUMNS}`,
      },
      [videoId, ...values],
    );
    if (row === undefined) return false;
    await this.#tell(tx, type, fromRow(row));
    return true;
  }

  async #tell(tx: Queries & Tx, type: string, video: StoredVideo): Promise<void> {
    const standing: VideoFacts = {
      personId: video.personId,
      published: true,
      removed: video.removedAtMs !== null,
      deleted: video.deletedAtMs !== null,
      adult: video.adult,
      audience: video.audience,
    };
    await this.#journal.append(tx, [
      {
        stream: 'videos.video',
        key: video.videoId,
        type,
        row: { table: 'videos', key: video.videoId },
        facts: {
          ...standing,
          language: video.language,
          genre: video.genre,
          durationMs: video.durationMs,
          publishedAtMs: video.publishedAtMs,
          sample: video.sample,
          ...contentOf(video, type),
        },
      },
    ]);
  }
}

// What a clip is about, for those who place it beside others: hashes and a sketch, from which no word can be read back. The
// journal outlives its creator's words, so the words themselves never enter it.
function contentOf({ caption, tags }: StoredVideo, type: string): JsonObject {
  if (type === 'purged') return {};
  return {
    tagHashes: tags.map(textHash),
    textSketch: Buffer.from(textSketch(caption)).toString('base64url'),
  };
}

function fromRow(row: VideoRow): StoredVideo {
  return {
    videoId: row.video_id,
    personId: row.person_id,
    caption: row.caption,
    language: row.language,
    genre: row.genre,
    tags: row.tags,
    durationMs: row.duration_ms,
    widthPx: row.width_px,
    heightPx: row.height_px,
    posterKey: row.poster_key,
    thumbhash: row.thumbhash,
    ai: row.ai,
    renditions: row.renditions,
    soundId: row.sound_id,
    soundTitle: row.sound_title,
    remix: row.remix,
    audience: row.audience,
    subtitles: row.subtitles,
    looks: row.looks,
    sample: row.sample,
    publishedAtMs: row.published_at_ms,
    adult: row.adult,
    removedAtMs: row.removed_at_ms,
    removedReason: row.removed_reason,
    removedNote: row.removed_note,
    deletedAtMs: row.deleted_at_ms,
  };
}

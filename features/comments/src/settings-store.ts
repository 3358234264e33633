// What creators say about comments: on all their clips, and on one.

import type { CommentAudience, CommentSettings } from '@jhalak/contracts/comments';
import type { Database } from '@jhalak/ports';

/** Everybody may comment, and nothing waits, until a creator says otherwise. */
const DEFAULT: CommentSettings = { audience: 'everyone', holdAll: false, words: [] };

interface SettingsRow {
  audience: CommentAudience;
  hold_all: boolean;
  words: string[];
}

/** What holds on one clip. */
export interface ClipRules {
  /** Null: as on the creator's other clips. */
  audience: CommentAudience | null;
  pinnedId: string | null;
}

export class SettingsStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async of(personId: string): Promise<CommentSettings> {
    const [row] = await this.#database.query<SettingsRow>(
      {
        name: 'comments.settings',
        short: true,
        text: 'SELECT audience, hold_all, words FROM comment_settings WHERE person_id = $1',
      },
      [personId],
    );
    return row === undefined
      ? DEFAULT
      : { audience: row.audience, holdAll: row.hold_all, words: row.words };
  }

  async set(personId: string, settings: CommentSettings): Promise<void> {
    await this.#database.query(
      {
        name: 'comments.set_settings',
        text: `INSERT INTO comment_settings (person_id, audience, hold_all, words) VALUES ($1, $2, $3, $4)
          ON CONFLICT (person_id) DO UPDATE SET audience = excluded.audience, hold_all = excluded.hold_all, words = excluded.words`,
      },
      [personId, settings.audience, settings.holdAll, settings.words],
    );
  }

  async ofClip(videoId: string): Promise<ClipRules> {
    const [row] = await this.#database.query<{
      audience: CommentAudience | null;
      pinned_id: string | null;
    }>(
      {
        name: 'comments.clip_settings',
        short: true,
        text: 'SELECT audience, pinned_id FROM comment_clips WHERE video_id = $1',
      },
      [videoId],
    );
    return { audience: row?.audience ?? null, pinnedId: row?.pinned_id ?? null };
  }

  async setAudience(
    videoId: string,
    personId: string,
    audience: CommentAudience | null,
  ): Promise<void> {
    await this.#database.query(
      {
        name: 'comments.set_clip_audience',
        text: `INSERT INTO comment_clips (video_id, person_id, audience) VALUES ($1, $2, $3)
          ON CONFLICT (video_id) DO UPDATE SET audience = excluded.audience`,
      },
      [videoId, personId, audience],
    );
  }

  /** One pin a clip: a new one takes the place of the old. */
  async pin(videoId: string, personId: string, commentId: string): Promise<void> {
    await this.#database.query(
      {
        name: 'comments.pin',
        text: `INSERT INTO comment_clips (video_id, person_id, pinned_id) VALUES ($1, $2, $3)
          ON CONFLICT (video_id) DO UPDATE SET pinned_id = excluded.pinned_id`,
      },
      [videoId, personId, commentId],
    );
  }

  /** Takes this comment's pin away; another one's stays. */
  async unpin(videoId: string, commentId: string): Promise<void> {
    await this.#database.query(
      {
        name: 'comments.unpin',
        text: 'UPDATE comment_clips SET pinned_id = NULL WHERE video_id = $1 AND pinned_id = $2',
      },
      [videoId, commentId],
    );
  }
}

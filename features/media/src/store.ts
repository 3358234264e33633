// The media_uploads and media_progress tables. A change locks its row, adds a line to the flight recorder and appends
// to the journal, all in the caller's transaction.

import type { UploadState, UploadStep } from '@jhalak/contracts/videos';
import { assert, type Clock } from '@jhalak/kernel';
import type { Database, Journal, JsonObject, Keys, Tx } from '@jhalak/ports';
import {
  fromRow,
  UPLOAD_COLUMNS,
  type MediaTables,
  type StoredUpload,
  type UploadRow,
} from './rows.ts';
import type { UploadStanding } from './types.ts';
import type { RawMetadata } from './upload-metadata.ts';

const STREAM = 'media.upload';
const METADATA_CONTEXT = 'media_uploads.metadata';
/** A clip's way has some ten steps; one that fails again and again keeps its last ones. */
const STEPS_MAX = 60;

/** What an upload is made of at its creation. */
export interface NewUpload {
  personId: string;
  uploadId: string;
  videoId: string;
  bytes: number;
  state: UploadState;
  metadata: RawMetadata;
  sample: boolean;
  expiresAtMs: number;
}

/** What can change. */
export type UploadPatch = Partial<
  Pick<StoredUpload, 'state' | 'failure' | 'asset' | 'expiresAtMs' | 'settledAtMs'>
>;

/** What happened: the journal's type and the flight recorder's step. */
export interface UploadHappening {
  type: string;
  /** A code; never words of a person. */
  detail?: string;
}

export interface UploadStoreDeps {
  database: Database;
  journal: Journal;
  keys: Keys;
  clock: Clock;
}

const GET = {
  name: 'media.get',
  text: `SELECT ${UPLOAD_COLUMNS} FROM media_uploads WHERE person_id = $1 AND upload_id = $2`,
};
const LOCK = { name: 'media.lock', text: `${GET.text} FOR UPDATE` };
const LIST = {
  name: 'media.list',
  text: `SELECT ${UPLOAD_COLUMNS} FROM media_uploads WHERE person_id = $1 ORDER BY upload_id DESC LIMIT $2`,
};
const OPEN_COUNT = {
  name: 'media.open_count',
  text: `SELECT count(*)::int AS count FROM media_uploads
    WHERE person_id = $1 AND state = 'receiving' AND expires_at_ms > $2 AND settled_at_ms IS NULL`,
};
const INSERT = {
  name: 'media.insert',
  text: `INSERT INTO media_uploads (person_id, upload_id, video_id, bytes, state, metadata, sample, steps, created_at_ms,
      changed_at_ms, expires_at_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10) ON CONFLICT (person_id, upload_id) DO NOTHING
    RETURNING ${UPLOAD_COLUMNS}`,
};

export class UploadStore {
  readonly #deps: UploadStoreDeps;

  constructor(deps: UploadStoreDeps) {
    this.#deps = deps;
  }

  async get(personId: string, uploadId: string): Promise<StoredUpload | undefined> {
    const [row] = await this.#deps.database.query<UploadRow>(GET, [personId, uploadId]);
    return row === undefined ? undefined : fromRow(row);
  }

  /** Reads the row and holds it against every other change until the transaction ends. */
  async lock(tx: Tx, personId: string, uploadId: string): Promise<StoredUpload | undefined> {
    const [row] = await tx.query<UploadRow>(LOCK, [personId, uploadId]);
    return row === undefined ? undefined : fromRow(row);
  }

  /** See Media.standings. */
  async standings(
    personId: string,
    uploadIds: readonly string[],
  ): Promise<Map<string, UploadStanding>> {
    const rows = await this.#deps.database.query<{
      upload_id: string;
      state: UploadState;
      failure_code: string | null;
    }>(
      {
        name: 'media.standings',
        text: `SELECT upload_id, state, failure_code FROM media_uploads
          WHERE person_id = $1 AND upload_id = ANY($2::uuid[])`,
      },
      [personId, uploadIds],
    );
    return new Map(
      rows.map((row) => [row.upload_id, { state: row.state, failureCode: row.failure_code }]),
    );
  }

  /** Newest first. */
  async list(personId: string, limit: number): Promise<StoredUpload[]> {
    return (await this.#deps.database.query<UploadRow>(LIST, [personId, limit])).map(fromRow);
  }

  /** Nobody else can begin an upload for this person until the transaction ends. */
  async holdPerson(tx: Tx, personId: string): Promise<void> {
    await tx.query(
      { name: 'media.hold_person', text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))' },
      [`media.uploads:${personId}`],
    );
  }

  /** Counts a person's uploads that are still being received, and holds the person as `holdPerson` does. */
  async openCount(tx: Tx, personId: string): Promise<number> {
    await this.holdPerson(tx, personId);
    const [row] = await tx.query<{ count: number }>(OPEN_COUNT, [
      personId,
      this.#deps.clock.nowMs(),
    ]);
    return row?.count ?? 0;
  }

  /** @returns false when there is one with this id already; then nothing was changed. */
  async insert(tx: Tx, upload: NewUpload): Promise<boolean> {
    const nowMs = this.#deps.clock.nowMs();
    const sealed = await this.#deps.keys.seal(
      upload.personId,
      'content',
      METADATA_CONTEXT,
      Buffer.from(JSON.stringify(upload.metadata)),
    );
    const steps: UploadStep[] = [{ atMs: nowMs, step: 'created' }];
    const [row] = await tx.query<UploadRow>(INSERT, [
      upload.personId,
      upload.uploadId,
      upload.videoId,
      upload.bytes,
      upload.state,
      sealed,
      upload.sample,
      JSON.stringify(steps),
      nowMs,
      upload.expiresAtMs,
    ]);
    if (row === undefined) return false;
    await this.#tell(tx, fromRow(row), { type: 'created' });
    return true;
  }

  /** Changes a row that this transaction has locked. @returns it as it is now. */
  async change(
    tx: Tx,
    upload: StoredUpload,
    happening: UploadHappening,
    patch: UploadPatch,
  ): Promise<StoredUpload> {
    const nowMs = this.#deps.clock.nowMs();
    const { type, ...detail } = happening;
    const step: UploadStep = { atMs: nowMs, step: type, ...detail };
    const after: StoredUpload = {
      ...upload,
      ...patch,
      steps: [...upload.steps, step].slice(-STEPS_MAX),
      changedAtMs: nowMs,
    };
    await tx
      .tables<MediaTables>()
      .updateTable('media_uploads')
      .set({
        state: after.state,
        failure_code: after.failure?.code ?? null,
        failure_message: after.failure?.message ?? null,
        failure_retryable: after.failure?.retryable ?? null,
        asset: after.asset === null ? null : JSON.stringify(after.asset),
        steps: JSON.stringify(after.steps),
        changed_at_ms: nowMs,
        expires_at_ms: after.expiresAtMs,
        settled_at_ms: after.settledAtMs,
      })
      .where('person_id', '=', upload.personId)
      .where('upload_id', '=', upload.uploadId)
      .execute();
    await this.#tell(tx, after, happening);
    return after;
  }

  /** Deletes the record; its files must be removed after the commit. */
  async delete(tx: Tx, upload: StoredUpload): Promise<void> {
    const { personId, uploadId } = upload;
    await tx.query(
      {
        name: 'media.delete',
        text: 'DELETE FROM media_uploads WHERE person_id = $1 AND upload_id = $2',
      },
      [personId, uploadId],
    );
    await tx.query(
      { name: 'media.delete_progress', text: 'DELETE FROM media_progress WHERE upload_id = $1' },
      [uploadId],
    );
    await this.#tell(tx, upload, { type: 'deleted' });
  }

  /** @returns what the client said at creation; undefined when its person was erased. */
  async metadataOf(upload: StoredUpload): Promise<RawMetadata | undefined> {
    const plain = await this.#deps.keys.open(
      upload.personId,
      'content',
      METADATA_CONTEXT,
      upload.metadata,
    );
    // JSON that insert() sealed: authenticated, so its shape is known.
    return plain === undefined ? undefined : (JSON.parse(plain.toString('utf8')) as RawMetadata);
  }

  /** The upload from which a video was made; more than one never happens. */
  async ofVideo(videoId: string): Promise<StoredUpload[]> {
    return await this.#select('of_video', 'video_id = $2', 10, [videoId]);
  }

  /** @returns whose upload it is. */
  async ownerOf(uploadId: string): Promise<string | undefined> {
    const [upload] = await this.#select('of_id', 'upload_id = $2', 1, [uploadId]);
    return upload?.personId;
  }

  async ofPerson(personId: string, limit: number): Promise<StoredUpload[]> {
    return await this.#select('of_person', 'person_id = $2', limit, [personId]);
  }

  /** Uploads in a state that are not settled, of all people, in the order of their ids. */
  async unsettled(
    state: UploadState,
    afterUploadId: string,
    limit: number,
  ): Promise<StoredUpload[]> {
    return await this.#select(
      'unsettled',
      'settled_at_ms IS NULL AND state = $2 AND upload_id > $3',
      limit,
      [state, afterUploadId],
    );
  }

  /** Unfinished and failed uploads whose time is over. */
  async expired(nowMs: number, limit: number): Promise<StoredUpload[]> {
    const where = `settled_at_ms IS NULL AND state IN ('receiving', 'failed') AND expires_at_ms <= $2`;
    return await this.#select('expired', where, limit, [nowMs]);
  }

  /**
   * Settled uploads whose record need not be kept any longer. Those of the sample world stay as long as their clips:
   * by them its maker knows what it has made.
   */
  async outdated(beforeMs: number, limit: number): Promise<StoredUpload[]> {
    return await this.#select(
      'outdated',
      'settled_at_ms IS NOT NULL AND NOT sample AND changed_at_ms < $2',
      limit,
      [beforeMs],
    );
  }

  /** @returns those of the ids whose received bytes may still be needed. */
  async neededFiles(uploadIds: readonly string[]): Promise<Set<string>> {
    const rows = await this.#deps.database.query<{ upload_id: string }>(
      {
        name: 'media.needed_files',
        text: 'SELECT upload_id FROM media_uploads WHERE upload_id = ANY($1::uuid[]) AND settled_at_ms IS NULL',
      },
      [uploadIds],
    );
    return new Set(rows.map((row) => row.upload_id));
  }

  async #select(
    name: string,
    where: string,
    limit: number,
    values: readonly unknown[],
  ): Promise<StoredUpload[]> {
    const text = `SELECT ${UPLOAD_COLUMNS} FROM media_uploads WHERE ${where} ORDER BY upload_id LIMIT $1`;
    const rows = await this.#deps.database.query<UploadRow>({ name: `media.${name}`, text }, [
      limit,
      ...values,
    ]);
    return rows.map(fromRow);
  }

  async #tell(tx: Tx, upload: StoredUpload, happening: UploadHappening): Promise<void> {
    assert(
      !/\s/.test(happening.detail ?? ''),
      'a detail is a code, so that no words of a person reach the journal',
    );
    const facts: JsonObject = {
      uploadId: upload.uploadId,
      videoId: upload.videoId,
      personId: upload.personId,
      state: upload.state,
      bytes: upload.bytes,
      sample: upload.sample,
      ...(happening.detail === undefined ? {} : { detail: happening.detail }),
    };
    await this.#deps.journal.append(tx, [
      {
        stream: STREAM,
        key: upload.uploadId,
        type: happening.type,
        row: { table: 'media_uploads', key: `${upload.personId}/${upload.uploadId}` },
        facts,
        subject: upload.personId,
      },
    ]);
  }
}

// Rows of archives. Every change names the state that it starts from, so that a late run, a sweep and an erasure can meet.

import type { ExportState } from '@jhalak/contracts/exports';
import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import type { Database, Queries, Tx } from '@jhalak/ports';

/** An archive, in the words of the house. */
export interface StoredExport {
  personId: string;
  exportId: string;
  language: InterfaceLanguage;
  state: ExportState;
  step: string;
  progress: number;
  askedAtMs: number;
  startedAtMs: number | null;
  expiresAtMs: number;
  failureCode: string | null;
  blobKey: string | null;
  keySealed: Buffer | null;
  bytes: number | null;
  clips: string[] | null;
  lostFiles: number | null;
}

/** What makes a finished one. */
export interface FinishedExport {
  blobKey: string;
  keySealed: Buffer;
  bytes: number;
  /** Whose files are in it. */
  clips: readonly string[];
  /** Files that could not go in: damaged or missing in the store. */
  lostFiles: number;
  atMs: number;
  expiresAtMs: number;
}

interface Row {
  person_id: string;
  export_id: string;
  language: InterfaceLanguage;
  state: ExportState;
  step: string;
  progress: number;
  asked_at_ms: number;
  started_at_ms: number | null;
  expires_at_ms: number;
  failure_code: string | null;
  blob_key: string | null;
  key_sealed: Buffer | null;
  bytes: number | null;
  clips: string[] | null;
  lost_files: number | null;
}

const COLUMNS = `person_id, export_id, language, state, step, progress, asked_at_ms, started_at_ms, expires_at_ms,
  failure_code, blob_key, key_sealed, bytes, clips, lost_files`;

export class ExportStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @returns a person's archives, the latest first, at most `limit`. */
  async of(personId: string, limit: number, on: Queries = this.#database): Promise<StoredExport[]> {
    const rows = await on.query<Row>(
      {
        name: 'exports.of',
        text: `SELECT ${COLUMNS} FROM exports WHERE person_id = $1 ORDER BY asked_at_ms DESC, export_id DESC LIMIT $2`,
      },
      [personId, limit],
    );
    return rows.map(fromRow);
  }

  async byId(personId: string, exportId: string): Promise<StoredExport | undefined> {
    const [row] = await this.#database.query<Row>(
      {
        name: 'exports.by_id',
        text: `SELECT ${COLUMNS} FROM exports WHERE person_id = $1 AND export_id = $2`,
      },
      [personId, exportId],
    );
    return row === undefined ? undefined : fromRow(row);
  }

  /** @returns false when one is under way. */
  async insert(
    tx: Tx,
    asked: {
      personId: string;
      exportId: string;
      language: InterfaceLanguage;
      atMs: number;
      expiresAtMs: number;
    },
  ): Promise<boolean> {
    const rows = await tx.query(
      {
        name: 'exports.insert',
        text: `INSERT INTO exports (person_id, export_id, language, state, step, progress, asked_at_ms, expires_at_ms)
          VALUES ($1, $2, $3, 'queued', 'queued', 0, $4, $5)
          ON CONFLICT (person_id) WHERE state IN ('queued', 'running') DO NOTHING RETURNING export_id`,
      },
      [asked.personId, asked.exportId, asked.language, asked.atMs, asked.expiresAtMs],
    );
    return rows.length > 0;
  }

  /** Takes it for this run: an earlier run that still lives changes nothing any more. @returns undefined when it is over. */
  async begin(
    personId: string,
    exportId: string,
    runId: string,
    atMs: number,
  ): Promise<StoredExport | undefined> {
    const [row] = await this.#database.query<Row>(
      {
        name: 'exports.begin',
        text: `UPDATE exports SET state = 'running', run_id = $3, step = 'records', progress = 0, started_at_ms = $4
          WHERE person_id = $1 AND export_id = $2 AND state IN ('queued', 'running') RETURNING ${COLUMNS}`,
      },
      [personId, exportId, runId, atMs],
    );
    return row === undefined ? undefined : fromRow(row);
  }

  /** @returns whether this run is still the one. */
  async progress(
    run: { personId: string; runId: string },
    step: string,
    progress: number,
  ): Promise<boolean> {
    return await this.#changed(
      {
        name: 'exports.progress',
        text: `UPDATE exports SET step = $3, progress = $4 WHERE person_id = $1 AND run_id = $2 AND state = 'running'
          RETURNING export_id`,
      },
      [run.personId, run.runId, step, progress],
    );
  }

  /** @returns false when this run is no longer the one: what it wrote belongs to nobody. */
  async finish(run: { personId: string; runId: string }, made: FinishedExport): Promise<boolean> {
    return await this.#changed(
      {
        name: 'exports.finish',
        text: `UPDATE exports SET state = 'ready', step = 'done', progress = 1, finished_at_ms = $3, expires_at_ms = $4,
            blob_key = $5, key_sealed = $6, bytes = $7, clips = $8, lost_files = $9
          WHERE person_id = $1 AND run_id = $2 AND state = 'running' RETURNING export_id`,
      },
      [
        run.personId,
        run.runId,
        made.atMs,
        made.expiresAtMs,
        made.blobKey,
        made.keySealed,
        made.bytes,
        made.clips,
        made.lostFiles,
      ],
    );
  }

  /** Ends one that is under way. @param untilMs when it is forgotten. */
  async fail(
    { personId, exportId }: Pick<StoredExport, 'personId' | 'exportId'>,
    code: string,
    atMs: number,
    untilMs: number,
  ): Promise<boolean> {
    return await this.#changed(
      {
        name: 'exports.fail',
        text: `UPDATE exports SET state = 'failed', failure_code = $3, finished_at_ms = $4, expires_at_ms = $5
          WHERE person_id = $1 AND export_id = $2 AND state IN ('queued', 'running') RETURNING export_id`,
      },
      [personId, exportId, code, atMs, untilMs],
    );
  }

  /** A ready one cannot be fetched any more; its bytes must be gone before. @param untilMs when it is forgotten. */
  async expire(
    { personId, exportId }: Pick<StoredExport, 'personId' | 'exportId'>,
    untilMs: number,
  ): Promise<boolean> {
    return await this.#changed(
      {
        name: 'exports.end',
        text: `UPDATE exports SET state = 'expired', blob_key = NULL, key_sealed = NULL, clips = NULL, expires_at_ms = $3
          WHERE person_id = $1 AND export_id = $2 AND state = 'ready' RETURNING export_id`,
      },
      [personId, exportId, untilMs],
    );
  }

  async forget({ personId, exportId }: StoredExport): Promise<void> {
    await this.#database.query(
      {
        name: 'exports.forget',
        text: `DELETE FROM exports WHERE person_id = $1 AND export_id = $2 AND state IN ('failed', 'expired')`,
      },
      [personId, exportId],
    );
  }

  /** @returns what is over at this time, the longest due first. */
  async due(atMs: number, limit: number): Promise<StoredExport[]> {
    const rows = await this.#database.query<Row>(
      {
        name: 'exports.due',
        text: `SELECT ${COLUMNS} FROM exports WHERE expires_at_ms <= $1 ORDER BY expires_at_ms LIMIT $2`,
      },
      [atMs, limit],
    );
    return rows.map(fromRow);
  }

  async #changed(
    statement: { name: string; text: string },
    values: readonly unknown[],
  ): Promise<boolean> {
    return (await this.#database.query(statement, values)).length > 0;
  }
}

function fromRow(row: Row): StoredExport {
  return {
    personId: row.person_id,
    exportId: row.export_id,
    language: row.language,
    state: row.state,
    step: row.step,
    progress: row.progress,
    askedAtMs: row.asked_at_ms,
    startedAtMs: row.started_at_ms,
    expiresAtMs: row.expires_at_ms,
    failureCode: row.failure_code,
    blobKey: row.blob_key,
    keySealed: row.key_sealed,
    bytes: row.bytes,
    clips: row.clips,
    lostFiles: row.lost_files,
  };
}

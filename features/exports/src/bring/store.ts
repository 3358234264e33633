// Rows of archives that come. Every change names the state that it starts from, so that a late run, a sweep and an erasure can meet.

import type { ImportFound, ImportPart, ImportSource, ImportState } from '@jhalak/contracts/imports';
import type { Database, Queries, Tx } from '@jhalak/ports';
import type { ImportedClip, StoredImport, StoredOutcome } from './types.ts';

interface Row {
  person_id: string;
  import_id: string;
  bytes: number;
  state: ImportState;
  step: string;
  progress: number;
  created_at_ms: number;
  expires_at_ms: number;
  failure_code: string | null;
  proven: boolean | null;
  from_cell: string | null;
  from_address: string | null;
  from_handle: string | null;
  made_at_ms: number | null;
  found: ImportFound | null;
  chosen: ImportPart[];
  outcome: StoredOutcome;
  kept_sealed: Buffer | null;
}

interface ClipRow {
  import_id: string;
  from_clip_id: string;
  upload_id: string;
  video_id: string;
  published_at_ms: number | null;
  adult: boolean;
  sound_id: string | null;
}

const COLUMNS = `person_id, import_id, bytes, state, step, progress, created_at_ms, expires_at_ms, failure_code, proven,
  from_cell, from_address, from_handle, made_at_ms, found, chosen, outcome, kept_sealed`;
const CLIP = 'import_id, from_clip_id, upload_id, video_id, published_at_ms, adult, sound_id';

/** Which run writes. */
export interface RunRef {
  personId: string;
  importId: string;
  runId: string;
}

type Ref = Pick<StoredImport, 'personId' | 'importId'>;

export class ImportStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @returns a person's imports, the latest first. */
  async of(personId: string, limit: number): Promise<StoredImport[]> {
    const rows = await this.#database.query<Row>(
      {
        name: 'imports.of',
        text: `SELECT ${COLUMNS} FROM imports WHERE person_id = $1 ORDER BY created_at_ms DESC, import_id DESC LIMIT $2`,
      },
      [personId, limit],
    );
    return rows.map(fromRow);
  }

  async byId(personId: string, importId: string): Promise<StoredImport | undefined> {
    const [row] = await this.#database.query<Row>(
      {
        name: 'imports.by_id',
        text: `SELECT ${COLUMNS} FROM imports WHERE person_id = $1 AND import_id = $2`,
      },
      [personId, importId],
    );
    return row && fromRow(row);
  }

  /** @returns false when one is under way. */
  async insert(made: Ref & { bytes: number; atMs: number; expiresAtMs: number }): Promise<boolean> {
    return await this.#changed(
      {
        name: 'imports.insert',
        text: `INSERT INTO imports (person_id, import_id, bytes, state, step, progress, created_at_ms, expires_at_ms)
          VALUES ($1, $2, $3, 'receiving', 'receiving', 0, $4, $5)
          ON CONFLICT (person_id) WHERE state IN ('receiving', 'checking', 'ready', 'running', 'undoing')
          DO NOTHING RETURNING import_id`,
      },
      [made.personId, made.importId, made.bytes, made.atMs, made.expiresAtMs],
    );
  }

  /** @returns whether it stood in that state, and no other of its person is open. */
  async move(
    tx: Queries,
    { personId, importId }: Ref,
    from: ImportState,
    to: { state: ImportState; step: string; expiresAtMs: number; chosen?: readonly ImportPart[] },
  ): Promise<boolean> {
    return await changed(
      tx,
      {
        name: 'imports.move',
        text: `UPDATE imports SET state = $4, step = $5, progress = 0, expires_at_ms = $6, chosen = coalesce($7, chosen)
          WHERE person_id = $1 AND import_id = $2 AND state = $3 AND NOT EXISTS (SELECT 1 FROM imports AS other
            WHERE other.person_id = $1 AND other.import_id <> $2
              AND other.state IN ('receiving', 'checking', 'ready', 'running', 'undoing')) RETURNING import_id`,
      },
      [personId, importId, from, to.state, to.step, to.expiresAtMs, to.chosen ?? null],
    );
  }

  /** Takes it for this run: an earlier one that still lives changes nothing any more. @returns undefined when it is over. */
  async begin(
    { personId, importId }: Ref,
    state: ImportState,
    runId: string,
  ): Promise<StoredImport | undefined> {
    const [row] = await this.#database.query<Row>(
      {
        name: 'imports.begin',
        text: `UPDATE imports SET run_id = $4 WHERE person_id = $1 AND import_id = $2 AND state = $3 RETURNING ${COLUMNS}`,
      },
      [personId, importId, state, runId],
    );
    return row && fromRow(row);
  }

  /** @returns whether this run is still the one. */
  async progress(run: RunRef, step: string, progress: number): Promise<boolean> {
    return await this.#changed(
      {
        name: 'imports.progress',
        text: `UPDATE imports SET step = $4, progress = $5 WHERE person_id = $1 AND import_id = $2 AND run_id = $3
          RETURNING import_id`,
      },
      [run.personId, run.importId, run.runId, step, progress],
    );
  }

  /** It can be used: its person is shown what is in it. */
  async ready(
    run: RunRef,
    what: { source: ImportSource; found: ImportFound; expiresAtMs: number },
  ): Promise<boolean> {
    const { source, found } = what;
    return await this.#changed(
      {
        name: 'imports.ready',
        text: `UPDATE imports SET state = 'ready', step = 'ready', progress = 1, proven = $4, from_cell = $5,
            from_address = $6, from_handle = $7, made_at_ms = $8, found = $9, expires_at_ms = $10
          WHERE person_id = $1 AND import_id = $2 AND run_id = $3 AND state = 'checking' RETURNING import_id`,
      },
      [
        ...[run.personId, run.importId, run.runId, source.proven, source.cell, source.address],
        ...[source.handle, source.madeAtMs, JSON.stringify(found), what.expiresAtMs],
      ],
    );
  }

  async keep(run: RunRef, sealed: Buffer): Promise<void> {
    await this.#database.query(
      {
        name: 'imports.keep',
        text: `UPDATE imports SET kept_sealed = $4 WHERE person_id = $1 AND import_id = $2 AND run_id = $3`,
      },
      [run.personId, run.importId, run.runId, sealed],
    );
  }

  /** @returns false when this run is no longer the one. */
  async came(run: RunRef, outcome: StoredOutcome): Promise<boolean> {
    return await this.#changed(
      {
        name: 'imports.came',
        text: `UPDATE imports SET outcome = $4 WHERE person_id = $1 AND import_id = $2 AND run_id = $3
          AND state = 'running' RETURNING import_id`,
      },
      [run.personId, run.importId, run.runId, JSON.stringify(outcome)],
    );
  }

  /** Ends a run. @returns whether it was the one. */
  async end(
    run: RunRef,
    to: { state: 'done' | 'undone' | 'refused'; expiresAtMs: number; failureCode?: string },
  ): Promise<boolean> {
    return await this.#changed(
      {
        name: 'imports.end',
        text: `UPDATE imports SET state = $4, step = 'done', progress = 1, expires_at_ms = $5, failure_code = $6,
            kept_sealed = CASE WHEN $4 = 'done' THEN kept_sealed END
          WHERE person_id = $1 AND import_id = $2 AND run_id = $3 AND state IN ('checking', 'running', 'undoing')
          RETURNING import_id`,
      },
      [run.personId, run.importId, run.runId, to.state, to.expiresAtMs, to.failureCode ?? null],
    );
  }

  /** The days to take it back are over: what they were for goes. */
  async settle({ personId, importId }: Ref): Promise<void> {
    await this.#database.query(
      {
        name: 'imports.settle',
        text: `UPDATE imports SET kept_sealed = NULL WHERE person_id = $1 AND import_id = $2 AND state = 'done'`,
      },
      [personId, importId],
    );
  }

  /** @returns whether there was one that has not begun to come, or is over. Its file must go after. */
  async forget({ personId, importId }: Ref): Promise<boolean> {
    return await this.#changed(
      {
        name: 'imports.forget',
        text: `DELETE FROM imports WHERE person_id = $1 AND import_id = $2
          AND state IN ('receiving', 'checking', 'ready', 'refused', 'undone') RETURNING import_id`,
      },
      [personId, importId],
    );
  }

  /** @returns what is over at this time and still holds something, the longest due first. */
  async due(atMs: number, limit: number): Promise<StoredImport[]> {
    const rows = await this.#database.query<Row>(
      {
        name: 'imports.due',
        text: `SELECT ${COLUMNS} FROM imports WHERE expires_at_ms <= $1 AND state NOT IN ('running', 'undoing')
          AND (state <> 'done' OR kept_sealed IS NOT NULL) ORDER BY expires_at_ms LIMIT $2`,
      },
      [atMs, limit],
    );
    return rows.map(fromRow);
  }

  /** @returns those of these ids that somebody still needs the file of. */
  async needed(importIds: readonly string[]): Promise<Set<string>> {
    const rows = await this.#database.query<{ import_id: string }>(
      {
        name: 'imports.needed',
        text: `SELECT import_id FROM imports WHERE import_id = ANY($1::uuid[])
          AND state IN ('receiving', 'checking', 'ready', 'running')`,
      },
      [importIds],
    );
    return new Set(rows.map((row) => row.import_id));
  }

  /** @returns ids of a person's archives. */
  async idsOf(personId: string): Promise<string[]> {
    const rows = await this.#database.query<{ import_id: string }>(
      { name: 'imports.ids_of', text: 'SELECT import_id FROM imports WHERE person_id = $1' },
      [personId],
    );
    return rows.map((row) => row.import_id);
  }

  /** @returns a person's clips that came, by what they were called there. */
  async clipsOf(personId: string, importId?: string): Promise<Map<string, ImportedClip>> {
    const rows = await this.#database.query<ClipRow>(
      {
        name: 'imports.clips',
        text: `SELECT ${CLIP} FROM import_clips WHERE person_id = $1 AND ($2::uuid IS NULL OR import_id = $2)`,
      },
      [personId, importId ?? null],
    );
    return new Map(rows.map((row) => [row.from_clip_id, clipOf(row)]));
  }

  /**
   * Says which clip of here one of there becomes, before it does. One that came to nothing is replaced.
   *
   * @returns false when this run is no longer the one, or its person is gone: nothing is written then.
   */
  async keepClip(run: RunRef, clip: ImportedClip): Promise<boolean> {
    return await this.#changed(
      {
        name: 'imports.keep_clip',
        text: `INSERT INTO import_clips (person_id, import_id, from_clip_id, upload_id, video_id, published_at_ms, adult, sound_id)
          SELECT person_id, import_id, $4::uuid, $5::uuid, $6::uuid, $7::bigint, $8::boolean, $9::uuid FROM imports
            WHERE person_id = $1 AND import_id = $2 AND run_id = $3 AND state = 'running'
          ON CONFLICT (person_id, from_clip_id) DO UPDATE SET import_id = excluded.import_id,
            upload_id = excluded.upload_id, video_id = excluded.video_id,
            published_at_ms = excluded.published_at_ms, adult = excluded.adult,
            sound_id = excluded.sound_id RETURNING video_id`,
      },
      [
        ...[run.personId, run.importId, run.runId, clip.fromClipId, clip.uploadId, clip.videoId],
        ...[clip.publishedAtMs, clip.adult, clip.soundId],
      ],
    );
  }

  async forgetClips({ personId, importId }: Ref): Promise<void> {
    await this.#database.query(
      {
        name: 'imports.forget_clips',
        text: 'DELETE FROM import_clips WHERE person_id = $1 AND import_id = $2',
      },
      [personId, importId],
    );
  }

  /** @returns what is to be said of a clip that is published now, where it came in an archive. Cost: a point read. */
  async clipOfVideo(tx: Tx, videoId: string): Promise<ImportedClip | undefined> {
    const [row] = await tx.query<ClipRow>(
      {
        name: 'imports.clip_of_video',
        text: `SELECT ${CLIP} FROM import_clips WHERE video_id = $1`,
      },
      [videoId],
    );
    return row && clipOf(row);
  }

  /**
   * @returns who came here, proven, from that cell under one of these names, and shows it: with their name or clips. Who brought
   * along only what nobody sees is not told apart from a stranger, and neither are two who came under one name.
   */
  async cameFrom(cell: string, handles: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.#database.query<{ from_handle: string; person_id: string }>(
      {
        name: 'imports.came_from',
        text: `SELECT from_handle, min(person_id::text) AS person_id FROM imports
          WHERE from_cell = $1 AND from_handle = ANY($2::text[]) AND proven AND state = 'done'
            AND chosen && ARRAY['profile', 'clips'] GROUP BY from_handle HAVING count(DISTINCT person_id) = 1`,
      },
      [cell, handles],
    );
    return new Map(rows.map((row) => [row.from_handle, row.person_id]));
  }

  async #changed(
    statement: { name: string; text: string },
    values: readonly unknown[],
  ): Promise<boolean> {
    return await changed(this.#database, statement, values);
  }
}

async function changed(
  on: Queries,
  statement: { name: string; text: string },
  values: readonly unknown[],
): Promise<boolean> {
  return (await on.query(statement, values)).length > 0;
}

function clipOf(row: ClipRow): ImportedClip {
  return {
    importId: row.import_id,
    fromClipId: row.from_clip_id,
    uploadId: row.upload_id,
    videoId: row.video_id,
    publishedAtMs: row.published_at_ms,
    adult: row.adult,
    soundId: row.sound_id,
  };
}

function fromRow(row: Row): StoredImport {
  return {
    personId: row.person_id,
    importId: row.import_id,
    bytes: row.bytes,
    state: row.state,
    step: row.step,
    progress: row.progress,
    createdAtMs: row.created_at_ms,
    expiresAtMs: row.expires_at_ms,
    failureCode: row.failure_code,
    proven: row.proven,
    fromCell: row.from_cell,
    fromAddress: row.from_address,
    fromHandle: row.from_handle,
    madeAtMs: row.made_at_ms,
    found: row.found,
    chosen: row.chosen,
    outcome: row.outcome,
    keptSealed: row.kept_sealed,
  };
}

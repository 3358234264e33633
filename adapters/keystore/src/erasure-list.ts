// The list of what was destroyed, as a file that grows: ids and times, no keys. It may be copied anywhere and kept for
// ever; a restore of older rows and keys applies it, so that nobody who was erased since comes back.

import { createHmac, timingSafeEqual } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type pg from 'pg';
import { keystoreFailure } from './failure.ts';
import { syncFolderOf } from './root-key.ts';

/** Entries written with one sync. */
const PAGE_ENTRIES = 1_000;
/** Our lines have some 100 bytes. */
const LINE_CHARS_MAX = 300;
/** One process at a time writes to the list; the number spells "jlist". */
const LIST_LOCK = 0x6a6c697374;

/** `person`: all keys of a person. `hold`: a hold that was ended before its time. */
export interface ListedErasure {
  kind: 'person' | 'hold';
  id: string;
  atMs: number;
}

const PAGES = {
  person: `SELECT person_id::text AS id, destroyed_at_ms AS at_ms, destroyed_generation AS generation
    FROM keystore.person_keys WHERE key_class = 'profile' AND destroyed_generation <= $3
      AND (destroyed_generation, person_id) > ($1, $2::uuid)
    ORDER BY destroyed_generation, person_id LIMIT $4`,
  hold: `SELECT hold_id::text AS id, destroyed_at_ms AS at_ms, destroyed_generation AS generation
    FROM keystore.hold_keys WHERE destroyed_generation <= $3
      AND (destroyed_generation, hold_id) > ($1, $2::uuid)
    ORDER BY destroyed_generation, hold_id LIMIT $4`,
};
const LINE = /^(person|hold) ([0-9a-f-]{36}) (\d{1,16}) ([A-Za-z0-9_-]{22})$/;
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

export class ErasureList {
  readonly #pool: pg.Pool;
  readonly #path: string | undefined;
  readonly #key: Buffer;
  #running: Promise<void> | undefined;
  #queued: Promise<void> | undefined;

  /** @param path undefined: no list is kept. @param key authenticates each line. */
  constructor(pool: pg.Pool, path: string | undefined, key: Buffer) {
    this.#pool = pool;
    this.#path = path;
    this.#key = key;
  }

  /** Writes what the list does not have yet; durable when it resolves. Calls that come meanwhile share the next run. */
  async sync(): Promise<void> {
    const path = this.#path;
    if (path === undefined) return;
    if (this.#running === undefined) await this.#start(path);
    else {
      this.#queued ??= this.#running
        .catch(() => undefined)
        .then(() => {
          this.#queued = undefined;
          return this.#start(path);
        });
      await this.#queued;
    }
  }

  #start(path: string): Promise<void> {
    this.#running = this.#write(path).finally(() => (this.#running = undefined));
    return this.#running;
  }

  // The mark is committed after the bytes are on disk: killed between, lines come twice.
  async #write(path: string): Promise<void> {
    const client = await this.#pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('SELECT pg_advisory_xact_lock($1)', [LIST_LOCK]);
      const { rows } = await client.query<{ generation: number; listed: number }>(
        'SELECT generation, listed_generation AS listed FROM keystore.cell',
      );
      const [cell] = rows;
      const isNew = !existsSync(path);
      if (cell !== undefined && (isNew || cell.listed < cell.generation)) {
        // A list that was lost is written again from the beginning.
        await this.#append(client, path, {
          after: isNew ? 0 : cell.listed,
          until: cell.generation,
        });
        await client.query('UPDATE keystore.cell SET listed_generation = $1', [cell.generation]);
      }
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  async #append(
    client: pg.PoolClient,
    path: string,
    range: { after: number; until: number },
  ): Promise<void> {
    const file = await open(path, 'a+', 0o600);
    try {
      if (await endsInALine(file)) await file.appendFile('\n');
      for (const kind of ['person', 'hold'] as const) {
        let [generation, id] = [range.after, LAST_ID];
        for (let full = true; full;) {
          const values = [generation, id, range.until, PAGE_ENTRIES];
          const { rows } = await client.query<ListedRow>(PAGES[kind], values);
          await file.appendFile(rows.map((row) => this.#line(kind, row)).join(''));
          const last = rows.at(-1);
          if (last !== undefined) [generation, id] = [last.generation, last.id];
          full = rows.length === PAGE_ENTRIES;
        }
      }
      await file.datasync();
    } finally {
      await file.close();
    }
    await syncFolderOf(path);
  }

  #line(kind: ListedErasure['kind'], { id, at_ms: atMs }: ListedRow): string {
    const text = `${kind} ${id} ${atMs}`;
    return `${text} ${this.#mac(text)}\n`;
  }

  #mac(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url').slice(0, 22);
  }

  /**
   * Reads a list, of this cell or a copy of it. A line that was cut is passed over: its writer died, and wrote it again.
   *
   * @throws `keystore.list_refused` at a line that this cell did not write.
   */
  async *read(path: string): AsyncGenerator<ListedErasure> {
    const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });
    for await (const line of lines) {
      if (line.length > LINE_CHARS_MAX) throw refused(line);
      const [, kind, id = '', at, mac = ''] = LINE.exec(line) ?? [];
      if (kind !== 'person' && kind !== 'hold') continue;
      const expected = Buffer.from(this.#mac(`${kind} ${id} ${at}`));
      if (!timingSafeEqual(Buffer.from(mac), expected)) throw refused(line);
      yield { kind, id, atMs: Number(at) };
    }
  }
}

interface ListedRow {
  id: string;
  at_ms: number;
  generation: number;
}

/** @returns whether a writer died within a line. */
async function endsInALine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() !== '\n';
}

function refused(line: string): Error {
  return keystoreFailure(
    'keystore.list_refused',
    `The erasure list is refused: "${line.slice(0, 60)}" was changed, or written by another cell. Nothing was changed.`,
  );
}

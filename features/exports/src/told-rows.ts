// Reads what is told, row by row, for one person. A cursor keeps memory flat whatever their number; each file is read at
// its own moment, because one long snapshot over everything would hold up the database's cleaning.

import type { ToldRows } from '@jhalak/contracts';
import { assert } from '@jhalak/kernel';
import { UnopenableError, type Json, type JsonObject, type KeyClass, type Tx } from '@jhalak/ports';
import type { LiveColumn } from './columns.ts';
import { personName, toldName } from './columns.ts';
import type { PlannedFile } from './plan.ts';
import type { ExportsDeps } from './types.ts';

/** Rows in memory at once. */
const ROWS_PER_READ = 500;
/** Names come from our own manifests, and still nothing but a plain name may become SQL. */
const PLAIN_NAME = /^[a-z][a-z0-9_]{0,62}$/;

type RowDeps = Pick<ExportsDeps, 'database' | 'keys' | 'people'>;

/** Where the rows go; waits when the archive is slower than the database. */
export type RowSink = (rows: readonly JsonObject[]) => Promise<void>;

/** @returns how many sealed values could not be opened: they are told as null. */
export async function tellRows(
  deps: RowDeps,
  planned: PlannedFile,
  columns: readonly LiveColumn[],
  personId: string,
  sink: RowSink,
): Promise<number> {
  return planned.from === 'table'
    ? await new TableReader(deps, planned, columns, personId).tell(sink)
    : await new StreamReader(deps, planned, personId).tell(sink);
}

/** Opens what is sealed under the person's keys, and counts what does not open. */
class Opener {
  readonly #deps: RowDeps;
  readonly #personId: string;
  failures = 0;

  constructor(deps: RowDeps, personId: string) {
    this.#deps = deps;
    this.#personId = personId;
  }

  async open(
    keyClass: KeyClass,
    context: string,
    sealed: Buffer | null,
  ): Promise<string | undefined> {
    if (sealed === null) return undefined;
    try {
      const plain = await this.#deps.keys.open(this.#personId, keyClass, context, sealed);
      return plain?.toString('utf8');
    } catch (error) {
      // Damaged bytes stay damaged: the rest of the archive is still the person's. A missing key store is tried again.
      if (!(error instanceof UnopenableError) || error.code === 'unavailable') throw error;
      this.failures += 1;
      return undefined;
    }
  }
}

class TableReader {
  readonly #deps: RowDeps;
  readonly #planned: PlannedFile & { from: 'table' };
  readonly #columns: readonly LiveColumn[];
  readonly #personId: string;
  readonly #opener: Opener;

  constructor(
    deps: RowDeps,
    planned: PlannedFile & { from: 'table' },
    columns: readonly LiveColumn[],
    personId: string,
  ) {
    this.#deps = deps;
    this.#planned = planned;
    this.#columns = columns;
    this.#personId = personId;
    this.#opener = new Opener(deps, personId);
  }

  async tell(sink: RowSink): Promise<number> {
    const { table, told, file } = this.#planned;
    const names = Object.keys(told.fields).map(quoted).join(', ');
    const key = this.#columns
      .filter(({ keyPlace }) => keyPlace > 0)
      .toSorted((a, b) => a.keyPlace - b.keyPlace)
      .map(({ name }) => quoted(name));
    const text = `SELECT ${names} FROM ${quoted(table.name)} WHERE ${quoted(table.subject)} = $1 ORDER BY ${key.join(', ')}`;
    await this.#deps.database.transaction(async (tx) => {
      await eachBatch<Row>(tx, { file, text, values: [this.#personId] }, async (rows) => {
        const names = await this.#names(rows, told);
        await sink(await Promise.all(rows.map(async (row) => await this.#row(row, told, names))));
      });
    });
    return this.#opener.failures;
  }

  async #names(rows: readonly Row[], told: ToldRows): Promise<PeopleNames> {
    const ids = (told.people ?? []).flatMap((column) => rows.flatMap((row) => idsIn(row[column])));
    return ids.length === 0 ? new Map() : await this.#deps.people.peopleByIds(ids);
  }

  async #row(row: Row, told: ToldRows, names: PeopleNames): Promise<JsonObject> {
    const out: JsonObject = {};
    for (const column of Object.keys(told.fields)) {
      const value = row[column] ?? null;
      const opens = told.opens?.[column];
      if (opens === undefined) {
        assert(!Buffer.isBuffer(value), `${column} holds bytes and is told without being opened`);
        out[toldName(column)] = value;
        continue;
      }
      const context = `${this.#planned.table.name}.${column}`;
      const sealed = Buffer.isBuffer(value) ? value : null;
      const plain = await this.#opener.open(opens.keyClass, context, sealed);
      out[opens.as] = plain === undefined ? null : valueOf(plain, opens.holds);
    }
    for (const column of told.people ?? []) {
      const value = row[column];
      const named = idsIn(value).map((id) => nameOf(names.get(id)));
      out[personName(column)] = Array.isArray(value) ? named : (named[0] ?? null);
    }
    return out;
  }
}

type Row = Record<string, Json | Buffer>;
type PeopleNames = Awaited<ReturnType<ExportsDeps['people']['peopleByIds']>>;

function idsIn(value: Json | Buffer | undefined): string[] {
  const all = Array.isArray(value) ? value : [value];
  return all.filter((one) => typeof one === 'string');
}

function nameOf(person: { handle: string; displayName?: string } | undefined): JsonObject | null {
  if (person === undefined) return null;
  return { handle: person.handle, displayName: person.displayName ?? person.handle };
}

function valueOf(plain: string, holds: 'json' | 'text'): Json {
  // JSON that this house sealed itself: authenticated.
  return holds === 'text' ? plain : (JSON.parse(plain) as Json);
}

interface EventRow {
  at_ms: number;
  stream: string;
  type: string;
  facts: JsonObject;
  key_class: KeyClass | null;
  sealed: Buffer | null;
}

class StreamReader {
  readonly #deps: RowDeps;
  readonly #planned: PlannedFile & { from: 'streams' };
  readonly #personId: string;
  readonly #opener: Opener;

  constructor(deps: RowDeps, planned: PlannedFile & { from: 'streams' }, personId: string) {
    this.#deps = deps;
    this.#planned = planned;
    this.#personId = personId;
    this.#opener = new Opener(deps, personId);
  }

  async tell(sink: RowSink): Promise<number> {
    const { file, streams } = this.#planned;
    const text = `SELECT at_ms, stream, type, facts, key_class, sealed FROM journal
      WHERE subject = $1 AND stream = ANY($2::text[]) ORDER BY position`;
    const values = [this.#personId, [...streams.keys()]];
    await this.#deps.database.transaction(async (tx) => {
      await eachBatch<EventRow>(tx, { file, text, values }, async (rows) => {
        const told = await Promise.all(rows.map(async (row) => await this.#rows(row)));
        await sink(told.flat());
      });
    });
    return this.#opener.failures;
  }

  async #rows(row: EventRow): Promise<JsonObject[]> {
    const told = this.#planned.streams.get(row.stream);
    assert(told, 'only streams of this file were asked for');
    const context = `journal.${row.stream}.${row.type}`;
    const plain =
      row.key_class === null
        ? undefined
        : await this.#opener.open(row.key_class, context, row.sealed);
    const personal = plain === undefined ? {} : (valueOf(plain, 'json') as JsonObject);
    if (told.each === undefined) {
      const { at_ms: atMs, stream, type } = row;
      return [{ atMs, stream, type, ...picked(row.facts, told), ...picked(personal, told) }];
    }
    const elements = personal[told.each];
    if (!Array.isArray(elements)) return [];
    return elements.map((element) => ({
      recordedAtMs: row.at_ms,
      ...picked(element as JsonObject, told),
    }));
  }
}

function picked(from: JsonObject, told: ToldRows): JsonObject {
  return Object.fromEntries(
    Object.entries(from).filter(([name]) => Object.hasOwn(told.fields, name)),
  );
}

// A cursor and its reads are prepared by the file's name: a prepared read keeps the columns of its first cursor.
async function eachBatch<R>(
  tx: Tx,
  { file, text, values }: { file: string; text: string; values: readonly unknown[] },
  handle: (rows: R[]) => Promise<void>,
): Promise<void> {
  const cursor = quoted(`told_${file.replaceAll('-', '_')}`);
  await tx.query(
    { name: `exports.tell.${file}`, text: `DECLARE ${cursor} NO SCROLL CURSOR FOR ${text}` },
    values,
  );
  const read = {
    name: `exports.read.${file}`,
    text: `FETCH FORWARD ${ROWS_PER_READ} FROM ${cursor}`,
  };
  for (let full = true; full;) {
    const rows = await tx.query<R>(read);
    if (rows.length > 0) await handle(rows);
    full = rows.length === ROWS_PER_READ;
  }
}

function quoted(name: string): string {
  assert(PLAIN_NAME.test(name), `tables and columns on manifests have plain names, not ${name}`);
  return `"${name}"`;
}

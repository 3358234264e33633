// People chosen by chance, field by field in every table that is about them; what is sealed is opened on both sides with each
// side's own keys, because bytes that are the same are of no use to an owner whose keys do not open them.

import type { Manifest, TableEntry } from '@jhalak/contracts';
import { KEY_CLASSES, UnopenableError, type KeyClass, type Keys } from '@jhalak/ports';
import type { LongTransaction } from '../../backup/long-transaction.ts';
import { quoted } from '../../backup/table-plan.ts';
import type { PackedTable } from '../pack/tables.ts';
import { changedColumns, movedSince, type Sides } from './compared-rows.ts';
import type { ComparedCell, ComparedPeople, Differences } from './types.ts';

/** People asked about in one question: some thousand rows of a busy table. */
const PEOPLE_AT_ONCE = 25;

/** Whom to compare. */
export interface ChosenPeople {
  count: number;
  /** The same seed chooses the same people. */
  seed: string;
}

interface Row {
  key: string;
  text: string;
  moved: boolean;
  person: string;
  /** Sealed values by column, base64; and of the journal what they are sealed for. */
  sealed: Record<string, string | null>;
  context: string | null;
  keyClass: KeyClass | null;
}

/** One table about people. */
interface PeoplesTable {
  packed: PackedTable;
  subject: string;
  sealed: readonly string[];
}

/**
 * Compares people chosen by chance.
 *
 * Cost: one question a table, a side and PEOPLE_AT_ONCE people; a decryption a side for each sealed value.
 */
export async function comparePeople(
  sides: Sides,
  cells: { seller: ComparedCell; buyer: ComparedCell },
  what: { manifests: readonly Manifest[]; tables: readonly PackedTable[]; chosen: ChosenPeople },
  differences: Differences,
): Promise<ComparedPeople> {
  const told: ComparedPeople = {
    people: 0,
    rows: 0,
    fields: 0,
    different: 0,
    opened: 0,
    closed: 0,
  };
  const people = await choose(sides.seller, what.chosen);
  const tables = peoplesTables(what.manifests, what.tables);
  for (let from = 0; from < people.length; from += PEOPLE_AT_ONCE) {
    const some = people.slice(from, from + PEOPLE_AT_ONCE);
    told.people += some.length;
    for (const table of tables) await compareTable(sides, cells, table, some, told, differences);
  }
  return told;
}

async function choose(on: LongTransaction, { count, seed }: ChosenPeople): Promise<string[]> {
  const rows = await on.query<{ person_id: string }>(
    {
      name: 'compare.choose',
      text: `SELECT person_id FROM persons
        ORDER BY sha256(convert_to($1 || ' ' || person_id::text, 'UTF8')), person_id LIMIT $2`,
    },
    [seed, count],
  );
  return rows.map((row) => row.person_id);
}

function peoplesTables(
  manifests: readonly Manifest[],
  tables: readonly PackedTable[],
): PeoplesTable[] {
  const entries = new Map<string, TableEntry>(
    manifests.flatMap(({ tables: own }) => own).map((entry) => [entry.name, entry]),
  );
  return tables.flatMap((packed) => {
    const { subject, encrypted = [] } = entries.get(packed.shape.table) ?? {};
    // The journal's payloads are sealed for whom they are about; its own columns say for what.
    const sealed = packed.shape.table === 'journal' ? ['sealed'] : encrypted;
    return subject === undefined ? [] : [{ packed, subject, sealed }];
  });
}

async function compareTable(
  sides: Sides,
  cells: { seller: ComparedCell; buyer: ComparedCell },
  table: PeoplesTable,
  people: readonly string[],
  told: ComparedPeople,
  differences: Differences,
): Promise<void> {
  const name = table.packed.shape.table;
  const theirs = new Map(
    (await rowsAbout(sides.buyer, table, people, undefined)).map((row) => [row.key, row]),
  );
  for (const mine of await rowsAbout(sides.seller, table, people, sides.since)) {
    if (mine.moved) continue;
    const other = theirs.get(mine.key);
    told.rows += 1;
    told.fields += table.packed.shape.columns.length;
    const changed = other === undefined ? [] : changedColumns(mine.text, other.text);
    // The rows themselves are told by the comparison of whole tables.
    if (other === undefined || changed.length > 0) told.different += 1;
    if (other === undefined) continue;
    for (const column of table.sealed) {
      const verdict = await compareSealed(cells, name, column, mine, other);
      if (verdict === 'same') told.opened += 1;
      else if (verdict === 'closed') told.closed += 1;
      else if (verdict !== 'none')
        differences.add({ in: 'sealed', name, kind: verdict, key: mine.key, columns: [column] });
    }
  }
}

async function rowsAbout(
  on: LongTransaction,
  { packed, subject, sealed }: PeoplesTable,
  people: readonly string[],
  since: string | undefined,
): Promise<Row[]> {
  const key = packed.key.map(({ name }) => `t.${quoted(name)}`).join(', ');
  const values = sealed.map(
    (name) => `'${name}', translate(encode(t.${quoted(name)}, 'base64'), E'\\n', '')`,
  );
  const isJournal = packed.shape.table === 'journal';
  const { rows } = await on.connection.query<Row>(
    `SELECT jsonb_build_array(${key})::text AS key, to_jsonb(t)::text AS text, ${movedSince(since)} AS moved,
      t.${quoted(subject)}::text AS person, json_build_object(${values.join(', ')}) AS sealed,
      ${isJournal ? `'journal.' || t.stream || '.' || t.type` : 'NULL'} AS context,
      ${isJournal ? 't.key_class' : 'NULL'} AS "keyClass"
    FROM ${packed.from} WHERE ${packed.where} AND t.${quoted(subject)} = ANY($1::uuid[])`,
    [people],
  );
  return rows;
}

type SealedVerdict = 'same' | 'closed' | 'none' | 'changed' | 'does_not_open';

async function compareSealed(
  cells: { seller: ComparedCell; buyer: ComparedCell },
  table: string,
  column: string,
  mine: Row,
  other: Row,
): Promise<SealedVerdict> {
  if (mine.sealed[column] === null || mine.sealed[column] === undefined) return 'none';
  const context = mine.context ?? `${table}.${column}`;
  const [one, two] = await Promise.all([
    opened(cells.seller.keys, mine, column, context),
    opened(cells.buyer.keys, other, column, context),
  ]);
  if (one === undefined) return two === undefined ? 'closed' : 'changed';
  if (two === undefined) return 'does_not_open';
  return one.equals(two) ? 'same' : 'changed';
}

/** @returns what was sealed; undefined when no key of the person opens it, or the person is erased. */
async function opened(
  keys: Keys,
  { person, sealed, keyClass }: Row,
  column: string,
  context: string,
): Promise<Buffer | undefined> {
  const bytes = Buffer.from(sealed[column] ?? '', 'base64');
  for (const one of keyClass === null ? KEY_CLASSES : [keyClass]) {
    try {
      return await keys.open(person, one, context, bytes);
    } catch (error) {
      // Of another class, or of nobody here: the caller tells the two sides apart.
      if (!(error instanceof UnopenableError)) throw error;
    }
  }
  return undefined;
}

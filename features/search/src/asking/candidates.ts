// Reads what may answer a question out of the index: what surely has all asked words first, then what may have them, then
// what has some of them; each step only where the one before found too little.

import { FOUND_MAX } from '@jhalak/contracts/search';
import type { Queries } from '@jhalak/ports';
import type { DocumentKind } from '../keeping/documents.ts';
import { SURE_FROM, type Meanings } from './meanings.ts';

/** A document as it is ranked. */
export interface Candidate {
  document_id: string;
  item: string;
  person_id: string | null;
  title: string | null;
  language: string;
  genre: string;
  words: string[];
  clips: number;
  published_at_ms: number;
}

/** With so many found there is no need to guess further: a screen holds ten. */
const ENOUGH = 40;

const COLUMNS =
  'document_id, item, person_id, title, language, genre, words, clips, published_at_ms';

/** @returns at most FOUND_MAX documents of one kind, in no order. Cost: one to three statements. */
export async function candidatesOf(
  queries: Queries,
  kind: DocumentKind,
  meanings: readonly Meanings[],
): Promise<Candidate[]> {
  const any = meanings.map((one) => [...one.keys()]);
  if (any.every((words) => words.length === 0)) return [];
  const found = new Map<string, Candidate>();
  const sure = meanings.map((one) =>
    [...one].flatMap(([word, by]) => (by >= SURE_FROM ? word : [])),
  );
  const exact = meanings.flatMap((one) => [...one].flatMap(([word, by]) => (by === 1 ? word : [])));
  const read = async (sets: readonly (readonly string[])[], all: boolean): Promise<void> => {
    if (all && sets.some((words) => words.length === 0)) return;
    const statement = reading(kind, sets.length, all);
    const rows = await queries.query<Candidate>(statement, [exact, FOUND_MAX, ...sets]);
    for (const row of rows) if (found.size < FOUND_MAX) found.set(row.document_id, row);
  };
  await read(sure, true);
  if (found.size < ENOUGH) await read(any, true);
  if (found.size < ENOUGH && meanings.length > 1) await read(any, false);
  return [...found.values()];
}

/** The kind stands in the text, so that its own index is used. */
function reading(kind: DocumentKind, sets: number, all: boolean): { name: string; text: string } {
  const conditions = Array.from({ length: sets }, (_, at) => `words && $${at + 3}::text[]`);
  const held = conditions.map((condition) => `(${condition})::int`).join(' + ');
  return {
    name: `search.${all ? 'all' : 'some'}_${kind}_${sets}`,
    text: `SELECT ${COLUMNS} FROM search_documents
      WHERE kind = '${kind}' AND (${conditions.join(all ? ' AND ' : ' OR ')})
      ORDER BY ${all ? '' : `${held} DESC, `}(words && $1::text[]) DESC, published_at_ms DESC, document_id LIMIT $2`,
  };
}

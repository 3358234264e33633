// The index's tables. A document is written whole; words and tags are counted by what changes between its old and its new
// row. One writer at a time, so that the counts are exact whoever writes: the follower, a fill, an erasure.

import type { Tx } from '@jhalak/ports';
import { skeletonOf, soundsOf } from '../sound/sounds.ts';
import { documentId, tagWords, type Document, type DocumentKind } from './documents.ts';

interface StoredRow {
  document_id: string;
  item: string;
  words: string[];
  tags: string[];
}

/** A thing that was looked at; without a document it is not to be found any more. */
export interface Looked {
  kind: DocumentKind;
  item: string;
  document: Document | undefined;
}

/** Spells "jsrch". */
const WRITER_LOCK = 0x6a73726368;

const LOCK = { name: 'search.lock', text: 'SELECT pg_advisory_xact_lock($1)' };
const STANDING = {
  name: 'search.standing',
  text: 'SELECT document_id, item, words, tags FROM search_documents WHERE document_id = ANY($1::text[])',
};
const WRITE = {
  name: 'search.write_documents',
  text: `INSERT INTO search_documents (document_id, kind, item, person_id, title, language, genre, words, tags, clips, published_at_ms)
    SELECT document_id, kind, item, person_id, NULL, language, genre, string_to_array(words, ' '), string_to_array(tags, ' '), 0, published_at_ms
    FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[])
      AS d(document_id, kind, item, person_id, language, genre, words, tags, published_at_ms)
    ON CONFLICT (document_id) DO UPDATE SET language = excluded.language, genre = excluded.genre, words = excluded.words,
      tags = excluded.tags, published_at_ms = excluded.published_at_ms`,
};
const DELETE = {
  name: 'search.delete_documents',
  text: 'DELETE FROM search_documents WHERE document_id = ANY($1::text[])',
};
const UNTAG = {
  name: 'search.untag',
  text: `DELETE FROM search_tagged USING unnest($1::text[], $2::uuid[]) AS gone(tag, video_id)
    WHERE search_tagged.tag = gone.tag AND search_tagged.video_id = gone.video_id`,
};
const TAG = {
  name: 'search.tag',
  text: `INSERT INTO search_tagged (tag, video_id, person_id, language, genre, published_at_ms)
    SELECT * FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::bigint[])
    ON CONFLICT (tag, video_id) DO NOTHING`,
};
const COUNT_TAGS = {
  name: 'search.count_tags',
  text: `INSERT INTO search_documents (document_id, kind, item, person_id, title, language, genre, words, tags, clips, published_at_ms)
    SELECT 'tag:' || item, 'tag', item, NULL, title, '', '', string_to_array(words, ' '), '{}', clips, published_at_ms
    FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bigint[]) AS d(item, title, words, clips, published_at_ms)
    ORDER BY item
    ON CONFLICT (document_id) DO UPDATE SET clips = search_documents.clips + excluded.clips,
      title = CASE WHEN excluded.clips > 0 THEN excluded.title ELSE search_documents.title END,
      published_at_ms = greatest(search_documents.published_at_ms, excluded.published_at_ms)
    RETURNING item, clips, words, (xmax = 0) AS fresh`,
};
const DELETE_TAGS = {
  name: 'search.delete_tags',
  text: `DELETE FROM search_documents WHERE document_id = ANY($1::text[]) AND clips <= 0`,
};
const COUNT_WORDS = {
  name: 'search.count_words',
  text: `INSERT INTO search_words (word, shown, sound, skeleton, documents)
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[]) AS w(word, shown, sound, skeleton, documents)
    ORDER BY word COLLATE "C"
    ON CONFLICT (word) DO UPDATE SET documents = search_words.documents + excluded.documents`,
};
const DELETE_WORDS = {
  name: 'search.delete_words',
  text: 'DELETE FROM search_words WHERE word = ANY($1::text[]) AND documents <= 0',
};

/** How many documents more hold a word or have a tag. */
class Counter {
  readonly changes = new Map<string, { by: number; shown: string; atMs: number }>();

  add(key: string, shown: string, by: number, atMs = 0): void {
    const known = this.changes.get(key);
    if (known === undefined) this.changes.set(key, { by, shown, atMs });
    else {
      known.by += by;
      if (by > 0) Object.assign(known, { shown, atMs: Math.max(known.atMs, atMs) });
    }
  }
}

/**
 * Waits until nobody else writes the index, to the end of the transaction. What things are is read after it: whoever read
 * them before might put back what went in between.
 */
export async function lockIndex(tx: Tx): Promise<void> {
  await tx.query(LOCK, [WRITER_LOCK]);
}

/**
 * Makes the index say of these things what their documents say; each thing at most once. Call `lockIndex` before.
 *
 * Cost: some seven statements for all of them.
 */
export async function keepDocuments(tx: Tx, looked: readonly Looked[]): Promise<void> {
  if (looked.length === 0) return;
  const ids = looked.map(({ kind, item }) => documentId(kind, item));
  const before = new Map(
    (await tx.query<StoredRow>(STANDING, [ids])).map((row) => [row.document_id, row]),
  );
  const words = new Counter();
  const tags = new Counter();
  for (const { kind, item, document } of looked) {
    const row = before.get(documentId(kind, item));
    if (document !== undefined) {
      for (const [key, shown] of document.words) words.add(key, shown, 1);
      for (const [key, shown] of document.tags) tags.add(key, shown, 1, document.publishedAtMs);
    }
    for (const key of row?.words ?? []) words.add(key, key, -1);
    for (const key of row?.tags ?? []) tags.add(key, key, -1);
  }
  await writeDocuments(tx, looked, before);
  await countTags(tx, tags, words);
  await countWords(tx, words);
}

async function writeDocuments(
  tx: Tx,
  looked: readonly Looked[],
  before: ReadonlyMap<string, StoredRow>,
): Promise<void> {
  const kept = looked.flatMap(({ document }) => document ?? []);
  const gone = looked.filter(({ document }) => document === undefined);
  const untagged = [...before.values()].flatMap(({ item, tags }) =>
    tags.map((tag) => ({ tag, item })),
  );
  if (untagged.length > 0)
    await tx.query(UNTAG, [untagged.map(({ tag }) => tag), untagged.map(({ item }) => item)]);
  const goneIds = gone
    .map(({ kind, item }) => documentId(kind, item))
    .filter((id) => before.has(id));
  if (goneIds.length > 0) await tx.query(DELETE, [goneIds]);
  if (kept.length === 0) return;
  await tx.query(WRITE, [
    kept.map(({ kind, item }) => documentId(kind, item)),
    kept.map(({ kind }) => kind),
    kept.map(({ item }) => item),
    kept.map(({ personId }) => personId),
    kept.map(({ language }) => language),
    kept.map(({ genre }) => genre),
    kept.map((document) => [...document.words.keys()].join(' ')),
    kept.map((document) => [...document.tags.keys()].join(' ')),
    kept.map(({ publishedAtMs }) => publishedAtMs),
  ]);
  const tagged = kept.flatMap((document) =>
    [...document.tags.keys()].map((tag) => ({ tag, document })),
  );
  if (tagged.length === 0) return;
  await tx.query(TAG, [
    tagged.map(({ tag }) => tag),
    tagged.map(({ document }) => document.item),
    tagged.map(({ document }) => document.personId),
    tagged.map(({ document }) => document.language),
    tagged.map(({ document }) => document.genre),
    tagged.map(({ document }) => document.publishedAtMs),
  ]);
}

// A tag is a document too: it comes with its first clip and goes with its last.
async function countTags(tx: Tx, tags: Counter, words: Counter): Promise<void> {
  const changed = sorted(tags);
  if (changed.length === 0) return;
  const rows = await tx.query<{ item: string; clips: number; words: string[]; fresh: boolean }>(
    COUNT_TAGS,
    [
      changed.map(([key]) => key),
      changed.map(([, { shown }]) => shown),
      changed.map(([, { shown }]) => [...tagWords(shown).keys()].join(' ')),
      changed.map(([, { by }]) => by),
      changed.map(([, { atMs }]) => atMs),
    ],
  );
  const spent = rows.filter(({ clips }) => clips <= 0);
  for (const { item, fresh } of rows) {
    if (!fresh) continue;
    const shown = tags.changes.get(item)?.shown ?? item;
    for (const [key, word] of tagWords(shown)) words.add(key, word, 1);
  }
  for (const row of spent) for (const key of row.words) words.add(key, key, -1);
  if (spent.length > 0)
    await tx.query(DELETE_TAGS, [spent.map(({ item }) => documentId('tag', item))]);
}

async function countWords(tx: Tx, words: Counter): Promise<void> {
  const changed = sorted(words);
  if (changed.length === 0) return;
  const sounds = changed.map(([, { shown }]) => soundsOf(shown));
  await tx.query(COUNT_WORDS, [
    changed.map(([key]) => key),
    changed.map(([, { shown }]) => shown),
    sounds,
    sounds.map(skeletonOf),
    changed.map(([, { by }]) => by),
  ]);
  const fewer = changed.filter(([, { by }]) => by < 0).map(([key]) => key);
  if (fewer.length > 0) await tx.query(DELETE_WORDS, [fewer]);
}

// In one order for all, so that two writers lock rows alike.
function sorted(counter: Counter): [string, { by: number; shown: string; atMs: number }][] {
  return [...counter.changes]
    .filter(([, { by }]) => by !== 0)
    .toSorted(([left], [right]) => (left < right ? -1 : 1));
}

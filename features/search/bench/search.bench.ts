// How well and how fast the index answers: npm run bench -- search [--documents 100000] [--misses]
// Recall: every concept of words.ts stands in one caption of each of ten scripts and one in Latin letters, among a crowd; it
// is asked for in every script, in Latin spellings and mistyped; recall@10 is how many of the ten that a page can hold are
// those captions. Beside it, in the same run, what plain pg_trgm on the text and PostgreSQL's own full text find. Time: of the
// index's answer (meanings, candidates, ranking) and of a suggestion's reads, one at a time.

import { seededRandom } from '@jhalak/kernel';
import { openTestParts, type TestParts } from '@jhalak/testing/parts';
import { Finder } from '../src/asking/finder.ts';
import { begunBy } from '../src/asking/meanings.ts';
import { readQuestion } from '../src/asking/question.ts';
import { keepDocuments, lockIndex } from '../src/keeping/document-store.ts';
import { wordsOf } from '../src/text/text-key.ts';
import { COMMON, madeTexts } from './made-up-texts.ts';
import { concepts, SCRIPTS } from './words.ts';

const DOCUMENTS_DEFAULT = 100_000;
const TOP = 10;
const BATCH = 1_000;
const WORDS_MAX = 60;
const HOUR_MS = 3_600_000;
/** Nothing was watched yet. */
const NO_TASTE = {
  items: () => ({ indexOf: () => undefined, popularity: () => 0, worth: () => 1 }),
  viewer: () => Promise.resolve(undefined),
};

interface Query {
  q: string;
  group: string;
  concept: number;
  half: string;
}

const flag = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : (process.argv[at + 1] ?? '');
};
const documents = Number(flag('documents') ?? DOCUMENTS_DEFAULT);
const table = concepts();
const parts = await openTestParts({
  migrations: [{ owner: 'search', folder: new URL('../migrations/', import.meta.url) }],
});
try {
  const conceptOf = await fill(parts);
  const queries = allQueries();
  const recall = await measure(queries, conceptOf);
  console.log(JSON.stringify({ bench: 'search', ...recall }));
} finally {
  await parts.close();
}

/** @returns which concept each caption is about, by its id. */
async function fill({ database, ids, clock }: TestParts): Promise<Map<string, number>> {
  const conceptOf = new Map<string, number>();
  const texts = [
    ...madeTexts(table, documents - table.length * (SCRIPTS.length + 1), seededRandom(7)),
  ];
  const personId = ids.next();
  await database.query({
    name: 'bench.texts',
    text: 'CREATE TABLE bench_texts (id uuid PRIMARY KEY, body text NOT NULL)',
  });
  const beganCpu = process.cpuUsage();
  const beganAt = performance.now();
  for (let at = 0; at < texts.length; at += BATCH) {
    const looked = texts.slice(at, at + BATCH).map(({ text, script, concept }) => {
      const item = ids.next();
      if (concept !== undefined) conceptOf.set(item, concept);
      const document = {
        ...{ kind: 'clip' as const, item, personId, language: script, genre: 'music' },
        ...{ words: wordsOf(text, WORDS_MAX), tags: new Map<string, string>() },
        publishedAtMs: clock.nowMs() - (at % 500) * HOUR_MS,
      };
      return { kind: 'clip' as const, item, document, text };
    });
    await database.transaction(async (tx) => {
      await lockIndex(tx);
      await keepDocuments(tx, looked);
      await tx.query(
        {
          name: 'bench.keep_texts',
          text: 'INSERT INTO bench_texts SELECT * FROM unnest($1::uuid[], $2::text[])',
        },
        [looked.map(({ item }) => item), looked.map(({ text }) => text)],
      );
    });
  }
  const cpu = process.cpuUsage(beganCpu);
  const seconds = (performance.now() - beganAt) / 1_000;
  console.log(
    `${texts.length} documents indexed in ${seconds.toFixed(1)} s, ${((cpu.user + cpu.system) / 1e6).toFixed(1)} CPU s of ours`,
  );
  for (const text of [
    'CREATE INDEX bench_trgm ON bench_texts USING gin (body gin_trgm_ops)',
    `CREATE INDEX bench_fts ON bench_texts USING gin (to_tsvector('simple', body))`,
    'VACUUM ANALYZE bench_texts',
    'VACUUM ANALYZE search_words',
    'VACUUM ANALYZE search_documents',
  ])
    await database.pool.query(text);
  return conceptOf;
}

function allQueries(): Query[] {
  return table.flatMap(({ half, latin, mistyped, written }, concept) => [
    ...written.map((q, at) => ({ q, group: SCRIPTS[at] ?? '', concept, half })),
    ...latin.map((q) => ({ q, group: 'Latin', concept, half })),
    ...mistyped.map((q) => ({ q, group: 'mistyped', concept, half })),
  ]);
}

async function measure(
  queries: readonly Query[],
  conceptOf: ReadonlyMap<string, number>,
): Promise<{ recall10: number; p99Ms: number }> {
  const finder = new Finder({ ...parts, taste: NO_TASTE });
  const order = await finder.orderFor(undefined);
  const ours = await run('ours', queries, conceptOf, async (q) => {
    const question = readQuestion(q);
    if (question === undefined) return [];
    const found = await finder.find(question, ['clip'], order);
    return (found.get('clip') ?? []).slice(0, TOP).map(({ candidate }) => candidate.item);
  });
  await run(
    'pg_trgm',
    queries,
    conceptOf,
    async (q) =>
      await peer(
        'trgm',
        'SELECT id FROM bench_texts WHERE $1 <% body ORDER BY $1 <<-> body LIMIT 10',
        q,
      ),
  );
  await run(
    'full text',
    queries,
    conceptOf,
    async (q) =>
      await peer(
        'fts',
        `SELECT id FROM bench_texts WHERE to_tsvector('simple', body) @@ plainto_tsquery('simple', $1)
        ORDER BY ts_rank(to_tsvector('simple', body), plainto_tsquery('simple', $1)) DESC LIMIT 10`,
        q,
      ),
  );
  await suggestions(finder, queries);
  await frequent(finder);
  return { recall10: ours.recall, p99Ms: ours.p99Ms };
}

async function peer(name: string, text: string, q: string): Promise<string[]> {
  const rows = await parts.database.query<{ id: string }>({ name: `bench.${name}`, text }, [q]);
  return rows.map(({ id }) => id);
}

async function run(
  who: string,
  queries: readonly Query[],
  conceptOf: ReadonlyMap<string, number>,
  find: (q: string) => Promise<string[]>,
): Promise<{ recall: number; p99Ms: number }> {
  const recalls = new Map<string, number[]>();
  const timesMs: number[] = [];
  for (const { q, group, concept, half } of queries) {
    const beganAt = performance.now();
    const found = await find(q);
    timesMs.push(performance.now() - beganAt);
    const recall = found.filter((id) => conceptOf.get(id) === concept).length / TOP;
    for (const name of [group, half, 'all'])
      recalls.set(name, [...(recalls.get(name) ?? []), recall]);
    if (who === 'ours' && half === 'tuning' && recall < 0.7 && process.argv.includes('--misses'))
      console.log(`  ${q} (${group}): ${recall}`);
  }
  const mean = (name: string): number => {
    const all = recalls.get(name) ?? [0];
    return all.reduce((sum, one) => sum + one, 0) / all.length;
  };
  const groups = [...SCRIPTS, 'Latin', 'mistyped', 'tuning', 'held out', 'all'];
  const p = (part: number): number =>
    timesMs.toSorted((left, right) => left - right)[Math.floor(timesMs.length * part)] ?? 0;
  console.log(
    `${who.padEnd(10)} recall@10 ${groups.map((name) => `${name} ${mean(name).toFixed(3)}`).join('  ')}`,
  );
  console.log(
    `${who.padEnd(10)} ${queries.length} queries, p50 ${p(0.5).toFixed(1)} ms, p99 ${p(0.99).toFixed(1)} ms`,
  );
  return { recall: Number(mean('all').toFixed(4)), p99Ms: Number(p(0.99).toFixed(1)) };
}

/** Every beginning of each Latin spelling, as it is typed. */
async function suggestions(finder: Finder, queries: readonly Query[]): Promise<void> {
  const timesMs: number[] = [];
  for (const { q, group } of queries) {
    if (group !== 'Latin') continue;
    for (let length = 1; length <= Math.min(q.length, 5); length += 1) {
      const asked = readQuestion(q.slice(0, length))?.words[0];
      if (asked === undefined) continue;
      const beganAt = performance.now();
      await finder.bounded(async (on) => await begunBy(on, asked));
      timesMs.push(performance.now() - beganAt);
    }
  }
  const sorted = timesMs.toSorted((left, right) => left - right);
  const p = (part: number): string => (sorted[Math.floor(sorted.length * part)] ?? 0).toFixed(1);
  console.log(`suggestions ${sorted.length} beginnings, p50 ${p(0.5)} ms, p99 ${p(0.99)} ms`);
}

/** The worst that one can ask: words that stand in thousands of captions. */
async function frequent(finder: Finder): Promise<void> {
  const order = await finder.orderFor(undefined);
  const timesMs: number[] = [];
  for (const word of Object.values(COMMON).flatMap((words) => words.split(' '))) {
    const question = readQuestion(word);
    if (question === undefined) continue;
    const beganAt = performance.now();
    await finder.find(question, ['clip'], order);
    timesMs.push(performance.now() - beganAt);
  }
  const sorted = timesMs.toSorted((left, right) => left - right);
  const p = (part: number): string => (sorted[Math.floor(sorted.length * part)] ?? 0).toFixed(1);
  console.log(`${sorted.length} frequent words, p50 ${p(0.5)} ms, slowest ${p(0.999)} ms`);
}

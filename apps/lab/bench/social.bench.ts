// `npm run bench -- social [--people 1000000] [--follows 10] [--seconds 8]`: the graph of follows and blocks as the routes read
// and write it, in this process, beside the same statements on the same rows by pgbench, PostgreSQL's own tool. First what one
// statement costs that does nothing, and what an answer over HTTP costs that asks nothing. Ours also asks visibility, makes
// cards and seals the journal beside.
//
// Few are followed by many: the followee is people * u³ for an even u, so that the first has a hundredth of all followers.

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import type { Caller } from '@jhalak/contracts';
import { seededRandom } from '@jhalak/kernel';
import type { Database, Tx } from '@jhalak/ports';
import { startCell, type TestCell } from '@jhalak/testing';
import { quantile } from '../src/open-loop.ts';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '1000000' },
    follows: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '8' },
  },
});
const people = Number(values.people);
const follows = Number(values.follows);
const seconds = Number(values.seconds);
/** Calls under way at once; as many connections has the pool, and pgbench. */
const AT_ONCE = 8;
const CREATORS = Math.min(1_000, people);
/** Rows of one statement while the graph is filled. */
const CHUNK = 1_000_000;
/** A cell seals what was written so often. */
const SEAL_EVERY_MS = 50;
const random = seededRandom(1);
const DIGITS = 'abcdefghjk';

const idOf = (n: number): string => `01890000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const handleOf = (n: number): string =>
  `q${String(n).replace(/\d/g, (digit) => DIGITS[Number(digit)] ?? '')}`;
const anybody = (): number => 1 + Math.floor(random.next() * people);
/** As follows are spread: mostly somebody whom many follow. */
const somebodyKnown = (): number => 1 + Math.floor(people * random.next() ** 3);
const sqlId = (n: string): string =>
  `('01890000-0000-7000-8000-' || lpad(to_hex((${n})::bigint), 12, '0'))::uuid`;

const ME = sqlId(':me');
const OTHER = sqlId(':other');
const NOW = '1900000000000';
/** The statements that the handlers send, in their order; what stays in memory is in none. */
const TIES = `(SELECT followee_id AS id, 'f' AS kind FROM social_following WHERE person_id = ${ME} ORDER BY since_ms DESC LIMIT 5000)
  UNION ALL (SELECT video_id, 'l' FROM social_likes WHERE person_id = ${ME} ORDER BY since_ms DESC LIMIT 5000)
  UNION ALL (SELECT video_id, 's' FROM social_saves WHERE person_id = ${ME} ORDER BY since_ms DESC LIMIT 5000)
  UNION ALL (SELECT video_id, 'r' FROM social_reposts WHERE person_id = ${ME} ORDER BY since_ms DESC LIMIT 5000)
  UNION ALL (SELECT other_id, left(kind, 1) FROM social_ties WHERE person_id = ${ME})
  UNION ALL (SELECT other_id, 'b' FROM social_ties_back WHERE person_id = ${ME} AND kind = 'block' ORDER BY since_ms DESC LIMIT 50000);\n`;
const BLOCK_CHECK = `SELECT since_ms FROM social_ties WHERE person_id = ${ME} AND kind = 'block' AND other_id = ${OTHER}
  UNION ALL SELECT since_ms FROM social_ties_back WHERE person_id = ${ME} AND kind = 'block' AND other_id = ${OTHER};\n`;
const NAMED = `SELECT person_id, held_until_ms FROM handles WHERE skeleton = 'q' || translate((:other)::text, '0123456789', '${DIGITS}');
SELECT * FROM persons WHERE person_id = ${OTHER};\n`;
const PERSON = `${NAMED}${TIES}SELECT (SELECT count(*)::int FROM social_following WHERE person_id = ${OTHER}) AS following,
  (SELECT count(*)::int FROM social_followers WHERE person_id = ${OTHER}) AS all,
  (SELECT count(*)::int FROM social_followers WHERE person_id = ${OTHER} AND NOT counts_full) AS newcomers;
SELECT count(*)::int FROM videos WHERE person_id = ${OTHER} AND removed_at_ms IS NULL AND deleted_at_ms IS NULL;
SELECT asked_id FROM social_asked WHERE person_id = ${ME} AND asked_id = ${OTHER};
SELECT since_ms FROM social_followers WHERE person_id = ${ME} AND follower_id = ${OTHER};
SELECT cell, handle, url, since_ms FROM whereabouts WHERE person_id = ${OTHER};\n`;
const FOLLOWERS = `${NAMED}${TIES}SELECT p.* FROM (SELECT follower_id, since_ms FROM social_followers
  WHERE person_id = ${OTHER} ORDER BY since_ms DESC, follower_id DESC LIMIT 30) AS f
  JOIN persons p ON p.person_id = f.follower_id;\n`;
const SUGGESTIONS = `${TIES}SELECT t.followee_id AS id, count(*)::int AS count, (array_agg(t.person_id::text))[1:2] AS some
  FROM (SELECT followee_id AS id FROM social_following WHERE person_id = ${ME} ORDER BY since_ms DESC LIMIT 50) AS friend
  CROSS JOIN LATERAL (SELECT person_id, followee_id FROM social_following WHERE person_id = friend.id
    ORDER BY since_ms DESC LIMIT 200) AS t
  GROUP BY t.followee_id HAVING count(*) >= 2 ORDER BY count(*) DESC, t.followee_id LIMIT 100;\n`;
const LOCK_PAIR = `SELECT pg_advisory_xact_lock(hashtextextended('social ' || :me || ' ' || :other, 0));\n`;
const JOURNAL = `INSERT INTO journal (epoch, at_ms, stream, key, type, row_table, row_key, facts)
  -- pgbench takes a colon before a letter for a variable.
  VALUES (1, ${NOW}, 'bench.follow', (:me)::text, 'followed', 'social_following', (:me)::text, '{"learn": true}');\n`;
const FOLLOW = `${NAMED}${TIES}SELECT count(*)::int FROM social_following WHERE person_id = ${ME} AND since_ms > ${NOW};
BEGIN;
${LOCK_PAIR}${BLOCK_CHECK}SELECT person_id FROM social_privacy WHERE private AND person_id = ${OTHER};
DELETE FROM social_requests WHERE person_id = ${OTHER} AND asker_id = ${ME} RETURNING since_ms;
INSERT INTO social_following (person_id, followee_id, since_ms) VALUES (${ME}, ${OTHER}, ${NOW}) ON CONFLICT DO NOTHING;
INSERT INTO social_followers (person_id, follower_id, since_ms) VALUES (${OTHER}, ${ME}, ${NOW}) ON CONFLICT DO NOTHING;
${JOURNAL}COMMIT;\n`;
const UNFOLLOW = `BEGIN;
WITH one AS (SELECT followee_id FROM social_following WHERE person_id = ${ME} LIMIT 1), gone AS (DELETE FROM social_following f
  USING one WHERE f.person_id = ${ME} AND f.followee_id = one.followee_id RETURNING f.followee_id)
  DELETE FROM social_followers b USING gone WHERE b.person_id = gone.followee_id AND b.follower_id = ${ME};
${JOURNAL}COMMIT;\n`;
const BLOCK = `${NAMED}${TIES}BEGIN;
${LOCK_PAIR}INSERT INTO social_ties (person_id, kind, other_id, since_ms) VALUES (${ME}, 'block', ${OTHER}, ${NOW}) ON CONFLICT DO NOTHING;
INSERT INTO social_ties_back (person_id, kind, other_id, since_ms) VALUES (${OTHER}, 'block', ${ME}, ${NOW}) ON CONFLICT DO NOTHING;
DELETE FROM social_following WHERE person_id = ${ME} AND followee_id = ${OTHER};
DELETE FROM social_followers WHERE person_id = ${OTHER} AND follower_id = ${ME};
DELETE FROM social_following WHERE person_id = ${OTHER} AND followee_id = ${ME};
DELETE FROM social_followers WHERE person_id = ${ME} AND follower_id = ${OTHER};
${JOURNAL}COMMIT;\n`;

const cell = await startCell({ startMs: Date.now() });
try {
  const edges = await fill(cell);
  const rows = await measureAll(cell);
  process.stdout.write(
    `${JSON.stringify({ bench: 'social', people, edges, atOnce: AT_ONCE, ...rows })}\n`,
  );
} finally {
  await cell.close();
}
process.exit(0);

/** People, names and edges as rows; clips by those whom most follow. @returns how many edges. */
async function fill({ parts, publish, drain }: TestCell): Promise<number> {
  const { database, clock } = parts;
  const nowMs = clock.nowMs();
  const run = async (what: string, text: string, given: unknown[] = []): Promise<void> => {
    const beganMs = performance.now();
    await database.query({ name: `bench.${what}`, text }, given);
    process.stderr.write(`${what}: ${Math.round((performance.now() - beganMs) / 1_000)} s\n`);
  };
  const name = `'q' || translate(n::text, '0123456789', '${DIGITS}')`;
  await run(
    'people',
    `INSERT INTO persons (person_id, handle, created_at_ms, signed_up_at_ms, languages, genres, sample, age_band)
     SELECT ${sqlId('n')}, ${name}, $1::bigint, $1::bigint, '{hi}', '{}', false, '18plus' FROM generate_series(1, $2::int) n`,
    [nowMs, people],
  );
  await run(
    'names',
    `INSERT INTO handles (skeleton, handle, person_id, claimed_at_ms)
     SELECT ${name}, ${name}, ${sqlId('n')}, $1::bigint FROM generate_series(1, $2::int) n`,
    [nowMs, people],
  );
  const step = Math.max(1, Math.floor(CHUNK / follows));
  await unindexed(database, 'social_following', async () => {
    for (let from = 1; from <= people; from += step)
      await run(
        'following',
        `INSERT INTO social_following (person_id, followee_id, since_ms)
         SELECT ${sqlId('p')}, ${sqlId('f')}, $1::bigint - max(k) * 60000
         FROM (SELECT p, k, 1 + floor($4::int * power(((hashint8extended(p * 1000 + k, 1) & 2147483647) / 2147483648.0), 3))::int AS f
           FROM generate_series($2::int, $3::int) p, generate_series(1, $5::int) k) AS e
         WHERE p <> f GROUP BY p, f ORDER BY p, f`,
        [nowMs, from, Math.min(people, from + step - 1), people, follows],
      );
  });
  await unindexed(database, 'social_followers', async (tx) => {
    await tx.query({
      name: 'bench.followers',
      text: `INSERT INTO social_followers (person_id, follower_id, since_ms)
        SELECT followee_id, person_id, since_ms FROM social_following ORDER BY followee_id, person_id`,
    });
  });
  await run('vacuum followers', 'VACUUM social_followers');
  await run('vacuum following', 'VACUUM social_following');
  await run('analyze', 'ANALYZE persons, handles, social_following, social_followers');
  await run('checkpoint', 'CHECKPOINT');
  for (let n = 1; n <= CREATORS; n += 1) await publish({ personId: idOf(n), caption: `clip ${n}` });
  await drain();
  const [row] = await database.query<{ count: number }>(
    { name: 'bench.count', text: 'SELECT count(*)::int AS count FROM social_following' },
    [],
  );
  return row?.count ?? 0;
}

/** Fills a table before it has its indexes: sorting once costs a tenth of finding ten million places. */
async function unindexed(
  database: Database,
  table: string,
  fill: (tx: Tx) => Promise<void>,
): Promise<void> {
  const beganMs = performance.now();
  const dropped = await database.query<{ drop: string; make: string }>(
    {
      name: 'bench.indexes',
      text: `SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', $1::text, conname) AS drop,
          format('ALTER TABLE %I ADD CONSTRAINT %I %s', $1::text, conname, pg_get_constraintdef(oid)) AS make
        FROM pg_constraint WHERE conrelid = $1::regclass AND contype = 'p'
        UNION ALL SELECT format('DROP INDEX %I', indexname), indexdef FROM pg_indexes
        WHERE tablename = $1 AND indexname <> $1 || '_pkey'`,
    },
    [table],
  );
  const each = async (tx: Tx, which: 'drop' | 'make'): Promise<void> => {
    for (const [at, one] of dropped.entries())
      await tx.query({ name: `bench.${table}.${which}.${at}`, text: one[which] });
  };
  await database.transaction(async (tx) => await each(tx, 'drop'));
  await database.transaction(async (tx) => {
    await tx.query({ name: 'bench.no_limit', text: 'SET LOCAL statement_timeout = 0' });
    await tx.query({ name: 'bench.memory', text: `SET LOCAL maintenance_work_mem = '1GB'` });
    await tx.query({ name: 'bench.sorting', text: `SET LOCAL work_mem = '1GB'` });
    await fill(tx);
    await each(tx, 'make');
  });
  process.stderr.write(`${table}: ${Math.round((performance.now() - beganMs) / 1_000)} s\n`);
}

interface Compared {
  /** Of the route's handler, microseconds. */
  p50Us: number;
  p99Us: number;
  perS: number;
  /** Statements of pgbench's script; those of ours that memory does not spare. */
  statements?: number;
  /** Of pgbench with the same statements. */
  pgbenchUs?: number;
  pgbenchPerS?: number;
}

async function measureAll(on: TestCell): Promise<Record<string, Compared>> {
  const call = caller(on);
  const me = (): Caller => callerOf(anybody());
  const known = (): { handle: string } => ({ handle: handleOf(somebodyKnown()) });
  const measured: Record<string, Compared> = {};
  const both = async (
    name: string,
    work: () => Promise<unknown>,
    script: string | undefined,
  ): Promise<void> => {
    const ours = await loop(work);
    const theirs = script === undefined ? {} : await pgbench(on.parts.databaseUrl, script);
    const statements = script?.match(/;$/gmu)?.length;
    measured[name] = { ...ours, ...(statements !== undefined && { statements }), ...theirs };
    process.stderr.write(`${name} ${JSON.stringify(measured[name])}\n`);
  };
  const sealing = setInterval(() => void on.parts.journal.seal(), SEAL_EVERY_MS);
  try {
    const one = { name: 'bench.one', text: 'SELECT 1' };
    await both('statement', () => on.parts.database.query(one), 'SELECT 1;\n');
    await both('http', () => answer(on, '/v1/nothing-here'), undefined);
    await both('ties', () => on.cell.social.apart(idOf(anybody())), TIES);
    await both('blockCheck', warmBlockChecks(on), BLOCK_CHECK);
    await both('person', () => call('getPerson', me(), known()), PERSON);
    await both('personHttp', () => answer(on, `/v1/people/${known().handle}`), undefined);
    await both('followers', () => call('listFollowers', me(), known(), { limit: 30 }), FOLLOWERS);
    await both('suggestions', () => call('suggestPeople', me(), {}, { limit: 12 }), SUGGESTIONS);
    await both('followingFeed', () => call('getFollowing', me(), {}, { limit: 6 }), undefined);
    await both('follow', () => call('follow', me(), known()), FOLLOW);
    await both('unfollow', unfollowsOf(on, call), UNFOLLOW);
    await both('block', () => call('block', me(), known()), BLOCK);
  } finally {
    clearInterval(sealing);
  }
  await on.drain();
  return measured;
}

/** Over HTTP, by nobody; asker and server share this process. */
async function answer({ url }: TestCell, path: string): Promise<void> {
  await (await fetch(`${url}${path}`)).arrayBuffer();
}

/** Whether one of a thousand people who are about is kept apart from somebody: memory, as on every page. */
function warmBlockChecks({ cell: { social } }: TestCell): () => Promise<unknown> {
  const about = Array.from({ length: 1_000 }, anybody);
  return async () => {
    const { blocked } = await social.apart(
      idOf(about[Math.floor(random.next() * about.length)] ?? 1),
    );
    return blocked.has(idOf(anybody()));
  };
}

/** Ends follows that are there. */
function unfollowsOf(on: TestCell, call: Call): () => Promise<unknown> {
  return async () => {
    const n = anybody();
    const [one] = await on.cell.social.followedBy(idOf(n));
    if (one === undefined) return;
    const followee = Number.parseInt(one.slice(-12), 16);
    await call('unfollow', callerOf(n), { handle: handleOf(followee) });
  };
}

function callerOf(n: number): Caller {
  return {
    ...{ personId: idOf(n), handle: handleOf(n), roles: [], languages: ['hi'], genres: [] },
    ...{ ageBand: '18plus', personal: true, sessionId: idOf(n) },
  };
}

type Call = (
  name: string,
  caller: Caller,
  params: Record<string, string>,
  query?: Record<string, unknown>,
) => Promise<unknown>;

/** The handlers of the routes, by name. */
function caller(on: TestCell): Call {
  const routes = new Map(on.cell.routes.map((route) => [route.name, route]));
  const { signal } = new AbortController();
  return async (name, who, params, query = {}) => {
    const route = routes.get(name);
    if (route === undefined) throw new Error(`no route ${name}`);
    const body = {};
    return await route.handle({ params, query, body, caller: who, headers: {}, signal });
  };
}

/** Whom one follows, or has blocked, is drawn: it may be oneself. @throws what is no refusal. */
function refused(error: unknown): void {
  const { status } = error as { status?: unknown };
  if (typeof status !== 'number' || status >= 500) throw error;
}

/** Calls again and again, AT_ONCE at a time, for the seconds asked for; a first tenth warms up. */
async function loop(work: () => Promise<unknown>): Promise<Compared> {
  const run = async (ms: number): Promise<number[]> => {
    const endMs = performance.now() + ms;
    const times: number[] = [];
    const one = async (): Promise<void> => {
      while (performance.now() < endMs) {
        const beganMs = performance.now();
        await work().catch(refused);
        times.push((performance.now() - beganMs) * 1_000);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    return times;
  };
  await run(seconds * 100);
  const times = (await run(seconds * 1_000)).toSorted((one, other) => one - other);
  return {
    p50Us: Math.round(quantile(times, 0.5)),
    p99Us: Math.round(quantile(times, 0.99)),
    perS: Math.round(times.length / seconds),
  };
}

/** @returns pgbench's own latency and rate; nothing where it is not installed, which is said. */
async function pgbench(url: string, script: string): Promise<Partial<Compared>> {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-pgbench-'));
  const file = join(folder, 'script.sql');
  const head = `\\set me random(1, ${people})\n\\set other 1 + int(${people} * pow(random(0, 1000000) / 1000001.0, 3))\n`;
  try {
    await writeFile(file, head + script);
    const { stdout } = await promisify(execFile)('pgbench', [
      ...['-n', '-M', 'prepared', '-c', String(AT_ONCE), '-j', '2', '-T', String(seconds)],
      ...['-f', file, url],
    ]);
    const latency = /latency average = ([\d.]+) ms/u.exec(stdout)?.[1];
    const rate = /tps = ([\d.]+)/u.exec(stdout)?.[1];
    return {
      pgbenchUs: Math.round(Number(latency) * 1_000),
      pgbenchPerS: Math.round(Number(rate)),
    };
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw error;
    process.stderr.write('pgbench is not installed (apt install postgresql-contrib): left out\n');
    return {};
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

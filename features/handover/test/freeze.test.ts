// A cell under load is frozen and thawed: nothing is written between, nothing that was acknowledged is lost, and nobody who
// reads notices.

import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import { startCell, type TestCell } from '@jhalak/testing';
import { openDatabase, type PostgresDatabase } from '@jhalak/postgres';

let cell: TestCell;
before(async () => {
  cell = await startCell();
  await cell.cell.start(['worker']);
});
after(async () => {
  await cell.close();
});

/** Every row of every table, but for the one that says how the cell stands. */
async function digests({ pool }: PostgresDatabase): Promise<Record<string, string>> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND tablename <> 'handover_standing'`,
  );
  const found: Record<string, string> = {};
  for (const { name } of rows) {
    const digest = await pool.query<{ of: string }>(
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(row, '' ORDER BY row)), '') AS of
       FROM (SELECT md5(t::text) AS row FROM ${name} AS t) AS rows`,
    );
    found[name] = digest.rows[0]?.of ?? '';
  }
  return found;
}

/** Of what many do at once. */
const MANY = 100;
/** A minute and more; on a machine of its own all of it takes seconds. */
const LOOKS_MAX = 1_200;

async function until(isSo: () => boolean, what: string): Promise<void> {
  for (let looks = 0; !isSo(); looks += 1) {
    assert.ok(looks < LOOKS_MAX, `it never came: ${what}`);
    // @waits: what writers and readers do beside this is looked at now and then
    await wait(50);
  }
}

interface Load {
  running: boolean;
  acknowledged: string[];
  /** By code or SQLSTATE. */
  refused: Map<string, number>;
  lastRetryAfter: string | null;
  reads: number;
  failedReads: string[];
}

function count(refused: Map<string, number>, code: string): void {
  refused.set(code, (refused.get(code) ?? 0) + 1);
}

async function writeOverHttp(load: Load, nth: number): Promise<void> {
  for (let i = 0; load.running; i += 1) {
    const body = { languages: ['hi'], genres: [], ageBand: '18plus', consent: CONSENT };
    const reply = await cell.api<{ viewer?: { id: string }; code?: string }>(
      'POST',
      '/v1/viewers',
      {
        body,
        headers: { 'idempotency-key': `writer-${nth}-number-${i}` },
      },
    );
    if (reply.status === 201) load.acknowledged.push(reply.body.viewer?.id ?? '');
    else {
      count(load.refused, reply.body.code ?? String(reply.status));
      load.lastRetryAfter = reply.headers.get('retry-after');
    }
    // @waits: twenty writers at full speed would measure the machine
    await wait(20);
  }
}

const CONSENT = {
  personalisation: true,
  lock: false,
  ads: false,
  ...noticeRead('en'),
};

async function writeBySql(load: Load, nth: number): Promise<void> {
  const stranger = openDatabase({ url: cell.parts.databaseUrl, poolMax: 2 });
  for (let i = 0; load.running; i += 1) {
    const key = `sql ${nth} ${i}`;
    try {
      await stranger.pool.query(
        `INSERT INTO state_entries (space, key, value, expires_at_ms) VALUES ('load', $1, 'x', 9e15)`,
        [key],
      );
      load.acknowledged.push(key);
    } catch (error) {
      count(load.refused, (error as { code?: string }).code ?? 'lost');
    }
    // @waits: as above
    await wait(20);
  }
  await stranger.close();
}

async function read(load: Load, path: string, token: string): Promise<void> {
  while (load.running) {
    try {
      const reply = await cell.api<unknown>('GET', path, { token });
      if (reply.status >= 400) load.failedReads.push(`${path} ${reply.status}`);
    } catch (error) {
      load.failedReads.push(`${path} ${String(error)}`);
    }
    load.reads += 1;
    // @waits: as above
    await wait(100);
  }
}

/** @returns every address that this person can read now, of every GET route. */
async function readable(videoId: string, token: string): Promise<string[]> {
  await cell.drain();
  const paths = cell.cell.routes
    .filter(
      ({ method, access, endless }) =>
        method === 'GET' && typeof access === 'string' && endless !== true,
    )
    .map(({ path }) => path.replace(':id', videoId).replace(':handle', 'maker'));
  const found: string[] = ['/v1/health', '/log/checkpoint'];
  for (const path of paths)
    if ((await cell.api('GET', path, { token })).status < 400) found.push(path);
  return found;
}

test('20 writers change nothing between freeze and thaw, what was acknowledged is there, and no read fails', async (t) => {
  const creator = await cell.account('maker');
  for (let i = 0; i < 8; i += 1) await cell.publish({ personId: creator.personId });
  await cell.drain();
  const viewer = await cell.account('watcher');
  const paths = await readable(await cell.publish({ personId: viewer.personId }), viewer.token);
  assert.ok(paths.length > 20, paths.join(' '));
  const load: Load = {
    running: true,
    acknowledged: [],
    refused: new Map(),
    lastRetryAfter: null,
    reads: 0,
    failedReads: [],
  };
  // Whatever fails below: writers that went on would hold the process for ever.
  t.after(() => {
    load.running = false;
  });
  const others = [
    ...Array.from({ length: 10 }, (_, nth) => writeOverHttp(load, nth)),
    ...Array.from({ length: 10 }, (_, nth) => writeBySql(load, nth)),
    ...paths.map((path) => read(load, path, viewer.token)),
  ];
  await until(() => load.acknowledged.length > MANY && load.reads > MANY, 'the load stands');
  const { standing } = cell.cell;
  const beganMs = performance.now();
  const frozen = await standing.freeze(cell.parts.clock.nowMs() + 3_600_000);
  const frozenMs = performance.now();
  const looker = openDatabase({ url: cell.parts.databaseUrl, poolMax: 1 });
  const first = await digests(looker);
  const tried = (code: string): number => load.refused.get(code) ?? 0;
  const before = [tried('cell.frozen'), tried('25006')] as const;
  await until(
    () => tried('cell.frozen') > before[0] + MANY && tried('25006') > before[1] + MANY,
    'writers try',
  );
  const second = await digests(looker);
  await looker.close();
  const acknowledgedBefore = load.acknowledged.length;
  const thawingMs = performance.now();
  assert.equal(await standing.thaw(), true);
  const thawedMs = performance.now();
  await until(() => load.acknowledged.length > acknowledgedBefore + MANY, 'writing goes on');
  load.running = false;
  await Promise.all(others);

  assert.deepEqual(second, first);
  assert.ok(Object.keys(first).length > 60, 'all tables were looked at');
  assert.deepEqual(load.failedReads, []);
  assert.equal(load.lastRetryAfter, '30');
  const kept = await cell.parts.database.query<{ id: string }>({
    name: 'test.kept',
    text: `SELECT person_id::text AS id FROM persons UNION ALL SELECT key FROM state_entries`,
  });
  const ids = new Set(kept.map(({ id }) => id));
  assert.deepEqual(
    load.acknowledged.filter((id) => !ids.has(id)),
    [],
  );
  t.diagnostic(
    `writes stop ${Math.round(frozenMs - beganMs)} ms before nothing writes, go on ${Math.round(thawedMs - thawingMs)} ms after a thaw; ` +
      `${load.acknowledged.length} acknowledged, ${load.reads} reads, refused ${JSON.stringify(Object.fromEntries(load.refused))}, ended ${JSON.stringify(frozen.ended)}`,
  );
});

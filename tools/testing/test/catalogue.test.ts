// The house against its manifests: what is in the live database, journal and routes must be on exactly one manifest.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TableEntry } from '@jhalak/contracts';
import { startCell, type TestCell } from '@jhalak/testing';

let cell: TestCell;
before(async () => {
  cell = await startCell();
});
after(async () => {
  await cell.close();
});

function entries(): { owner: string; table: TableEntry }[] {
  return cell.cell.manifests.flatMap((manifest) =>
    manifest.tables.map((table) => ({ owner: manifest.owner, table })),
  );
}

async function liveTables(): Promise<string[]> {
  const rows = await cell.parts.database.query<{ name: string }>({
    name: 'test.tables',
    text: `SELECT CASE WHEN schemaname = 'public' THEN tablename ELSE schemaname || '.' || tablename END AS name
      FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'graphile_worker') ORDER BY 1`,
  });
  return rows.map((row) => row.name);
}

test('every table of the live catalogue is on exactly one manifest, and every one on a manifest exists', async () => {
  const live = await liveTables();
  assert.ok(live.length > 20, `only ${live.length} tables: the catalogue was not read`);
  const listed = entries().map(({ table }) => table.name);
  assert.deepEqual(listed.toSorted(), live.toSorted());
});

test('every column that a manifest names exists', async () => {
  const rows = await cell.parts.database.query<{ table_name: string; column_name: string }>({
    name: 'test.columns',
    text: `SELECT CASE WHEN table_schema = 'public' THEN table_name ELSE table_schema || '.' || table_name END AS table_name,
      column_name FROM information_schema.columns`,
  });
  const columns = new Set(rows.map((row) => `${row.table_name}.${row.column_name}`));
  for (const { table } of entries()) {
    const named = [
      ...Object.keys(table.columns ?? {}),
      ...(table.encrypted ?? []),
      ...(table.subject === undefined ? [] : [table.subject]),
      ...(table.distribution === undefined ? [] : [table.distribution]),
    ];
    for (const column of named)
      assert.ok(columns.has(`${table.name}.${column}`), `${table.name}.${column}`);
  }
});

test('every table that can leave the cell keeps the Citus rules', async () => {
  const keys = await cell.parts.database.query<{
    table_name: string;
    name: string;
    columns: string[];
  }>({
    name: 'test.keys',
    text: `SELECT c.relname AS table_name, i.relname AS name,
        array_agg(a.attname::text) AS columns
      FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(x.indkey)
      WHERE x.indisunique AND n.nspname = 'public' GROUP BY 1, 2`,
  });
  const foreign = await cell.parts.database.query<{ table_name: string; target: string }>({
    name: 'test.foreign',
    text: `SELECT conrelid::regclass::text AS table_name, confrelid::regclass::text AS target FROM pg_constraint WHERE contype = 'f'`,
  });
  const triggers = await cell.parts.database.query<{ table_name: string }>({
    name: 'test.triggers',
    text: `SELECT tgrelid::regclass::text AS table_name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT tgisinternal AND n.nspname = 'public'`,
  });
  assert.deepEqual(triggers, [], 'no triggers');
  const byName = new Map(entries().map(({ table }) => [table.name, table]));
  let checked = 0;
  for (const table of byName.values()) {
    if (table.class === 'local' || table.reference === true || table.name.includes('.')) continue;
    const { distribution } = table;
    assert.ok(distribution !== undefined, `${table.name} names no distribution column`);
    const unique = keys.filter((key) => key.table_name === table.name);
    assert.ok(unique.length > 0, `${table.name} has no primary key`);
    for (const key of unique)
      assert.ok(key.columns.includes(distribution), `${key.name} lacks ${distribution}`);
    for (const link of foreign.filter((one) => one.table_name === table.name)) {
      const target = byName.get(link.target);
      assert.ok(
        target?.reference === true || target?.distribution === distribution,
        `${table.name} points at ${link.target}`,
      );
    }
    checked += 1;
  }
  assert.ok(checked > 15, `only ${checked} tables were checked`);
});

test('the database itself refuses a row of another region, in every table', async () => {
  const rows = await cell.parts.database.query<{ table_name: string; domain_name: string | null }>({
    name: 'test.regions',
    text: `SELECT table_name, max(domain_name) FILTER (WHERE column_name = 'region') AS domain_name
      FROM information_schema.columns WHERE table_schema = 'public' GROUP BY table_name`,
  });
  const domains = new Map(rows.map((row) => [row.table_name, row.domain_name]));
  for (const { table } of entries()) {
    if (table.class === 'local' || table.name.includes('.')) continue;
    assert.equal(
      domains.get(table.name),
      'cell_region',
      `${table.name} has no region of the domain`,
    );
  }
  await assert.rejects(
    cell.parts.database.query(
      {
        name: 'test.wrong_region',
        text: `INSERT INTO social_likes (person_id, video_id, region, since_ms) VALUES ($1, $1, 'us', 1)`,
      },
      ['00000000-0000-7000-8000-000000000001'],
    ),
    /cell_region/,
  );
});

test('every stream in the journal is on exactly one manifest, sealed where it says so', async () => {
  const creator = await cell.account('stream_maker');
  const fan = await cell.account('stream_fan');
  const videoId = await cell.publish({ personId: creator.personId });
  await cell.drain();
  await cell.api('PUT', `/v1/videos/${videoId}/like`, { token: fan.token });
  await cell.api('PUT', '/v1/people/stream_maker/follow', { token: fan.token });
  await cell.api('POST', `/v1/videos/${videoId}/reports`, {
    token: fan.token,
    body: { reason: 'spam' },
  });
  await cell.api('DELETE', '/v1/taste', { token: fan.token });
  const page = await cell.api<{ items: { slot: string }[] }>('GET', '/v1/feeds/for-you', {
    token: fan.token,
  });
  const event = {
    type: 'impression',
    slot: page.body.items[0]?.slot,
    seq: 0,
    at: cell.parts.clock.nowMs(),
  };
  assert.equal(
    (await cell.api('POST', '/v1/events', { token: fan.token, body: { events: [event] } })).status,
    202,
  );
  const live = await cell.parts.database.query<{ stream: string; sealed: number; open: number }>({
    name: 'test.streams',
    text: `SELECT stream, count(sealed)::int AS sealed, count(*) FILTER (WHERE sealed IS NULL)::int AS open FROM journal GROUP BY stream`,
  });
  const listed = cell.cell.manifests.flatMap((manifest) => manifest.streams);
  assert.equal(
    new Set(listed.map((stream) => stream.name)).size,
    listed.length,
    'a stream is listed twice',
  );
  for (const { stream, sealed } of live) {
    const entry = listed.find((one) => one.name === stream);
    assert.ok(entry, `${stream} is on no manifest`);
    if (sealed > 0)
      assert.ok(entry.encrypted, `${stream} is sealed but its manifest does not say so`);
  }
  const names = live.map((one) => one.stream);
  for (const expected of [
    'videos.video',
    'social.like',
    'social.follow',
    'safety.report',
    'taste.viewer',
    'attention.events',
  ]) {
    assert.ok(names.includes(expected), `${expected} was not appended`);
  }
});

test('every place that asked visibility is a surface on exactly one manifest, and its routes exist', async () => {
  const surfaces = cell.cell.manifests.flatMap((manifest) => manifest.surfaces);
  assert.equal(new Set(surfaces.map((surface) => surface.name)).size, surfaces.length);
  const routes = new Set(cell.cell.routes.map((route) => route.name));
  for (const surface of surfaces) {
    for (const route of surface.shownBy)
      assert.ok(routes.has(route), `${surface.name}: no route ${route}`);
  }
  const names = new Set(surfaces.map((surface) => surface.name));
  for (const asked of cell.cell.visibility.asked().keys())
    assert.ok(names.has(asked), `${asked} is on no manifest`);
});

test('every route that can show a video is named by a surface', () => {
  const shown = new Set(
    cell.cell.manifests.flatMap((manifest) =>
      manifest.surfaces.flatMap((surface) => surface.shownBy),
    ),
  );
  // What an owner does to an own clip, or picture, is answered with it: nobody else sees it there.
  const own = new Set([
    ...['patchVideo', 'putVideoRemix', 'putVideoAudience', 'deleteVideo', 'restoreVideo'],
    ...['sendAdPicture', 'getAdPicture'],
  ]);
  for (const route of cell.cell.routes) {
    const text = JSON.stringify(route.replies);
    if (!text.includes('"thumbhash"') || own.has(route.name)) continue;
    assert.ok(shown.has(route.name), `${route.name} replies with videos but is no surface`);
  }
});

test('routes have unique names and paths, and every one declares who may call it and whose things it touches', () => {
  const routes = cell.cell.routes;
  assert.ok(routes.length > 25, `only ${routes.length} routes`);
  assert.equal(new Set(routes.map((route) => route.name)).size, routes.length);
  assert.equal(new Set(routes.map((route) => `${route.method} ${route.path}`)).size, routes.length);
  for (const route of routes) {
    if (route.owner === 'self' || route.owner === 'owner') continue;
    assert.ok(
      route.owner === 'public' || Array.isArray(route.access),
      `${route.name}: staff routes name their roles`,
    );
  }
});

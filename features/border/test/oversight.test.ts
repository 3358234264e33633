// The map, the log in pages, and an export of which every byte counts, over a real database and a real log.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import {
  createBorder,
  createOversight,
  ExportRefused,
  verifyExport,
  type Border,
  type Oversight,
} from '@jhalak/border';
import { manifest } from '@jhalak/border/manifest';
import type { AuditLogPage, BorderMap } from '@jhalak/contracts/audit';
import { defineManifest, type Caller, type Manifest, type Route } from '@jhalak/contracts';
import type { Feature } from '@jhalak/ports';
import { openTestParts, type TestParts } from '@jhalak/testing/parts';
import { appendTo } from './log.fixture.ts';

const folder = new URL('../migrations/', import.meta.url);
let parts: TestParts;
let border: Border & Feature;
let oversight: Oversight;
let manifests: Manifest[];
before(async () => {
  parts = await openTestParts({ migrations: [{ owner: 'border', folder }] });
  border = createBorder({ ...parts, folder: `${parts.folder}/log` });
  manifests = [manifest];
  oversight = createOversight({
    ...{ ...parts, border, log: border.log, workFolder: parts.folder },
    house: () => ({ manifests, routes: [...border.routes, ...oversight.routes] }),
  });
  await appendTo(parts, border, 300);
  await parts.database.transaction(async (tx) => {
    await border.log.append(tx, {
      kind: 'policy',
      act: 'policies.approved',
      digest: 'ab'.repeat(32),
    });
  });
  await border.publish();
});
after(async () => {
  await border.close();
  await parts.close();
});

const auditor: Caller = {
  personId: '01900000-0000-7000-8000-000000000001',
  handle: 'auditor_one',
  roles: ['auditor'],
  languages: [],
  genres: [],
  personal: false,
  sessionId: '01900000-0000-7000-8000-000000000002',
};

async function call<Json>(name: string, query: object = {}, caller = auditor): Promise<Json> {
  return (await reply(name, query, caller)).json as Json;
}

async function reply(name: string, query: object = {}, caller = auditor) {
  const route = oversight.routes.find((one) => one.name === name);
  assert.ok(route, name);
  const signal = new AbortController().signal;
  return await route.handle({ params: {}, query, body: {}, headers: {}, caller, signal });
}

async function exported(): Promise<Buffer> {
  const { stream, headers } = await reply('exportAudit');
  assert.ok(stream);
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  const bytes = Buffer.concat(pieces);
  assert.equal(headers?.['content-length'], String(bytes.length));
  return bytes;
}

async function* inPieces(bytes: Buffer, size = 65_536): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size)
    yield await Promise.resolve(bytes.subarray(from, from + size));
}

test('what is on a manifest is on the map, and nothing else: a feature that registers appears', async () => {
  const first = await call<BorderMap>('getBorderMap');
  const shown = first.owners.flatMap(({ tables }) => tables.map(({ name }) => name));
  assert.deepEqual(
    shown,
    manifest.tables.map(({ name }) => name),
  );
  assert.ok(first.owners[0]?.tables.every(({ bytes = 0 }) => bytes > 0));
  manifests = [
    manifest,
    defineManifest({
      owner: 'newcomer',
      tables: [
        {
          name: 'newcomer_secrets',
          class: 'restricted',
          columns: { whose: 'personal' },
          encrypted: ['words'],
          retention: { kind: 'days', days: 30, why: 'a test' },
          erasure: 'delete',
          handover: 'withhold',
        },
      ],
    }),
  ];
  parts.clock.advance(61_000);
  const next = await call<BorderMap>('getBorderMap');
  const table = next.owners.find(({ owner }) => owner === 'newcomer')?.tables[0];
  assert.deepEqual(table, {
    name: 'newcomer_secrets',
    class: 'restricted',
    columns: { whose: 'personal' },
    encrypted: ['words'],
    retention: { kind: 'days', days: 30, why: 'a test' },
    erasure: 'delete',
    handover: 'withhold',
  });
  const count = (map: BorderMap, of: 'tables' | 'columns' | 'encrypted', name: string): number =>
    map.classes.find((one) => one.class === name)?.[of] ?? 0;
  assert.equal(count(next, 'tables', 'restricted'), count(first, 'tables', 'restricted') + 1);
  assert.equal(count(next, 'columns', 'personal'), count(first, 'columns', 'personal') + 1);
  assert.equal(count(next, 'encrypted', 'restricted'), 1);
});

test('the map counts crossings by party and says how the log is', async () => {
  const cell = await border.cellId();
  const nowMs = parts.clock.nowMs();
  const cross = async (to: string, ageMs: number, bytes: number): Promise<void> => {
    await parts.database.query(
      {
        name: 'test.crossing',
        text: `INSERT INTO border_crossings (cell_id, entry_id, at_ms, message, party, data_class, policy, digest, bytes)
          VALUES ($1, $2, $3, 'feeds.fetch', $4, 'public', 'publishers/1', '\\xab', $5)`,
      },
      [cell, parts.ids.next(), nowMs - ageMs, to, bytes],
    );
  };
  await cross('news.example.org', 1_000, 100);
  await cross('news.example.org', 3 * 86_400_000, 50);
  await cross('old.example.org', 40 * 86_400_000, 7);
  await parts.database.transaction(async (tx) => {
    await border.log.append(tx, { kind: 'key', act: 'keys.rotated' });
  });
  parts.clock.advance(61_000);
  const { crossings, log, cellId } = await call<BorderMap>('getBorderMap');
  assert.equal(cellId, cell);
  assert.deepEqual(
    crossings.map(({ to, day, month }) => [to, day, month]),
    [['news.example.org', { count: 1, bytes: 100 }, { count: 2, bytes: 150 }]],
  );
  assert.equal(log.size, 301);
  assert.equal(log.waiting, 1, 'what is under no checkpoint is told');
  assert.equal(log.vkey, await border.vkey());
  await border.publish();
});

test('the log is read page by page, by kind, and by thing', async () => {
  const seen: number[] = [];
  for (let cursor: number | undefined; ;) {
    const query = { limit: 100, ...(cursor === undefined ? {} : { cursor }) };
    const page = await call<AuditLogPage>('listAuditLog', query);
    seen.push(...page.items.map(({ index }) => index));
    cursor = page.next;
    if (cursor === undefined) break;
  }
  assert.deepEqual(
    seen,
    [...seen].toSorted((a, b) => b - a),
  );
  assert.equal(new Set(seen).size, 302);
  const policies = await call<AuditLogPage>('listAuditLog', { kind: 'policy' });
  assert.deepEqual(
    policies.items.map(({ facts }) => facts.kind),
    ['policy'],
  );
  const crossed = await call<AuditLogPage>('listAuditLog', { kind: 'crossing', limit: 2 });
  assert.deepEqual(
    crossed.items.map(({ index }) => index),
    [299, 298],
  );
  const about = await call<AuditLogPage>('listAuditLog', { about: 'ab'.repeat(32) });
  assert.deepEqual(
    about.items.map(({ id }) => id),
    policies.items.map(({ id }) => id),
  );
});

test('an export verifies in pieces of any size, is on record, and leaves no file behind', async () => {
  const bytes = await exported();
  const vkey = await border.auditVkey();
  for (const size of [1_000, 65_536, bytes.length]) {
    const { head, logEntries, parts: found } = await verifyExport(inPieces(bytes, size), vkey);
    assert.equal(head.cell, await border.cellId());
    assert.equal(logEntries, 302);
    assert.deepEqual(
      found.map(({ name }) => name),
      ['log', 'getBorder', 'getBorderMap', 'listAuditLooks'],
    );
  }
  const newest = await call<AuditLogPage>('listAuditLog', { kind: 'export' });
  const digest = createHash('sha256').update(bytes).digest('hex');
  const [entry] = newest.items;
  assert.equal((entry?.facts as { digest?: string } | undefined)?.digest, digest);
  assert.deepEqual(await readdir(`${parts.folder}/exports`), []);
  await assert.rejects(verifyExport(inPieces(bytes), await border.vkey()), ExportRefused);
});

test('a flipped byte, a lost line, another order and anything behind the signature are refused', async () => {
  const bytes = await exported();
  const vkey = await border.auditVkey();
  const refused = async (changed: Buffer, what: string): Promise<void> => {
    await assert.rejects(verifyExport(inPieces(changed), vkey), ExportRefused, what);
  };
  const noteAt = bytes.lastIndexOf('{"note"');
  // A sample; what is signed is one text over all of it, and each byte of the signature's line counts in its own way.
  const places = [
    ...Array.from({ length: 80 }, (_, at) => Math.floor((at * noteAt) / 80)),
    ...Array.from({ length: bytes.length - noteAt }, (_, at) => noteAt + at).filter(
      (at) => at % 7 === 0 || at > bytes.length - 24,
    ),
  ];
  for (const at of places) {
    const flipped = Buffer.from(bytes);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 7));
    await refused(flipped, `byte ${at}`);
  }
  const lines = bytes.toString().split('\n');
  for (const at of [0, 1, 2, 150, lines.length - 2])
    await refused(Buffer.from(lines.toSpliced(at, 1).join('\n')), `without line ${at}`);
  const [one = '', two = ''] = lines.slice(10, 12);
  await refused(
    Buffer.from(lines.toSpliced(10, 2, two, one).join('\n')),
    'two lines changed places',
  );
  await refused(Buffer.concat([bytes, Buffer.from('\n')]), 'a line more');
  await refused(bytes.subarray(0, -1), 'an end less');
  await refused(Buffer.alloc(0), 'nothing');
});

test('what an auditor reads is counted by day; others leave no line', async () => {
  const route = oversight.routes.find(({ name }) => name === 'getBorderMap') as Route;
  const { looks } = { looks: async () => await call<{ items: object[] }>('listAuditLooks') };
  assert.deepEqual((await looks()).items, []);
  await oversight.note(auditor, route);
  parts.clock.advance(5);
  await oversight.note(auditor, route);
  await oversight.note({ ...auditor, roles: ['operator'] }, route);
  await oversight.note(auditor, { name: 'getBorder', access: 'anyone' });
  const nowMs = parts.clock.nowMs();
  assert.deepEqual((await looks()).items, [
    {
      personId: auditor.personId,
      route: 'getBorderMap',
      dayMs: nowMs - (nowMs % 86_400_000),
      count: 2,
      firstAtMs: nowMs - 5,
      lastAtMs: nowMs,
    },
  ]);
});

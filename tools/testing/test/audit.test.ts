// What an auditor may see and take away, computed from the house: a route, a table or a manifest that is new is held to
// it without a line here.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { verifyExport } from '@jhalak/border';
import type { AuditLogPage, AuditLookList, BorderMap } from '@jhalak/contracts/audit';
import type { Role } from '@jhalak/contracts';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';

const MAIN = fileURLToPath(new URL('../../../apps/jhalak/src/main.ts', import.meta.url));
const PUBLIC_PARTS = ['getBorder', 'getAttestation', 'getOrderTransparency', 'getRegion'];

let cell: TestCell;
const people = new Map<string, TestPerson>();
before(async () => {
  cell = await startCell();
  for (const role of ['auditor', 'operator', 'legal_officer', 'moderator', 'admin'] as const)
    people.set(role, await staff(role));
  await cell.cell.border.publish();
});
after(async () => {
  await cell.close();
});

async function staff(role: Role): Promise<TestPerson> {
  const person = await cell.account(`the_${role}`);
  await cell.cell.accounts.grantRole({ personId: person.personId, role, reason: 'for a test' });
  return person;
}

const tokenOf = (role: string): string | undefined => people.get(role)?.token;

/** A stream is not JSON: read as it is. */
async function exportFor(role: string): Promise<{ status: number; bytes: Buffer }> {
  const reply = await fetch(`${cell.url}/v1/audit/export`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokenOf(role)}` },
  });
  return { status: reply.status, bytes: Buffer.from(await reply.arrayBuffer()) };
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(bytes);
}

test('everything on a manifest of the house is on the map, with the class that it has there', async () => {
  const { body } = await cell.api<BorderMap>('GET', '/v1/border/map', {
    token: tokenOf('auditor'),
  });
  const listed = cell.cell.manifests.flatMap(
    ({ owner, tables, streams, blobs, models, caches }) => [
      ...[...tables, ...streams, ...models, ...caches].map(({ name, class: of }) => [
        owner,
        name,
        of,
      ]),
      ...blobs.map(({ prefix, class: of }) => [owner, prefix, of]),
    ],
  );
  const shown = body.owners.flatMap(({ owner, tables, streams, blobs, models, caches }) => [
    ...[...tables, ...streams, ...models, ...caches].map(({ name, class: of }) => [
      owner,
      name,
      of,
    ]),
    ...blobs.map(({ prefix, class: of }) => [owner, prefix, of]),
  ]);
  assert.deepEqual(shown, listed);
  const counted = body.classes.reduce((sum, one) => sum + one.tables, 0);
  assert.equal(counted, cell.cell.manifests.flatMap(({ tables }) => tables).length);
  const missing = body.owners
    .flatMap(({ tables }) => tables)
    .filter(({ bytes, class: of }) => bytes === undefined && of !== 'local');
  assert.deepEqual(missing, [], 'a table on the map is in the database');
});

test('who is no auditor, operator, legal officer or admin sees and takes nothing', async () => {
  const paths = ['/v1/border/map', '/v1/audit/log', '/v1/audit/looks'];
  for (const role of ['auditor', 'operator', 'legal_officer', 'admin']) {
    for (const path of paths)
      assert.equal((await cell.api('GET', path, { token: tokenOf(role) })).status, 200, role);
  }
  for (const path of paths)
    assert.equal((await cell.api('GET', path, { token: tokenOf('moderator') })).status, 403, path);
  assert.equal((await exportFor('moderator')).status, 403);
});

test('an auditor changes nothing: of all routes their role opens, one is no reading, and it only gives', async () => {
  const opened = cell.cell.routes.filter(
    ({ access, method }) =>
      typeof access !== 'string' && access.includes('auditor') && method !== 'GET',
  );
  assert.deepEqual(
    opened.map(({ name }) => name),
    ['exportAudit'],
  );
  const orders = await cell.api('GET', '/v1/orders', { token: tokenOf('auditor') });
  assert.equal(orders.status, 403, 'what an order says stays at its desk');
});

test('an export holds every list that its taker may read, and names those that they may not', async () => {
  const audited = cell.cell.routes
    .filter(
      ({ access, method, path, name }) =>
        typeof access !== 'string' &&
        access.includes('auditor') &&
        method === 'GET' &&
        !path.includes(':') &&
        name !== 'listAuditLog',
    )
    .map(({ name }) => name);
  const vkey = await cell.cell.border.auditVkey();
  const { bytes } = await exportFor('auditor');
  const { head, parts } = await verifyExport(once(bytes), vkey);
  const names = parts.map(({ name }) => name);
  assert.deepEqual(names.toSorted(), ['log', ...PUBLIC_PARTS, ...audited].toSorted());
  assert.deepEqual(head.leftOut, []);
  const lawyers = await verifyExport(once((await exportFor('legal_officer')).bytes), vkey);
  assert.ok(lawyers.head.leftOut.includes('listStaffRecord'));
  assert.ok(!lawyers.parts.some(({ name }) => name === 'listStaffRecord'));
});

test('the command checks an export without the cell: good, changed, wrong key, no file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-audit-'));
  try {
    const file = join(folder, 'export.ndjson');
    const { bytes } = await exportFor('auditor');
    await writeFile(file, bytes);
    const key = await cell.cell.border.auditVkey();
    const run = (path: string, vkey: string): { status: number | null; out: string } => {
      const { status, stdout } = spawnSync(
        process.execPath,
        [MAIN, 'audit', 'verify', path, '--key', vkey],
        { encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', JHALAK_HOME: folder } },
      );
      return { status, out: stdout };
    };
    const good = run(file, key);
    assert.equal(good.status, 0, good.out);
    assert.match(good.out, /^PROVEN: .*\n {2}the public log in it is whole/u);
    const changed = Buffer.from(bytes);
    changed[200] = (changed[200] ?? 0) ^ 1;
    await writeFile(join(folder, 'changed.ndjson'), changed);
    const bad = run(join(folder, 'changed.ndjson'), key);
    assert.deepEqual([bad.status, bad.out.slice(0, 8)], [1, 'REFUTED:']);
    assert.equal(
      run(file, await cell.cell.border.vkey()).status,
      1,
      'the log’s own key signs none',
    );
    assert.equal(run(join(folder, 'none'), key).status, 2);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('what an auditor opens and takes is on record', async () => {
  const looks = await cell.api<AuditLookList>('GET', '/v1/audit/looks', {
    token: tokenOf('operator'),
  });
  const { personId } = people.get('auditor') ?? {};
  const mine = looks.body.items.filter((one) => one.personId === personId);
  assert.ok(mine.some(({ route }) => route === 'getBorderMap'));
  assert.ok(mine.some(({ route }) => route === 'exportAudit'));
  assert.ok(
    looks.body.items.every((one) => one.personId === personId),
    'others leave no line',
  );
  const exports = await cell.api<AuditLogPage>('GET', '/v1/audit/log?kind=export', {
    token: tokenOf('operator'),
  });
  assert.ok(exports.body.items.length >= 3);
});

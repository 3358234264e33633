// The life of an archive: asked for, made, fetched in pieces, gone.

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Export, ExportList } from '@jhalak/contracts/exports';
import { DAY_MS } from '@jhalak/kernel';
import {
  startCell,
  type TestCell,
  type TestPerson,
  fetchArchive,
  makeExport,
  unpack,
} from '@jhalak/testing';

let cell: TestCell;
before(async () => {
  cell = await startCell();
});
after(async () => await cell.close());

interface Problem {
  code: string;
}

async function ask(
  person: TestPerson,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Export & Problem; headers: Headers }> {
  const { token } = person;
  return await cell.api('POST', '/v1/me/exports', { token, headers, body: { language: 'en' } });
}

async function blobsOf(person: TestPerson): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of cell.parts.blobs.list(`exports/${person.personId}/`)) keys.push(key);
  return keys;
}

async function sweep(): Promise<void> {
  const sweeps = cell.cell.features.flatMap((feature) => feature.sweeps);
  await sweeps.find(({ name }) => name === 'exports.expire')?.run();
}

/** The proof of before is days old. */
async function proveAgain({ token }: TestPerson): Promise<void> {
  const body = { way: 'password', password: 'correct horse battery' };
  assert.equal((await cell.api('POST', '/v1/step-up', { token, body })).status, 200);
}

async function codeOf(person: TestPerson, exportId: string): Promise<string> {
  const { token } = person;
  return (await cell.api<Problem>('GET', `/v1/me/exports/${exportId}/file`, { token })).body.code;
}

test('an archive is asked for once: repeated with its key it is the same, beside it there is none, and no file before its time', async () => {
  const person = await cell.account('asks_once');
  const key = { 'idempotency-key': 'asks-once-0123456789' };
  const asked = await ask(person, key);
  assert.equal(asked.status, 201);
  assert.deepEqual(
    [asked.body.state, asked.body.progress, asked.body.eta, asked.body.failure],
    ['queued', 0, null, null],
  );
  assert.equal((await ask(person, key)).body.id, asked.body.id);
  const second = await ask(person);
  assert.deepEqual([second.status, second.body.code], [409, 'export.running']);
  assert.equal(await codeOf(person, asked.body.id), 'export.not_ready');
  await cell.drain();
  const { body } = await cell.api<ExportList>('GET', '/v1/me/exports', { token: person.token });
  assert.deepEqual(
    body.items.map(({ id, state }) => [id, state]),
    [[asked.body.id, 'ready']],
  );
});

test('three archives a day, and the fourth on the next', async () => {
  const person = await cell.account('asks_often');
  for (let round = 0; round < 3; round += 1) {
    assert.equal((await ask(person)).status, 201);
    await cell.drain();
    cell.parts.clock.advance(60_000);
  }
  const fourth = await ask(person);
  assert.deepEqual([fourth.status, fourth.body.code], [429, 'export.too_many']);
  assert.ok(Number(fourth.headers.get('retry-after')) > 80_000);
  cell.parts.clock.advance(DAY_MS);
  await proveAgain(person);
  assert.equal((await ask(person)).status, 201);
  await cell.drain();
});

test('it goes to its person alone, never into a cache, and in ranges that make the whole', async () => {
  const person = await cell.account('fetches');
  await cell.publish({ personId: person.personId });
  const { id, bytes } = await makeExport(cell, person);
  const whole = await fetchArchive(cell, person, id);
  assert.equal(whole.headers.get('cache-control'), 'private, no-store');
  assert.match(
    whole.headers.get('content-disposition') ?? '',
    /^attachment; filename="jhalak-fetches-/,
  );
  assert.equal(whole.bytes.length, bytes);
  const cuts = [0, 1, 9_999, 30_000, whole.bytes.length];
  const parts: Buffer[] = [];
  for (const [at, start] of cuts.slice(0, -1).entries()) {
    const end = (cuts[at + 1] ?? 0) - 1;
    const part = await fetchArchive(cell, person, id, { range: `bytes=${start}-${end}` });
    assert.equal(part.status, 206);
    assert.equal(part.headers.get('content-range'), `bytes ${start}-${end}/${whole.bytes.length}`);
    parts.push(part.bytes);
  }
  assert.ok(Buffer.concat(parts).equals(whole.bytes));
  const over = await fetchArchive(cell, person, id, { range: `bytes=${whole.bytes.length}-` });
  assert.equal(over.status, 416);
  const stranger = await cell.account('stranger');
  assert.equal(await codeOf(stranger, id), 'export.not_found');
  const seen = await cell.api<Problem>('GET', `/v1/me/exports/${id}`, { token: stranger.token });
  assert.equal(seen.body.code, 'export.not_found');
  const nobody = await fetch(`${cell.url}/v1/me/exports/${id}/file`);
  assert.equal(nobody.status, 401);
});

test('a viewer without an account takes theirs too, and so does somebody whose account waits for its deletion', async () => {
  const viewer = await cell.viewer();
  const made = await makeExport(cell, viewer, 'ta');
  const archive = await unpack((await fetchArchive(cell, viewer, made.id)).bytes);
  assert.ok((await archive.text('index.html')).includes('<html lang="ta">'));
  assert.equal((await archive.rows('profile'))[0]?.['person_id'], undefined);
  assert.equal((await archive.rows('profile'))[0]?.['personId'], viewer.personId);
  await archive.close();
  const leaving = await cell.account('leaving_one');
  const password = 'correct horse battery';
  await cell.api('DELETE', '/v1/accounts/me', { token: leaving.token, body: { password } });
  const back = await cell.api<{ token: string }>('POST', '/v1/sessions', {
    body: { handle: 'leaving_one', password },
  });
  assert.equal((await makeExport(cell, { ...leaving, token: back.body.token })).state, 'ready');
});

test('after seven days it is gone, after thirty so is the record of it', async () => {
  const person = await cell.account('forgets');
  const { id } = await makeExport(cell, person);
  assert.equal((await blobsOf(person)).length, 1);
  cell.parts.clock.advance(7 * DAY_MS);
  await proveAgain(person);
  assert.equal(await codeOf(person, id), 'export.gone', 'before any sweep');
  await sweep();
  assert.deepEqual(await blobsOf(person), []);
  const { body } = await cell.api<Export>('GET', `/v1/me/exports/${id}`, { token: person.token });
  assert.deepEqual([body.state, body.bytes, body.expiresAtMs], ['expired', null, null]);
  cell.parts.clock.advance(23 * DAY_MS);
  await proveAgain(person);
  await sweep();
  const list = await cell.api<ExportList>('GET', '/v1/me/exports', { token: person.token });
  assert.deepEqual(list.body.items, []);
});

test('what lies on the disk is sealed, and an erased person leaves none of it, not even under way', async () => {
  const person = await cell.account('erased_one');
  const words = 'written by somebody who leaves';
  await cell.publish({ personId: person.personId, caption: words });
  const made = await makeExport(cell, person);
  const [key = ''] = await blobsOf(person);
  const stored = (await cell.parts.blobs.read(key)) ?? Buffer.alloc(0);
  assert.ok(stored.length > (made.bytes ?? 0));
  assert.ok(!stored.includes('clips.json') && !stored.includes(words));
  cell.parts.clock.advance(1_000);
  assert.equal((await ask(person)).status, 201);
  await cell.cell.accounts.erasePerson(person.personId);
  await cell.drain();
  assert.deepEqual(await blobsOf(person), []);
  const rows = await cell.parts.database.query(
    { name: 'test.exports_of', text: 'SELECT 1 FROM exports WHERE person_id = $1' },
    [person.personId],
  );
  assert.deepEqual(rows, []);
  const reply = await fetchArchive(cell, person, made.id);
  assert.equal(reply.status, 401);
});

test('nothing half-made is left in the work folder', async () => {
  const left = await readdir(join(cell.parts.folder, 'work', 'archives'));
  assert.deepEqual(left, []);
});

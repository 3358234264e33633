import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  METADATA,
  openMediaCell,
  patchHeaders,
  uploadMetadata,
  type MediaCell,
  type Reply,
} from './media-cell.fixture.ts';

let cell: MediaCell;
before(async () => {
  cell = await openMediaCell({ settings: { maxBytes: 5_000_000, maxOpenUploadsPerPerson: 3 } });
});
after(async () => await cell.close());

const MEBIBYTE = 1024 * 1024;

function codeOf(reply: Reply): string {
  assert.equal(reply.headers.get('content-type'), 'application/problem+json', reply.text);
  assert.equal(reply.headers.get('tus-resumable'), '1.0.0');
  const problem = JSON.parse(reply.text) as { code: string; status: number; detail: string };
  assert.equal(problem.status, reply.status);
  assert.ok(problem.detail.length > 20, 'a sentence says what to do');
  return problem.code;
}

async function received(uploadId: string): Promise<Buffer> {
  return await readFile(join(cell.parts.folder, 'uploads', 'received', uploadId));
}

test('OPTIONS tells version, extensions and largest size, without a token', async () => {
  const reply = await cell.tus(undefined, 'OPTIONS', '/v1/uploads');
  assert.equal(reply.status, 204);
  assert.equal(reply.headers.get('tus-version'), '1.0.0');
  assert.equal(
    reply.headers.get('tus-extension'),
    'creation,creation-with-upload,termination,expiration',
  );
  assert.equal(reply.headers.get('tus-max-size'), '5000000');
});

test('a file in three pieces arrives byte for byte and is queued when the last piece is acknowledged', async () => {
  const person = await cell.person();
  const content = randomBytes(3 * MEBIBYTE + 17);
  const id = await cell.begin(person, content.length);
  const path = `/v1/uploads/${id}`;
  for (const [from, to] of [
    [0, MEBIBYTE],
    [MEBIBYTE, 2 * MEBIBYTE + 5],
    [2 * MEBIBYTE + 5, content.length],
  ] as const) {
    const head = await cell.tus(person, 'HEAD', path);
    assert.equal(head.headers.get('upload-offset'), String(from));
    assert.equal(head.headers.get('upload-length'), String(content.length));
    assert.equal(head.headers.get('cache-control'), 'no-store');
    assert.equal(head.headers.get('upload-metadata'), uploadMetadata(METADATA));
    const reply = await cell.tus(
      person,
      'PATCH',
      path,
      patchHeaders(from),
      content.subarray(from, to),
    );
    assert.equal(reply.status, 204);
    assert.equal(reply.headers.get('upload-offset'), String(to));
  }
  assert.deepEqual(
    createHash('sha256')
      .update(await received(id))
      .digest(),
    createHash('sha256').update(content).digest(),
  );
  const view = await cell.view(person, id);
  assert.equal(view.state, 'checking');
  assert.equal(view.receivedBytes, content.length);
  await cell.tus(person, 'DELETE', path);
});

test('creation answers with a relative address and the time at which the upload expires', async () => {
  const person = await cell.person();
  const reply = await cell.tus(person, 'POST', '/v1/uploads', {
    'upload-length': '5',
    'upload-metadata': uploadMetadata(METADATA),
    'x-forwarded-proto': 'https, http',
  });
  assert.equal(reply.status, 201);
  assert.match(reply.headers.get('location') ?? '', /^\/v1\/uploads\/[0-9a-f-]{36}$/);
  const expires = Date.parse(reply.headers.get('upload-expires') ?? '');
  assert.equal(expires, cell.parts.clock.nowMs() + 24 * 3_600_000);
});

test('creation can carry the first bytes, or all of them', async () => {
  const person = await cell.person();
  const reply = await cell.tus(
    person,
    'POST',
    '/v1/uploads',
    {
      'upload-length': '6',
      'upload-metadata': uploadMetadata(METADATA),
      'content-type': 'application/offset+octet-stream',
    },
    Buffer.from('abcdef'),
  );
  assert.equal(reply.status, 201, reply.text);
  assert.equal(reply.headers.get('upload-offset'), '6');
  const id = reply.headers.get('location')?.split('/').at(-1) ?? '';
  assert.equal((await received(id)).toString(), 'abcdef');
  assert.equal((await cell.view(person, id)).state, 'checking');
  await cell.tus(person, 'DELETE', `/v1/uploads/${id}`);
});

test('an offset that is not where the upload stands is refused and changes nothing', async () => {
  const person = await cell.person();
  const id = await cell.begin(person, 10);
  const path = `/v1/uploads/${id}`;
  await cell.tus(person, 'PATCH', path, patchHeaders(0), Buffer.from('abcd'));
  for (const offset of [0, 3, 5, 10]) {
    const reply = await cell.tus(person, 'PATCH', path, patchHeaders(offset), Buffer.from('x'));
    assert.equal(reply.status, 409);
    assert.equal(codeOf(reply), 'upload.offset_conflict');
  }
  assert.equal((await received(id)).toString(), 'abcd');
  await cell.tus(person, 'DELETE', path);
});

test('more bytes than declared are refused', async () => {
  const person = await cell.person();
  const id = await cell.begin(person, 4);
  const reply = await cell.tus(
    person,
    'PATCH',
    `/v1/uploads/${id}`,
    patchHeaders(0),
    Buffer.from('abcdefgh'),
  );
  assert.equal(codeOf(reply), 'upload.too_large');
  assert.equal((await cell.view(person, id)).receivedBytes, 0);
  await cell.tus(person, 'DELETE', `/v1/uploads/${id}`);
});

test("another person's upload looks as if it were not there, for every method", async () => {
  const owner = await cell.person();
  const other = await cell.person();
  const id = await cell.begin(owner, 10);
  const path = `/v1/uploads/${id}`;
  assert.equal((await cell.tus(other, 'HEAD', path)).status, 404);
  assert.equal(
    codeOf(await cell.tus(other, 'PATCH', path, patchHeaders(0), Buffer.from('x'))),
    'upload.not_found',
  );
  assert.equal(codeOf(await cell.tus(other, 'DELETE', path)), 'upload.not_found');
  assert.deepEqual(await cell.route('getUpload', other, id), {
    status: 404,
    json: { code: 'upload.not_found' },
  });
  assert.deepEqual(await cell.route('retryUpload', other, id), {
    status: 404,
    json: { code: 'upload.not_found' },
  });
  assert.deepEqual((await cell.route('listUploads', other)).json, { items: [] });
  assert.equal((await cell.tus(owner, 'HEAD', path)).headers.get('upload-offset'), '0');
  await cell.tus(owner, 'DELETE', path);
});

test('without a token 401, without a handle 403, and nothing is begun', async () => {
  const person = await cell.person();
  const headers = { 'upload-length': '5', 'upload-metadata': uploadMetadata(METADATA) };
  assert.equal(codeOf(await cell.tus(undefined, 'POST', '/v1/uploads', headers)), 'auth.required');
  const viewer = await cell.tus(person, 'POST', '/v1/uploads', {
    ...headers,
    'x-test-viewer': '1',
  });
  assert.equal(codeOf(viewer), 'auth.forbidden');
  assert.deepEqual((await cell.route('listUploads', person)).json, { items: [] });
});

test('each wrong word about a clip is named', async () => {
  const person = await cell.person();
  const cases: readonly [Record<string, string>, string][] = [
    [{ ...METADATA, language: 'tlh' }, '/language'],
    [{ ...METADATA, language: '' }, '/language'],
    [{ ...METADATA, genre: 'war' }, '/genre'],
    [{ ...METADATA, caption: 'x'.repeat(301) }, '/caption'],
    [{ ...METADATA, tags: Array.from({ length: 11 }, (_, i) => `tag${i}`).join(',') }, '/tags'],
    [{ ...METADATA, tags: 'y'.repeat(65) }, '/tags/0'],
    [{ ...METADATA, filename: 'n'.repeat(256) }, '/filename'],
    [{ ...METADATA, trimStartMs: '-1' }, '/trimStartMs'],
    [{ ...METADATA, trimStartMs: '2000', trimEndMs: '1000' }, '/trimEndMs'],
  ];
  for (const [words, pointer] of cases) {
    const reply = await cell.tus(person, 'POST', '/v1/uploads', {
      'upload-length': '5',
      'upload-metadata': uploadMetadata(words),
    });
    assert.equal(reply.status, 422);
    assert.equal(codeOf(reply), 'upload.metadata_invalid');
    const { errors } = JSON.parse(reply.text) as { errors: { pointer: string }[] };
    assert.deepEqual(
      errors.map((error) => error.pointer),
      [pointer],
    );
  }
  const none = await cell.tus(person, 'POST', '/v1/uploads', { 'upload-length': '5' });
  const { errors } = JSON.parse(none.text) as { errors: { pointer: string }[] };
  assert.deepEqual(errors.map((error) => error.pointer).toSorted(), ['/genre', '/language']);
  const garbled = await cell.tus(person, 'POST', '/v1/uploads', {
    'upload-length': '5',
    'upload-metadata': 'a b c',
  });
  assert.equal(codeOf(garbled), 'request.invalid');
});

test('a caption may be left out', async () => {
  const person = await cell.person();
  const id = await cell.begin(person, 5, { language: 'ta', genre: 'food' });
  assert.equal((await cell.view(person, id)).caption, '');
});

test('protocol errors are problems too', async () => {
  const person = await cell.person();
  const id = await cell.begin(person, 5);
  const path = `/v1/uploads/${id}`;
  const words = { 'upload-metadata': uploadMetadata(METADATA) };
  const wrongVersion = await cell.tus(person, 'HEAD', path, { 'tus-resumable': '0.2.2' });
  assert.equal(wrongVersion.status, 412);
  assert.equal(wrongVersion.headers.get('tus-version'), '1.0.0');
  assert.equal(codeOf(await cell.tus(person, 'POST', '/v1/uploads', words)), 'request.invalid');
  assert.equal(
    codeOf(await cell.tus(person, 'POST', '/v1/uploads', { ...words, 'upload-defer-length': '1' })),
    'request.invalid',
  );
  assert.equal(
    codeOf(await cell.tus(person, 'POST', '/v1/uploads', { ...words, 'upload-length': '-5' })),
    'request.invalid',
  );
  assert.equal(
    codeOf(await cell.tus(person, 'POST', '/v1/uploads', { ...words, 'upload-length': '5000001' })),
    'upload.too_large',
  );
  assert.equal(
    codeOf(
      await cell.tus(
        person,
        'PATCH',
        path,
        { ...patchHeaders(0), 'content-type': 'video/mp4' },
        Buffer.from('x'),
      ),
    ),
    'request.unsupported_type',
  );
  assert.equal(
    codeOf(
      await cell.tus(
        person,
        'PATCH',
        path,
        { 'content-type': 'application/offset+octet-stream' },
        Buffer.from('x'),
      ),
    ),
    'request.invalid',
  );
  for (const strange of [
    '/v1/uploads/..%2f..%2fetc',
    '/v1/uploads/nothing',
    `/v1/uploads/${cell.parts.ids.next()}`,
  ]) {
    assert.equal((await cell.tus(person, 'HEAD', strange)).status, 404);
    assert.equal(
      codeOf(await cell.tus(person, 'PATCH', strange, patchHeaders(0), Buffer.from('x'))),
      'upload.not_found',
    );
  }
});

test('a person has at most three uploads open; a finished, deleted or expired one makes room', async () => {
  const person = await cell.person();
  const first = await cell.begin(person, 4);
  for (let open = 1; open < 3; open += 1) await cell.begin(person, 4);
  const headers = { 'upload-length': '5', 'upload-metadata': uploadMetadata(METADATA) };
  const tooMany = await cell.tus(person, 'POST', '/v1/uploads', headers);
  assert.equal(codeOf(tooMany), 'upload.too_many_open');
  assert.equal(tooMany.headers.get('retry-after'), '60');
  await cell.tus(person, 'DELETE', `/v1/uploads/${first}`);
  assert.equal((await cell.tus(person, 'POST', '/v1/uploads', headers)).status, 201);
  const race = await Promise.all(
    Array.from({ length: 4 }, () => cell.tus(person, 'POST', '/v1/uploads', headers)),
  );
  assert.deepEqual(
    race.map((reply) => reply.status),
    [429, 429, 429, 429],
  );
});

test('of many uploads begun at once no more than allowed are let in', async () => {
  const person = await cell.person();
  const headers = { 'upload-length': '5', 'upload-metadata': uploadMetadata(METADATA) };
  const race = await Promise.all(
    Array.from({ length: 6 }, () => cell.tus(person, 'POST', '/v1/uploads', headers)),
  );
  assert.equal(race.filter((reply) => reply.status === 201).length, 3);
});

test('a deleted upload is gone with its bytes, and its request to go on is not found', async () => {
  const person = await cell.person();
  const id = await cell.begin(person, 10);
  await cell.tus(person, 'PATCH', `/v1/uploads/${id}`, patchHeaders(0), Buffer.from('abc'));
  assert.equal((await cell.tus(person, 'DELETE', `/v1/uploads/${id}`)).status, 204);
  assert.equal((await cell.tus(person, 'HEAD', `/v1/uploads/${id}`)).status, 404);
  await assert.rejects(received(id), { code: 'ENOENT' });
});

test('when the disk is at its floor nothing is begun or continued', async () => {
  const full = await openMediaCell({ settings: { freeDiskFloorBytes: Number.MAX_SAFE_INTEGER } });
  try {
    const person = await full.person();
    const reply = await full.tus(person, 'POST', '/v1/uploads', {
      'upload-length': '5',
      'upload-metadata': uploadMetadata(METADATA),
    });
    assert.equal(reply.status, 507);
    assert.equal(codeOf(reply), 'upload.disk_full');
  } finally {
    await full.close();
  }
});

test('words about a clip rest sealed in the database', async () => {
  const person = await cell.person();
  const id = await cell.begin(person, 5, { ...METADATA, caption: 'SECRETCAPTION' });
  const rows = await cell.parts.database.query<{ row: string }>(
    {
      name: 'test.row_text',
      text: `SELECT encode(metadata, 'escape') || media_uploads::text AS row FROM media_uploads WHERE upload_id = $1`,
    },
    [id],
  );
  assert.equal(rows.length, 1);
  assert.ok(!rows[0]?.row.includes('SECRETCAPTION'));
  assert.equal((await cell.view(person, id)).caption, 'SECRETCAPTION');
});

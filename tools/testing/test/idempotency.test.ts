// Creating things over a line that breaks: the reply is lost, the client asks again.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startCell, type ApiReply, type TestCell } from '@jhalak/testing';

interface Created {
  token: string;
  code?: string;
  ticket?: string;
  viewer?: { id: string };
  recoveryCodes?: string[];
}

let cell: TestCell;
before(async () => {
  cell = await startCell();
});
after(async () => {
  await cell.close();
});

const PERSON = { languages: ['hi'], genres: [] };

async function create(
  path: string,
  key: string,
  body: object,
  token?: string,
): Promise<ApiReply<Created>> {
  return await cell.api<Created>('POST', path, {
    body,
    token,
    headers: { 'idempotency-key': key },
  });
}

test('a repeated creation gives the first reply and creates nothing', async () => {
  const first = await create('/v1/viewers', 'key-of-one-viewer-1', PERSON);
  const again = await create('/v1/viewers', '"key-of-one-viewer-1"', PERSON);
  assert.equal(first.status, 201);
  assert.equal(again.status, 201);
  assert.deepEqual(again.body, first.body);
  assert.equal(first.headers.get('idempotency-replayed'), null);
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  const other = await create('/v1/viewers', 'key-of-one-viewer-2', PERSON);
  assert.notEqual(other.body.viewer?.id, first.body.viewer?.id);
});

test('of many at once one creates; the others get its reply or are told to wait', async () => {
  const replies = await Promise.all(
    Array.from({ length: 8 }, () => create('/v1/viewers', 'key-of-a-crowd-of-8', PERSON)),
  );
  const made = replies.filter((reply) => reply.status === 201);
  assert.ok(made.length >= 1);
  assert.equal(new Set(made.map((reply) => reply.body.viewer?.id)).size, 1);
  for (const reply of replies.filter((one) => one.status !== 201)) {
    assert.equal(reply.body.code, 'request.in_progress');
    assert.equal(reply.headers.get('retry-after'), '1');
  }
});

test('signing up can be repeated although it ended the token that it came with', async () => {
  const viewer = await cell.viewer();
  const body = { handle: 'lost_reply', password: 'correct horse battery', ...PERSON };
  const first = await create('/v1/accounts', 'key-of-signing-up-1', body, viewer.token);
  const again = await create('/v1/accounts', 'key-of-signing-up-1', body, viewer.token);
  assert.equal(first.status, 201);
  assert.deepEqual(again.body, first.body);
  const without = await create('/v1/accounts', 'key-of-signing-up-2', body);
  assert.equal(without.body.code, 'account.handle_taken');
});

test('another request under the same key is refused', async () => {
  await create('/v1/viewers', 'key-used-for-two-things', PERSON);
  const other = await create('/v1/viewers', 'key-used-for-two-things', {
    ...PERSON,
    genres: ['food'],
  });
  assert.equal(other.status, 422);
  assert.equal(other.body.code, 'request.key_reused');
});

test('what was refused may be tried again under the same key', async () => {
  const body = { handle: 'mended_one', password: 'short', ...PERSON };
  const weak = await create('/v1/accounts', 'key-of-a-second-try', body);
  assert.equal(weak.body.code, 'account.password_weak');
  const better = { ...body, password: 'correct horse battery' };
  assert.equal((await create('/v1/accounts', 'key-of-a-second-try', better)).status, 201);
});

test('one person’s key is not another’s', async () => {
  const creator = await cell.account('maker_one');
  const videoId = await cell.publish({ personId: creator.personId });
  await cell.drain();
  const [one, two] = [await cell.viewer(), await cell.viewer()];
  const path = `/v1/videos/${videoId}/reports`;
  const body = { reason: 'spam' };
  const first = await create(path, 'key-that-two-people-have', body, one.token);
  const repeated = await create(path, 'key-that-two-people-have', body, one.token);
  const other = await create(path, 'key-that-two-people-have', body, two.token);
  assert.equal(repeated.body.ticket, first.body.ticket);
  assert.notEqual(other.body.ticket, first.body.ticket);
});

test('a key that could be guessed or met by chance is refused', async () => {
  for (const key of ['1', 'short', 'with a space in it all', 'x'.repeat(256)]) {
    const reply = await create('/v1/viewers', key, PERSON);
    assert.equal(reply.body.code, 'request.invalid', key);
  }
});

test('kept replies tell nothing to whoever reads the store', async () => {
  const key = 'key-of-a-secret-reply';
  const body = { handle: 'secret_one', password: 'correct horse battery', ...PERSON };
  const created = await create('/v1/accounts', key, body);
  const rows = await cell.parts.database.query<{ key: string; value: Buffer }>({
    name: 'test.kept_replies',
    text: `SELECT key, value FROM state_entries WHERE space = 'http.reply'`,
  });
  const stored = rows.map((row) => row.key + row.value.toString('utf8')).join('\n');
  const secrets = [key, 'secret_one', created.body.token, ...(created.body.recoveryCodes ?? [])];
  for (const secret of secrets) {
    assert.ok(!stored.includes(secret));
    assert.ok(!stored.includes(Buffer.from(secret).toString('base64url')));
  }
});

test('what a killed process had begun runs again when its claim is over', async () => {
  const key = 'key-of-a-killed-process';
  const first = await create('/v1/viewers', key, PERSON);
  // As after a kill between the change and the keeping of its reply.
  await cell.parts.database.query(
    {
      name: 'test.claims_only',
      text: `UPDATE state_entries SET expires_at_ms = $1,
        value = convert_to((convert_from(value, 'UTF8')::jsonb - 'sealed')::text, 'UTF8') WHERE space = 'http.reply'`,
    },
    [cell.parts.clock.nowMs() + 60_000],
  );
  assert.equal((await create('/v1/viewers', key, PERSON)).body.code, 'request.in_progress');
  cell.parts.clock.advance(60_000);
  const later = await create('/v1/viewers', key, PERSON);
  assert.equal(later.status, 201);
  assert.notEqual(later.body.viewer?.id, first.body.viewer?.id);
});

test('a kept reply is forgotten after a day', async () => {
  const key = 'key-of-an-old-request';
  const first = await create('/v1/viewers', key, PERSON);
  cell.parts.clock.advance(24 * 3_600_000 - 1);
  assert.deepEqual((await create('/v1/viewers', key, PERSON)).body, first.body);
  cell.parts.clock.advance(1);
  assert.notDeepEqual((await create('/v1/viewers', key, PERSON)).body, first.body);
});

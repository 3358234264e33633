// What every route keeps to, as a client meets it: limits, refusals, caching, addresses.

import assert from 'node:assert/strict';
import { request, type IncomingHttpHeaders } from 'node:http';
import { after, before, test } from 'node:test';
import { createHttpServer, createMetrics } from '@jhalak/jhalak';
import { startCell, type TestCell } from '@jhalak/testing';

let cell: TestCell;
let videoId: string;
before(async () => {
  cell = await startCell({ rateLimits: true });
  const creator = await cell.account('maker_one');
  videoId = await cell.publish({ personId: creator.personId });
  await cell.drain();
});
after(async () => {
  await cell.close();
});

interface RawReply {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

// fetch sets its own Host and refuses to send addresses that cannot be decoded.
async function raw(
  url: string,
  path: string,
  asked: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<RawReply> {
  const { hostname, port } = new URL(url);
  const { method = 'GET', headers = {}, body } = asked;
  const reply = Promise.withResolvers<RawReply>();
  const sent = request({ hostname, port, path, method, headers }, (message) => {
    const parts: Buffer[] = [];
    message.on('data', (part: Buffer) => parts.push(part));
    message.on('end', () => {
      const text = Buffer.concat(parts).toString('utf8');
      reply.resolve({ status: message.statusCode ?? 0, headers: message.headers, body: text });
    });
  });
  sent.on('error', reply.reject);
  sent.end(body);
  return await reply.promise;
}

const json = { 'content-type': 'application/json' };
const nobody = JSON.stringify({ languages: [], genres: [] });

function codeOf(reply: RawReply): unknown {
  assert.match(reply.headers['content-type'] ?? '', /^application\/problem\+json/);
  return (JSON.parse(reply.body) as { code: unknown }).code;
}

test('requests without a token are counted, and refused when they are too many', async () => {
  const statuses = new Set<number>();
  for (let time = 0; time < 241; time += 1) {
    const { status } = await raw(cell.url, '/v1/events', { method: 'POST' });
    statuses.add(status);
  }
  assert.deepEqual([...statuses], [401, 429]);
});

test('a refusal for want of a token says which kind is asked for', async () => {
  const reply = await raw(cell.url, '/v1/viewers/me');
  assert.equal(codeOf(reply), 'auth.required');
  assert.match(reply.headers['www-authenticate'] ?? '', /^Bearer/);
  assert.ok(reply.headers['ratelimit-limit'] !== undefined);
});

test('no cache may keep a refusal: the clip may be back in a minute', async () => {
  const reply = await raw(cell.url, `/media/${cell.parts.ids.next()}/360.mp4`);
  assert.equal(reply.status, 404);
  assert.equal(reply.headers['cache-control'], 'no-store');
});

test('an address that cannot be decoded is refused as every other wrong request', async () => {
  const reply = await raw(cell.url, '/v1/videos/%zz');
  assert.equal(reply.status, 400);
  assert.equal(codeOf(reply), 'request.invalid');
});

test('a body that is not JSON is refused by its type', async () => {
  const reply = await raw(cell.url, '/v1/viewers', {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: nobody,
  });
  assert.equal(codeOf(reply), 'request.unsupported_type');
});

test('a host that is none does not fail on our side', async () => {
  const reply = await raw(cell.url, '/v1/viewers', {
    method: 'POST',
    headers: { ...json, host: 'a b' },
    body: nobody,
  });
  assert.equal(reply.status, 201);
});

test('a cached copy is good when any of its tags fits, also weakened ones, or when any will do', async () => {
  const path = `/media/${videoId}/360.mp4`;
  const etag = (await raw(cell.url, path)).headers.etag ?? '';
  for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const reply = await raw(cell.url, path, { headers: { 'if-none-match': tags } });
    assert.equal(reply.status, 304, tags);
  }
  const other = await raw(cell.url, path, { headers: { 'if-none-match': '"other"' } });
  assert.equal(other.status, 200);
});

test('metrics are not for whoever comes through a proxy on this machine', async () => {
  assert.equal((await raw(cell.url, '/metrics')).status, 200);
  const proxied = await raw(cell.url, '/metrics', {
    headers: { 'x-forwarded-for': '192.0.2.1' },
  });
  assert.equal(codeOf(proxied), 'auth.forbidden');
});

test('behind a proxy the address is the one that the proxy saw, whatever the client wrote before it', async () => {
  const server = await createHttpServer({
    cell: cell.cell,
    logger: cell.parts.logger,
    metrics: createMetrics(),
    version: 'test',
    trustProxy: true,
  });
  try {
    const url = await server.listen(0, '127.0.0.1');
    const left = async (forwarded: string): Promise<number> => {
      const headers = { 'x-forwarded-for': forwarded };
      const reply = await raw(url, `/v1/videos/${videoId}`, { headers });
      return Number(reply.headers['ratelimit-remaining']);
    };
    const first = await left('192.0.2.1');
    assert.equal(await left('203.0.113.9, 192.0.2.1'), first - 1);
    assert.equal(await left('203.0.113.10, 192.0.2.1'), first - 2);
    assert.equal(await left('192.0.2.2'), first);
  } finally {
    await server.close();
  }
});

test('who makes a new viewer for each code asks no more often than their address may', async () => {
  const ask = async (): Promise<number> => {
    const { token } = await cell.viewer();
    const headers = { ...json, authorization: `Bearer ${token}` };
    const body = JSON.stringify({ phone: '12', language: 'en' });
    return (await raw(cell.url, '/v1/sign-in/phone', { method: 'POST', headers, body })).status;
  };
  const statuses: number[] = [];
  for (let time = 0; time < 4; time += 1) statuses.push(await ask());
  assert.equal(statuses.at(0), statuses.at(2));
  assert.notEqual(statuses.at(2), 429);
  assert.equal(statuses.at(3), 429);
  const comingIn = cell.cell.routes.filter(
    ({ tag, access, method }) => tag === 'accounts' && access === 'anyone' && method === 'POST',
  );
  assert.ok(comingIn.length >= 9);
  for (const { name, countedBy } of comingIn) assert.equal(countedBy, 'address', name);
});

test('who makes a new viewer for each complaint complains no more often than their address may', async () => {
  const file = async (): Promise<number> => {
    const { token } = await cell.viewer();
    const headers = { ...json, authorization: `Bearer ${token}` };
    const body = JSON.stringify({ kind: 'intimate', text: 'Again.' });
    return (await raw(cell.url, '/v1/grievances', { method: 'POST', headers, body })).status;
  };
  const statuses: number[] = [];
  for (let time = 0; time < 6; time += 1) statuses.push(await file());
  assert.deepEqual(statuses, [201, 201, 201, 201, 201, 429]);
});

test('addresses that no route takes are counted like the others', async () => {
  const reply = await raw(cell.url, '/nothing/here');
  assert.equal(reply.status, 404);
  assert.ok(reply.headers['ratelimit-remaining'] !== undefined);
});

test('wherever GET is answered HEAD is, with the same status and headers and no body', async () => {
  const { token } = await cell.viewer();
  const headers = { authorization: `Bearer ${token}` };
  const paths = [
    '/v1/health',
    '/openapi.json',
    '/docs/problems',
    '/v1/viewers/me',
    '/v1/people/maker_one',
    `/v1/videos/${videoId}`,
    `/media/${videoId}/360.mp4`,
    `/v1/videos/${cell.parts.ids.next()}`,
  ];
  for (const path of paths) {
    const got = await raw(cell.url, path, { headers });
    const head = await raw(cell.url, path, { method: 'HEAD', headers });
    assert.equal(head.status, got.status, path);
    assert.equal(head.body, '', path);
    for (const name of ['content-type', 'cache-control', 'etag'])
      assert.equal(head.headers[name], got.headers[name], `${path}: ${name}`);
    if (got.status === 200 && !path.endsWith('health'))
      assert.equal(head.headers['content-length'], got.headers['content-length'], path);
  }
  // tus answers HEAD itself: where an upload stands.
  const upload = await raw(cell.url, `/v1/uploads/${cell.parts.ids.next()}`, {
    method: 'HEAD',
    headers: { ...headers, 'tus-resumable': '1.0.0' },
  });
  assert.equal(upload.headers['tus-resumable'], '1.0.0');
});

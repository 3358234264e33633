// The description of the API is whole: what outside clients are generated from.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startCell, type TestCell } from '@jhalak/testing';

interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  security?: unknown[];
  parameters?: { name: string; in: string }[];
  responses: Record<string, { $ref?: string; description?: string; content?: object }>;
}

interface Description {
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; responses: Record<string, object> };
}

let cell: TestCell;
let api: Description;
let operations: [string, Operation][];
before(async () => {
  cell = await startCell();
  api = (await cell.api<Description>('GET', '/openapi.json')).body;
  operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]): [string, Operation] => [`${method} ${path}`, one]),
  );
});
after(async () => {
  await cell.close();
});

test('every operation has a name of its own, a summary, a known tag, and ends in a problem when refused', () => {
  const names = operations.map(([, one]) => one.operationId);
  assert.deepEqual(names.length, new Set(names).size);
  const tags = new Set(api.tags.map((tag) => tag.name));
  for (const [where, one] of operations) {
    assert.notEqual(one.summary, '', where);
    assert.ok(
      one.tags.every((tag) => tags.has(tag)),
      where,
    );
    if (one.operationId !== 'getHealth')
      assert.equal(one.responses['default']?.$ref, '#/components/responses/Problem', where);
  }
});

test('every part of a path is described as a parameter', () => {
  for (const [where, one] of operations) {
    const named = [...where.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
    const given = (one.parameters ?? []).filter((it) => it.in === 'path').map((it) => it.name);
    assert.deepEqual(given.toSorted(), named.toSorted(), where);
  }
});

test('whatever is referred to is there, and what has a name is described once', () => {
  const text = JSON.stringify(api);
  for (const [, path = ''] of text.matchAll(/"\$ref":"#\/components\/([^"]+)"/g)) {
    const [kind = '', name = ''] = path.split('/');
    const parts: Record<string, Record<string, object>> = { ...api.components };
    assert.ok(parts[kind]?.[name] !== undefined, path);
  }
  assert.ok(!text.includes('"$id"'));
  for (const name of ['Video', 'FeedPage', 'FeedItem', 'Upload', 'Viewer', 'Problem'])
    assert.ok(name in api.components.schemas, name);
});

test('what phones send has a name, so that a generator makes one type of it', () => {
  for (const name of ['ReceiptBody', 'LockEventsBody', 'DevicePseudonym', 'SignedJson'])
    assert.ok(name in api.components.schemas, name);
});

test('uploads, which speak another protocol, are described beside the others', () => {
  for (const where of [
    ...['post /v1/uploads', 'head /v1/uploads/{id}', 'patch /v1/uploads/{id}'],
    ...['post /v1/imports', 'head /v1/imports/{id}', 'patch /v1/imports/{id}'],
  ])
    assert.ok(operations.some(([one, { security }]) => one === where && security !== undefined));
  assert.ok(operations.some(([where]) => where === 'get /v1/uploads/{id}'));
});

test('the page that a problem names explains its code', async () => {
  const refused = await cell.api<{ type: string }>('GET', '/v1/feeds/for-you?cursor=x', {
    token: (await cell.viewer()).token,
  });
  const [path, code] = refused.body.type.split('#');
  assert.equal(path, '/docs/problems');
  const page = await cell.api<string>('GET', path);
  assert.equal(page.status, 200);
  const row = new RegExp(`<tr id="${code}">.*?</tr>`).exec(page.body)?.[0] ?? '';
  assert.match(row, /was not made for this person.*start again without a cursor/);
});

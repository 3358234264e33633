// The public log over HTTP, as an outsider sees it.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { BorderCard } from '@jhalak/contracts/border';
import { startCell, type TestCell } from '@jhalak/testing';
import { parseVkey, verifyLog } from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';

let cell: TestCell;
before(async () => {
  cell = await startCell();
});
after(async () => {
  await cell.close();
});

async function file(path: string): Promise<Response> {
  return await fetch(`${cell.url}/log/${path}`);
}

async function append(count: number): Promise<string> {
  const { database } = cell.parts;
  const id = await database.transaction(async (tx) => {
    let last = '';
    for (let at = 0; at < count; at += 1)
      last = await cell.cell.border.log.append(tx, { kind: 'key', act: 'keys.rotated' });
    return last;
  });
  await cell.cell.border.log.integrated(id);
  return id;
}

test('whoever asks gets the key and the files, and can verify the log with nothing else', async () => {
  const entryId = await append(300);
  const { body } = await cell.api<BorderCard>('GET', '/v1/border');
  assert.match(body.cellId, /^in-[a-z2-7]{10}$/);
  assert.equal(body.origin, `jhalak/${body.cellId}`);
  assert.ok(body.size >= 300);
  const proven = await verifyLog(
    nodeCrypto,
    {
      read: async (path) => {
        const reply = await file(path);
        return reply.status === 404 ? undefined : new Uint8Array(await reply.arrayBuffer());
      },
    },
    { log: parseVkey(nodeCrypto.sha256, body.vkey), entryId },
  );
  assert.equal(Number(proven.checkpoint.size), body.size);
  assert.ok(proven.entry);
});

test('full tiles may be kept for ever, the checkpoint not at all, and scripts of other sites may read both', async () => {
  await append(300);
  const tile = await file('tile/entries/000');
  assert.match(tile.headers.get('cache-control') ?? '', /immutable/);
  assert.equal(tile.headers.get('content-type'), 'application/octet-stream');
  assert.equal(tile.headers.get('access-control-allow-origin'), '*');
  const checkpoint = await file('checkpoint');
  assert.equal(checkpoint.headers.get('cache-control'), 'no-cache');
  assert.equal(checkpoint.headers.get('content-type'), 'text/plain; charset=utf-8');
});

test('what is no file of the log is not found, however it is written', async () => {
  for (const path of ['', '..%2froot.key', 'tile/0/..%2f..%2fcheckpoint', 'tile/0/999', 'tile'])
    assert.equal((await file(path)).status, 404, path);
});

test('a co-signature that no known witness made is refused', async () => {
  await append(1);
  const checkpoint = await (await file('checkpoint')).text();
  for (const text of [checkpoint, 'nonsense']) {
    const reply = await cell.api<{ code: string }>('POST', '/v1/border/cosignatures', {
      body: { checkpoint: text },
    });
    assert.deepEqual([reply.status, reply.body.code], [422, 'border.cosignature']);
  }
});

test('a log that somebody has overwritten answers that it is unavailable, and gives no receipt', async () => {
  await append(1);
  await writeFile(join(cell.parts.folder, 'log/checkpoint'), 'nonsense');
  const reply = await cell.api<{ code: string }>('GET', '/v1/border');
  assert.deepEqual([reply.status, reply.body.code], [503, 'unavailable']);
  await assert.rejects(append(1), { code: 'unavailable' });
});

// What strace sees: an acknowledgement leaves the process only after the kernel has synced what it acknowledges.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openTestParts } from '@jhalak/testing';
import { end, serve } from './child-media.fixture.ts';
import { METADATA, patchHeaders, uploadMetadata } from './media-cell.fixture.ts';

const STRACE_MISSING = spawnSync('strace', ['-V']).error !== undefined;

test(
  'bytes and their folder are synced before 204',
  {
    skip: STRACE_MISSING ? 'NOT RUN: there is no strace on this machine' : false,
  },
  async () => {
    const parts = await openTestParts({
      migrations: [{ owner: 'media', folder: new URL('../migrations/', import.meta.url) }],
    });
    try {
      const person = parts.ids.next();
      await parts.keys.ensure(person);
      const trace = join(parts.folder, 'trace');
      const served = await serve(parts, [
        'strace',
        '-f',
        '-y',
        '-e',
        'trace=fsync,fdatasync,pwrite64,write,writev',
        '-o',
        trace,
      ]);
      const url = `http://127.0.0.1:${served.port}`;
      const headers = { 'tus-resumable': '1.0.0', 'x-test-person': person };
      const created = await fetch(`${url}/v1/uploads`, {
        method: 'POST',
        headers: {
          ...headers,
          'upload-length': '400000',
          'upload-metadata': uploadMetadata(METADATA),
        },
      });
      const path = created.headers.get('location') ?? '';
      for (const offset of [0, 200_000]) {
        const reply = await fetch(`${url}${path}`, {
          method: 'PATCH',
          headers: { ...headers, ...patchHeaders(offset) },
          body: new Uint8Array(200_000),
        });
        assert.equal(reply.status, 204);
      }
      await end(served);
      checkOrder(await readFile(trace, 'utf8'), path.split('/').at(-1) ?? '');
    } finally {
      await parts.close();
    }
  },
);

function checkOrder(trace: string, uploadId: string): void {
  let unsyncedFile = false;
  let syncedFolder = false;
  let pieces = 0;
  for (const line of trace.split('\n')) {
    const ofFile = line.includes(`received/${uploadId}>`);
    if (ofFile && line.includes('pwrite64(')) unsyncedFile = true;
    if (ofFile && /\bf(data)?sync\(/.test(line)) unsyncedFile = false;
    if (line.includes('/uploads/received>') && line.includes('fsync(')) syncedFolder = true;
    if (!line.includes('HTTP/1.1 204')) continue;
    pieces += 1;
    assert.ok(syncedFolder, 'the folder knows the file before the client does');
    assert.ok(!unsyncedFile, 'nothing is acknowledged that is not synced');
  }
  assert.equal(pieces, 2, 'the trace shows both acknowledgements');
}

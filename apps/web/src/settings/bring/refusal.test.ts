import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DetailedError } from 'tus-js-client';
import { refusalIn } from './refusal.ts';

function answered(status: number, body: string): DetailedError {
  const originalResponse = { getStatus: () => status, getBody: () => body };
  return Object.assign(new Error('tus'), { originalResponse }) as unknown as DetailedError;
}

function codeOf(status: number, code: string): string | undefined {
  const refusal = refusalIn(answered(status, JSON.stringify({ code, detail: 'Why.' })));
  return refusal?.kind === 'problem' ? refusal.code : undefined;
}

test('what the server refuses is told as that', () => {
  assert.equal(codeOf(403, 'family.consent_needed'), 'family.consent_needed');
  assert.equal(codeOf(413, 'import.too_large'), 'import.too_large');
  assert.equal(codeOf(409, 'import.running'), 'import.running');
  assert.equal(codeOf(507, 'upload.disk_full'), 'upload.disk_full');
});

test('a broken line, a busy server and a proxy’s page go on with the same file', () => {
  assert.equal(refusalIn(new Error('offline')), undefined);
  assert.equal(codeOf(409, 'upload.offset_conflict'), undefined);
  assert.equal(codeOf(503, 'internal'), undefined);
  assert.equal(refusalIn(answered(502, '<html>')), undefined);
});

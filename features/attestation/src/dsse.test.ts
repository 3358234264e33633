// proves F7: what is signed is exactly the envelope's bytes and type, each key counts once, and a tool that is not ours agrees.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  goodSignatures,
  keyIdOf,
  PAYLOAD_TYPE,
  payloadOf,
  preAuthenticationEncoding,
  rawKeyOf,
  readEnvelope,
  signEnvelope,
  unsignedEnvelope,
  type SigningKey,
} from './dsse.ts';

const payload = Buffer.from('{"_type":"https://in-toto.io/Statement/v1"}');

function newKey(): { key: KeyObject; listed: SigningKey } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = rawKeyOf(publicKey);
  return { key: privateKey, listed: { keyId: keyIdOf(raw), publicKey: raw } };
}

test('two keys that sign are two good signatures, and one key that signs twice is one', () => {
  const [one, two] = [newKey(), newKey()];
  let envelope = signEnvelope(unsignedEnvelope(payload), one.key);
  envelope = signEnvelope(signEnvelope(envelope, one.key), two.key);
  assert.equal(envelope.signatures.length, 2);
  const listed = [one.listed, two.listed];
  assert.equal(goodSignatures(envelope, listed).length, 2);
  const doubled = { ...envelope, signatures: [...envelope.signatures, ...envelope.signatures] };
  assert.equal(goodSignatures(doubled, listed).length, 2);
  assert.deepEqual(
    goodSignatures(envelope, [two.listed]),
    [two.listed.keyId],
    'unlisted ones count for nothing',
  );
  assert.deepEqual(goodSignatures(unsignedEnvelope(payload), listed), []);
});

test('a signature over the bare payload, another type, or other bytes is worth nothing', () => {
  const { key, listed } = newKey();
  const { keyId } = listed;
  const forged = (bytes: Buffer) => ({
    ...unsignedEnvelope(payload),
    signatures: [{ keyid: keyId, sig: sign(null, bytes, key).toString('base64') }],
  });
  const right = preAuthenticationEncoding(PAYLOAD_TYPE, payload);
  assert.deepEqual(goodSignatures(forged(right), [listed]), [keyId], 'the right one is good');
  const wrong = [
    payload,
    preAuthenticationEncoding('text/plain', payload),
    preAuthenticationEncoding(PAYLOAD_TYPE, Buffer.concat([payload, Buffer.from(' ')])),
    Buffer.concat([right, Buffer.from([0])]),
    right.subarray(1),
  ];
  for (const bytes of wrong) assert.deepEqual(goodSignatures(forged(bytes), [listed]), []);
});

test('every byte of a payload counts', () => {
  const { key, listed } = newKey();
  const envelope = signEnvelope(unsignedEnvelope(payload), key);
  for (let at = 0; at < payload.length; at += 1) {
    const other = Buffer.from(payload);
    other[at] = (other[at] ?? 0) ^ 1;
    const flipped = { ...envelope, payload: other.toString('base64') };
    assert.deepEqual(goodSignatures(flipped, [listed]), [], `byte ${at}`);
  }
});

test('what is no envelope is refused with a sentence', () => {
  const good = JSON.stringify(signEnvelope(unsignedEnvelope(payload), newKey().key));
  assert.deepEqual(payloadOf(readEnvelope(good)), payload);
  for (const text of [
    '',
    'null',
    '{}',
    good.replace('vnd.in-toto', 'vnd.other'),
    good.replace('"keyid":"', '"keyid":"../'),
    good.replace('{', '{"more":1,'),
    JSON.stringify({
      ...readEnvelope(good),
      signatures: Array.from({ length: 33 }, () => readEnvelope(good).signatures[0]),
    }),
  ])
    assert.throws(() => readEnvelope(text), /this is no/, text.slice(0, 40));
  assert.throws(() => payloadOf({ ...readEnvelope(good), payload: 'e30' }), /no base64/);
});

test('openssl, which we did not write, verifies the same bytes and refuses one more', async (t) => {
  if (spawnSync('openssl', ['version']).status !== 0) {
    t.skip('NOT RUN: openssl is not installed');
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-dsse-'));
  try {
    const { key } = newKey();
    const envelope = signEnvelope(unsignedEnvelope(payload), key);
    const bytes = preAuthenticationEncoding(envelope.payloadType, payload);
    await writeFile(
      join(folder, 'key.pem'),
      createPublicKey(key).export({ type: 'spki', format: 'pem' }),
    );
    await writeFile(join(folder, 'sig'), Buffer.from(envelope.signatures[0]?.sig ?? '', 'base64'));
    for (const [more, status] of [
      ['', 0],
      ['x', 1],
    ] as const) {
      await writeFile(join(folder, 'bytes'), Buffer.concat([bytes, Buffer.from(more)]));
      const verified = spawnSync(
        'openssl',
        [
          'pkeyutl',
          '-verify',
          '-rawin',
          '-pubin',
          '-inkey',
          'key.pem',
          '-sigfile',
          'sig',
          '-in',
          'bytes',
        ],
        { cwd: folder },
      );
      assert.equal(verified.status, status, String(verified.stderr));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

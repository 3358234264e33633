// proves F7: exactly these bytes of exactly this type are signed; each key counts once, and only the keys that were asked for.

import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import {
  addSignature,
  checkSignatures,
  envelopeText,
  parseEnvelope,
  preAuthenticationEncoding,
  signedBytes,
  signEnvelope,
  unsignedEnvelope,
} from './dsse.ts';
import { rawEd25519, signerId } from './ed25519.ts';

const TYPE = 'application/vnd.in-toto+json';
const payload = Buffer.from('{"_type":"https://in-toto.io/Statement/v1"}');

function newKey(name: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { key: privateKey, listed: { name, publicKey: rawEd25519(publicKey) } };
}
const [seller, buyer] = [newKey('seller'), newKey('buyer')];
const both = [seller.listed, buyer.listed];
const signed = signEnvelope(signEnvelope(unsignedEnvelope(payload), seller.key), buyer.key);

test('the encoding is the one of the specification', () => {
  const example = preAuthenticationEncoding(
    'http://example.com/HelloWorld',
    Buffer.from('hello world'),
  );
  assert.equal(example.toString(), 'DSSEv1 29 http://example.com/HelloWorld 11 hello world');
});

test('any number of keys sign, each once, and those that nobody named count for nothing', () => {
  assert.deepEqual(checkSignatures(signed, both).signedBy, ['seller', 'buyer']);
  assert.deepEqual(checkSignatures(unsignedEnvelope(payload), both).signedBy, []);
  assert.equal(signEnvelope(signed, seller.key).signatures.length, 2, 'again is once');
  const stranger = newKey('stranger');
  const extra = signEnvelope(signed, stranger.key);
  assert.deepEqual(checkSignatures(extra, both), {
    signedBy: ['seller', 'buyer'],
    unknownKeyIds: [signerId(stranger.listed.publicKey)],
  });
  const many = Array.from({ length: 64 }, (_, index) => newKey(`key ${index}`));
  const full = many.reduce((sum, { key }) => signEnvelope(sum, key), unsignedEnvelope(payload));
  const text = envelopeText(full);
  const names = many.map(({ listed }) => listed);
  assert.equal(checkSignatures(parseEnvelope(text), names).signedBy.length, 64);
  const tooMany = envelopeText(signEnvelope(full, seller.key));
  assert.throws(() => parseEnvelope(tooMany), { fault: 'statement.malformed' });
});

test('a key that stands there twice, and a signature that is not valid, refuse the whole', () => {
  const doubled = { ...signed, signatures: [...signed.signatures, ...signed.signatures] };
  assert.throws(() => checkSignatures(doubled, both), { fault: 'statement.duplicate_signature' });
  const keyid = signerId(seller.listed.publicKey);
  const right = preAuthenticationEncoding(TYPE, payload);
  const wrong = [
    payload,
    preAuthenticationEncoding('text/plain', payload),
    preAuthenticationEncoding(TYPE, Buffer.concat([payload, Buffer.from(' ')])),
    Buffer.concat([right, Buffer.from([0])]),
    right.subarray(1),
    Buffer.from(right.toString().replace('DSSEv1', 'DSSEv2')),
    Buffer.from(right.toString().replace(' 43 ', ' 44 ')),
    Buffer.alloc(0),
  ];
  for (const bytes of wrong) {
    const sig = sign(null, bytes, seller.key);
    const forged = {
      ...unsignedEnvelope(payload),
      signatures: [{ keyid, sig: sig.toString('base64') }],
    };
    assert.throws(() => checkSignatures(forged, both), { fault: 'statement.forged' });
    assert.throws(() => addSignature(unsignedEnvelope(payload), seller.listed.publicKey, sig), {
      fault: 'statement.forged',
    });
  }
  const [one, other] = signed.signatures;
  assert(one !== undefined && other !== undefined);
  const exchanged = {
    ...signed,
    signatures: [
      { keyid: one.keyid, sig: other.sig },
      { keyid: other.keyid, sig: one.sig },
    ],
  };
  assert.throws(() => checkSignatures(exchanged, both), { fault: 'statement.forged' });
  const zero = { ...signed, signatures: [{ keyid, sig: Buffer.alloc(64).toString('base64') }] };
  assert.throws(() => checkSignatures(zero, both), { fault: 'statement.forged' });
});

test('a signature that was made elsewhere is added like one of ours', () => {
  const bare = unsignedEnvelope(payload);
  const made = sign(null, signedBytes(bare), seller.key);
  assert.deepEqual(
    addSignature(bare, seller.listed.publicKey, made),
    signEnvelope(bare, seller.key),
  );
});

test('an envelope has one spelling', () => {
  const text = envelopeText(signed);
  assert.deepEqual(parseEnvelope(text), signed);
  const [first] = signed.signatures;
  assert(first !== undefined);
  const spoilt = [
    '',
    'null',
    '{}',
    text.slice(0, -1),
    ` ${text}`,
    text.replace(',', ', '),
    text.replace('{', '{"more":1,'),
    text.replace('{', '{"payloadType":"text/plain",'),
    text.replace('vnd.in-toto', 'vnd.other'),
    text.replace('"keyid":"', '"keyid":"../'),
    text.replace(
      first.sig,
      first.sig.replace(/.==$/, (end) => (end === 'A==' ? 'B==' : 'A==')),
    ),
    text.replace(first.sig, first.sig.replace(/.==$/, 'B==')),
    text.replace(first.sig, first.sig.replace('==', '')),
    text.replace('"signatures":[', '"signatures":[{},'),
    text.replace('"signatures"', '"Signatures"'),
  ];
  for (const [index, bad] of spoilt.entries()) {
    if (bad === text) continue;
    assert.throws(
      () => checkSignatures(parseEnvelope(bad), both),
      (error: Error & { fault?: string }) => error.fault?.startsWith('statement.') === true,
      `${index}: ${bad.slice(0, 60)}`,
    );
  }
});

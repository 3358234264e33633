// A package's key reaches the one it was sealed to, also when that one opens it with code that is not ours.

import assert from 'node:assert/strict';
import {
  createDecipheriv,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { test } from 'node:test';
import { unwrapPackageKey, wrapPackageKey } from './wrapped-key.ts';

const KEY = Buffer.alloc(32, 5);
const ID = '0193f5c0-1111-7000-8000-000000000001';
const buyer = generateKeyPairSync('x25519');

test('the recipient gets the key, and every other key, package or change gets none', async () => {
  const text = await wrapPackageKey(KEY, ID, buyer.publicKey);
  assert.deepEqual(await unwrapPackageKey(text, ID, buyer.privateKey), KEY);
  assert.notEqual(text, await wrapPackageKey(KEY, ID, buyer.publicKey), 'sealed anew each time');
  assert(!text.includes(KEY.toString('base64').slice(0, 20)));
  const other = generateKeyPairSync('x25519');
  await assert.rejects(unwrapPackageKey(text, ID, other.privateKey), { fault: 'key.wrong' });
  await assert.rejects(unwrapPackageKey(text, 'other', buyer.privateKey), { fault: 'key.wrong' });
  const raw = (key: KeyObject) =>
    key.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex');
  const renamed = text.replace(raw(buyer.publicKey), raw(other.publicKey));
  await assert.rejects(unwrapPackageKey(renamed, ID, other.privateKey), { fault: 'key.wrong' });
  const moved = text.replace(ID, ID.replace(/1$/, '2'));
  const wrongId = ID.replace(/1$/, '2');
  await assert.rejects(unwrapPackageKey(moved, wrongId, buyer.privateKey), { fault: 'key.wrong' });
});

test('no change of a character leaves a file that gives a key', async () => {
  const text = await wrapPackageKey(KEY, ID, buyer.publicKey);
  for (let at = 0; at < text.length - 1; at += 3) {
    const char = text[at] === 'A' ? 'B' : 'A';
    const changed = `${text.slice(0, at)}${char}${text.slice(at + 1)}`;
    await assert.rejects(
      unwrapPackageKey(changed, ID, buyer.privateKey),
      (error: Error & { fault?: string }) => /^key\.(wrong|malformed)$/.test(error.fault ?? ''),
      `character ${at}`,
    );
  }
  for (const bad of ['', '{}', 'null', text.repeat(20), text.replace('{', '{"more":1,')])
    await assert.rejects(unwrapPackageKey(bad, ID, buyer.privateKey), { fault: 'key.malformed' });
  const signing = generateKeyPairSync('ed25519');
  await assert.rejects(wrapPackageKey(KEY, ID, signing.publicKey), { fault: 'key.malformed' });
  await assert.rejects(wrapPackageKey(Buffer.alloc(16), ID, buyer.publicKey), {
    fault: 'key.malformed',
  });
});

/** RFC 9180 base mode by the letter, with nothing but HMAC, X25519 and AES: what an outsider writes from the README. */
function openByTheLetter(text: string, privateKey: KeyObject): Buffer {
  const file = JSON.parse(text) as Record<'enc' | 'sealed' | 'package' | 'commitment', string>;
  const kemId = Buffer.concat([Buffer.from('KEM'), Buffer.from([0, 0x20])]);
  const suiteId = Buffer.concat([Buffer.from('HPKE'), Buffer.from([0, 0x20, 0, 1, 0, 2])]);
  const hmac = (key: Uint8Array, data: Uint8Array) =>
    createHmac('sha256', key).update(data).digest();
  const extract = (id: Buffer, salt: Buffer, label: string, input: Buffer) =>
    hmac(
      salt.length === 0 ? Buffer.alloc(32) : salt,
      Buffer.concat([Buffer.from('HPKE-v1'), id, Buffer.from(label), input]),
    );
  const expand = (id: Buffer, key: Buffer, label: string, info: Buffer, length: number) => {
    const size = Buffer.from([length >> 8, length & 255]);
    const labelled = Buffer.concat([size, Buffer.from('HPKE-v1'), id, Buffer.from(label), info]);
    // At most one block is needed.
    return hmac(key, Buffer.concat([labelled, Buffer.from([1])])).subarray(0, length);
  };
  const enc = Buffer.from(file.enc, 'base64');
  const spki = Buffer.concat([Buffer.from('302a300506032b656e032100', 'hex'), enc]);
  const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const own = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).subarray(-32);
  const none = Buffer.alloc(0);
  const prk = extract(kemId, none, 'eae_prk', diffieHellman({ privateKey, publicKey }));
  const shared = expand(kemId, prk, 'shared_secret', Buffer.concat([enc, own]), 32);
  const info = Buffer.from(`jhalak package key 1\n${file.package}`);
  const scheduled = Buffer.concat([
    Buffer.from([0]),
    extract(suiteId, none, 'psk_id_hash', none),
    extract(suiteId, none, 'info_hash', info),
  ]);
  const secret = extract(suiteId, shared, 'secret', none);
  const key = expand(suiteId, secret, 'key', scheduled, 32);
  const nonce = expand(suiteId, secret, 'base_nonce', scheduled, 12);
  const sealed = Buffer.from(file.sealed, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAAD(Buffer.from(file.commitment)).setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
}

test('code that knows only RFC 9180 and our page opens it too', async () => {
  const text = await wrapPackageKey(KEY, ID, buyer.publicKey);
  assert.deepEqual(openByTheLetter(text, buyer.privateKey), KEY);
});

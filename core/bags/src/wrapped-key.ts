// A package's key, sealed to the one who bought: HPKE (RFC 9180) in base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256
// and AES-256-GCM. The file travels apart from the package, at cut-over.

import { createPublicKey, type KeyObject } from 'node:crypto';
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { PackageError } from './errors.ts';
import { keyCommitment } from './seal.ts';

const KEY_BYTES = 32;
/** A file of ours has some 400 characters. */
const TEXT_MAX = 4_096;

const WrappedKey = Compile(
  Type.Object(
    {
      format: Type.Literal('jhalak wrapped key 1'),
      package: Type.String({ minLength: 1, maxLength: 64 }),
      commitment: Type.String({ pattern: '^[0-9a-f]{64}$' }),
      recipient: Type.String({ pattern: '^[0-9a-f]{64}$' }),
      enc: Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' }),
      sealed: Type.String({ pattern: '^[A-Za-z0-9+/]{64}$' }),
    },
    { additionalProperties: false },
  ),
);

function suite(): CipherSuite {
  return new CipherSuite({
    kem: new DhkemX25519HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes256Gcm(),
  });
}

const bytesOf = (text: string): ArrayBuffer => exactly(Buffer.from(text));
/** HPKE takes whole buffers, and a Buffer may be a piece of a larger one. */
const exactly = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;
const infoOf = (packageId: string) => bytesOf(`jhalak package key 1\n${packageId}`);

/** @returns the raw 32 bytes of an X25519 public key. @throws PackageError `key.malformed` for another kind of key. */
function rawX25519(key: KeyObject): Buffer {
  if (key.asymmetricKeyType !== 'x25519')
    throw new PackageError('key.malformed', 'This is no X25519 key.');
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return Buffer.from(publicKey.export({ type: 'spki', format: 'der' })).subarray(-KEY_BYTES);
}

/**
 * Seals a package's key to a recipient.
 *
 * @param recipient X25519, public. @returns one line of JSON, to be handed over when the key may be released.
 * @throws PackageError `key.malformed`.
 */
export async function wrapPackageKey(
  packageKey: Uint8Array,
  packageId: string,
  recipient: KeyObject,
): Promise<string> {
  if (packageKey.length !== KEY_BYTES)
    throw new PackageError('key.malformed', 'A package key has 32 bytes.');
  const raw = rawX25519(recipient);
  const hpke = suite();
  const commitment = keyCommitment(packageKey, packageId);
  const { enc, ct } = await hpke.seal(
    {
      recipientPublicKey: await hpke.kem.deserializePublicKey(exactly(raw)),
      info: infoOf(packageId),
    },
    exactly(packageKey),
    bytesOf(commitment),
  );
  return `${JSON.stringify({
    format: 'jhalak wrapped key 1',
    package: packageId,
    commitment,
    recipient: raw.toString('hex'),
    enc: Buffer.from(enc).toString('base64'),
    sealed: Buffer.from(ct).toString('base64'),
  })}\n`;
}

/**
 * @param recipient X25519, private. @returns the package's key, 32 bytes, which is the one that the file promised.
 * @throws PackageError `key.malformed` for what is no such file, `key.wrong` for another recipient, package or key.
 */
export async function unwrapPackageKey(
  text: string,
  packageId: string,
  recipient: KeyObject,
): Promise<Buffer> {
  const file = parseWrapped(text);
  const raw = rawX25519(recipient);
  if (file.package !== packageId || file.recipient !== raw.toString('hex'))
    throw new PackageError('key.wrong', 'This key is for another package or recipient.');
  const hpke = suite();
  let opened: Buffer;
  try {
    const { d } = recipient.export({ format: 'jwk' });
    const recipientKey = await hpke.kem.deserializePrivateKey(
      exactly(Buffer.from(d ?? '', 'base64url')),
    );
    const enc = exactly(Buffer.from(file.enc, 'base64'));
    const plain = await hpke.open(
      { recipientKey, enc, info: infoOf(packageId) },
      exactly(Buffer.from(file.sealed, 'base64')),
      bytesOf(file.commitment),
    );
    opened = Buffer.from(plain);
  } catch (cause) {
    throw new PackageError('key.wrong', 'The key does not open.', file.recipient, cause);
  }
  if (keyCommitment(opened, packageId) !== file.commitment)
    throw new PackageError('key.wrong', 'The key is not the one that was promised.');
  return opened;
}

function parseWrapped(text: string) {
  let json: unknown;
  try {
    json = text.length > TEXT_MAX ? undefined : JSON.parse(text);
  } catch (cause) {
    throw new PackageError('key.malformed', 'This is no wrapped key.', '', cause);
  }
  if (!WrappedKey.Check(json)) throw new PackageError('key.malformed', 'This is no wrapped key.');
  return json;
}

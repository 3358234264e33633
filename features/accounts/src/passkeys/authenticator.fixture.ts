// A device with passkeys, as the standard has it: ES256, attestation `none`, a counter.

import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { PasskeyAsked } from '@jhalak/contracts/sign-in';

const FLAGS = { present: 1, verified: 4, attested: 64 };

export interface MadePasskey {
  id: Buffer;
  key: KeyObject;
  userHandle: string;
  counter: number;
}

const sha256 = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest();
const clientData = (type: string, challenge: unknown, origin: string): Buffer =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

/** CBOR of byte strings, texts, small numbers and maps: all that an attestation of `none` needs. */
function cbor(value: Buffer | string | number | ReadonlyMap<unknown, unknown>): Buffer {
  const head = (major: number, count: number): Buffer =>
    count < 24
      ? Buffer.from([(major << 5) | count])
      : count < 256
        ? Buffer.from([(major << 5) | 24, count])
        : Buffer.from([(major << 5) | 25, count >> 8, count & 255]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (typeof value === 'string')
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  const parts = [...value].flatMap(([key, item]) => [cbor(key as string), cbor(item as string)]);
  return Buffer.concat([head(5, value.size), ...parts]);
}

function authData(domain: string, flags: number, counter: number): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([sha256(domain), Buffer.from([flags]), count]);
}

/** What the browser sends for a new passkey. */
export function makePasskey(
  asked: PasskeyAsked,
  { origin, domain, id }: { origin: string; domain: string; id: string },
): { passkey: MadePasskey; response: object } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const cose = cbor(
    new Map<number, unknown>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]),
  );
  const { challenge, user } = asked.options as { challenge: string; user: { id: string } };
  const credential = sha256(id);
  const length = Buffer.from([0, credential.length]);
  const data = Buffer.concat([
    authData(domain, FLAGS.present | FLAGS.verified | FLAGS.attested, 0),
    ...[Buffer.alloc(16), length, credential, cose],
  ]);
  const attestation = new Map<string, unknown>([
    ['fmt', 'none'],
    ['attStmt', new Map()],
    ['authData', data],
  ]);
  const text = credential.toString('base64url');
  return {
    passkey: { id: credential, key: privateKey, userHandle: user.id, counter: 0 },
    response: {
      ...{ id: text, rawId: text, type: 'public-key', clientExtensionResults: {} },
      response: {
        clientDataJSON: clientData('webauthn.create', challenge, origin).toString('base64url'),
        attestationObject: cbor(attestation).toString('base64url'),
        transports: ['internal'],
      },
    },
  };
}

/** What the browser sends when a passkey answers; its counter goes on. */
export function answerWith(
  passkey: MadePasskey,
  asked: PasskeyAsked,
  { origin, domain }: { origin: string; domain: string },
): object {
  passkey.counter += 1;
  const { challenge } = asked.options as { challenge: string };
  const data = authData(domain, FLAGS.present | FLAGS.verified, passkey.counter);
  const client = clientData('webauthn.get', challenge, origin);
  const signature = sign('sha256', Buffer.concat([data, sha256(client)]), passkey.key);
  const text = passkey.id.toString('base64url');
  return {
    ...{ id: text, rawId: text, type: 'public-key', clientExtensionResults: {} },
    response: {
      clientDataJSON: client.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: signature.toString('base64url'),
      userHandle: passkey.userHandle,
    },
  };
}

// DSSE, the envelope of in-toto statements: Ed25519 over the pre-authentication encoding, so that nothing but exactly
// these bytes of exactly this type is signed. Source: secure-systems-lab/dsse, protocol.md.

import { sign, type KeyObject } from 'node:crypto';
import {
  isEd25519Signature,
  preAuthenticationEncoding,
  rawEd25519 as rawKeyOf,
  signerId as keyIdOf,
} from '@jhalak/bags';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';

export { keyIdOf, preAuthenticationEncoding, rawKeyOf };

export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
/** More signatures than a release has signers are no release of ours. */
const SIGNATURES_MAX = 32;
/** A list of some thousand files takes 200 kB. */
const PAYLOAD_MAX = 4_000_000;

const Envelope = Type.Object(
  {
    payloadType: Type.Literal(PAYLOAD_TYPE),
    payload: Type.String({ maxLength: PAYLOAD_MAX }),
    signatures: Type.Array(
      Type.Object(
        { keyid: Type.String({ pattern: '^[0-9a-f]{64}$' }), sig: Type.String({ maxLength: 200 }) },
        { additionalProperties: false },
      ),
      { maxItems: SIGNATURES_MAX },
    ),
  },
  { additionalProperties: false },
);
export type Envelope = Static<typeof Envelope>;

const envelopes = Compile(Envelope);

/** @throws Error with a sentence for what is no envelope. */
export function readEnvelope(text: string): Envelope {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Error('this is no JSON', { cause });
  }
  if (!envelopes.Check(json)) {
    const [first] = envelopes.Errors(json);
    throw new Error(`this is no signed statement: ${first?.instancePath} ${first?.message}`);
  }
  return json;
}

/** @returns the payload's bytes. @throws Error when it is not plain base64, so that one text has one meaning. */
export function payloadOf(envelope: Envelope): Buffer {
  const bytes = Buffer.from(envelope.payload, 'base64');
  if (bytes.toString('base64') !== envelope.payload) throw new Error('the payload is no base64');
  return bytes;
}

/** @returns an envelope of these bytes without signatures. */
export function unsignedEnvelope(payload: Buffer): Envelope {
  return { payloadType: PAYLOAD_TYPE, payload: payload.toString('base64'), signatures: [] };
}

/** @returns the envelope with one signature more; the same key signs once. @param key Ed25519, private. */
export function signEnvelope(envelope: Envelope, key: KeyObject): Envelope {
  const bytes = preAuthenticationEncoding(envelope.payloadType, payloadOf(envelope));
  const keyid = keyIdOf(rawKeyOf(key));
  const others = envelope.signatures.filter((one) => one.keyid !== keyid);
  const sig = sign(null, bytes, key).toString('base64');
  return { ...envelope, signatures: [...others, { keyid, sig }] };
}

/** A key whose signature counts. */
export interface SigningKey {
  keyId: string;
  publicKey: Buffer;
}

/**
 * @returns ids of keys with a good signature over the envelope, each once, however often it signed. A bad signature beside a
 * good one of another key counts for nothing and harms nothing.
 */
export function goodSignatures(envelope: Envelope, keys: readonly SigningKey[]): string[] {
  const bytes = preAuthenticationEncoding(envelope.payloadType, payloadOf(envelope));
  const good = new Set<string>();
  for (const { keyid, sig } of envelope.signatures) {
    const key = keys.find(({ keyId }) => keyId === keyid);
    const signature = Buffer.from(sig, 'base64');
    if (key !== undefined && isEd25519Signature(key.publicKey, bytes, signature)) good.add(keyid);
  }
  return [...good];
}

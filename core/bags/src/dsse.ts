// DSSE, the envelope around a package's statement: Ed25519 over the pre-authentication encoding, so that nothing but exactly
// these bytes of exactly this type is signed. Source: secure-systems-lab/dsse, protocol.md. An envelope has one spelling.

import { sign, type KeyObject } from 'node:crypto';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { isEd25519Signature, rawEd25519, signerId } from './ed25519.ts';
import { PackageError } from './errors.ts';

/** in-toto's. */
const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
/** Seller, buyer, two governments, a mediator, and their deputies. */
const SIGNATURES_MAX = 64;
/** 10,000 bags and 2,000 tables take 3 MB. */
const PAYLOAD_MAX = 8_000_000;

const Envelope = Type.Object(
  {
    payloadType: Type.Literal(PAYLOAD_TYPE),
    payload: Type.String({ maxLength: PAYLOAD_MAX }),
    signatures: Type.Array(
      Type.Object(
        {
          keyid: Type.String({ pattern: '^[0-9a-f]{64}$' }),
          sig: Type.String({ pattern: '^[A-Za-z0-9+/]{86}==$' }),
        },
        { additionalProperties: false },
      ),
      { maxItems: SIGNATURES_MAX },
    ),
  },
  { additionalProperties: false },
);
/** Base64 payload and its signatures; `keyid` is the SHA-256 of the signer's raw public key. */
export type Envelope = Static<typeof Envelope>;

const envelopes = Compile(Envelope);

/** A key whose signature counts. */
export interface SignerKey {
  /** As people know it: `seller`, `authority`. */
  name: string;
  /** 32 bytes, Ed25519. */
  publicKey: Uint8Array;
}

/** @returns the envelope's one spelling, as it stands in statement.json. */
export function envelopeText({ payloadType, payload, signatures }: Envelope): string {
  const ordered = signatures.map(({ keyid, sig }) => ({ keyid, sig }));
  return `${JSON.stringify({ payloadType, payload, signatures: ordered })}\n`;
}

/** @throws PackageError `statement.malformed` for whatever is not exactly an envelope in its one spelling. */
export function parseEnvelope(text: string): Envelope {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new PackageError('statement.malformed', 'The statement is no JSON.', '', cause);
  }
  if (!envelopes.Check(json) || envelopeText(json) !== text)
    throw new PackageError('statement.malformed', 'The statement is no envelope as we write it.');
  for (const field of [json.payload, ...json.signatures.map(({ sig }) => sig)])
    if (Buffer.from(field, 'base64').toString('base64') !== field)
      throw new PackageError('statement.malformed', 'A field of the envelope is no base64.');
  return json;
}

/** @returns the bytes that are signed. */
export function preAuthenticationEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const type = Buffer.from(payloadType);
  const head = `DSSEv1 ${type.length} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/** @returns what an outside tool signs and verifies of an envelope. */
export function signedBytes(envelope: Envelope): Buffer {
  return preAuthenticationEncoding(envelope.payloadType, Buffer.from(envelope.payload, 'base64'));
}

/** @returns an envelope that nobody has signed. */
export function unsignedEnvelope(payload: Uint8Array): Envelope {
  const text = Buffer.from(payload).toString('base64');
  return { payloadType: PAYLOAD_TYPE, payload: text, signatures: [] };
}

/** @returns the envelope with this key's signature, once. @param key Ed25519, private. */
export function signEnvelope(envelope: Envelope, key: KeyObject): Envelope {
  return addSignature(envelope, rawEd25519(key), sign(null, signedBytes(envelope), key));
}

/**
 * Adds a signature that was made elsewhere, for example by openssl on a machine without network.
 *
 * @throws PackageError `statement.forged` when it is not this key's over this envelope.
 */
export function addSignature(
  envelope: Envelope,
  publicKey: Uint8Array,
  signature: Uint8Array,
): Envelope {
  const keyid = signerId(publicKey);
  if (!isEd25519Signature(publicKey, signedBytes(envelope), signature))
    throw new PackageError('statement.forged', 'The signature is not of this statement.', keyid);
  const others = envelope.signatures.filter((one) => one.keyid !== keyid);
  const sig = Buffer.from(signature).toString('base64');
  return { ...envelope, signatures: [...others, { keyid, sig }] };
}

/** Who signed. */
export interface Signatures {
  /** Names of the keys that were asked for, in their order. */
  signedBy: string[];
  /** Ids of keys that nobody named: they count for nothing. */
  unknownKeyIds: string[];
}

/**
 * @throws PackageError `statement.duplicate_signature` when a key's id stands there twice, `statement.forged` when a named
 * key's signature is not valid.
 */
export function checkSignatures(envelope: Envelope, keys: readonly SignerKey[]): Signatures {
  const byId = new Map(keys.map((key) => [signerId(key.publicKey), key]));
  const seen = new Set<string>();
  const signed = new Set<string>();
  const unknownKeyIds: string[] = [];
  const bytes = signedBytes(envelope);
  for (const { keyid, sig } of envelope.signatures) {
    if (seen.has(keyid))
      throw new PackageError('statement.duplicate_signature', 'A key signed twice.', keyid);
    seen.add(keyid);
    const key = byId.get(keyid);
    if (key === undefined) unknownKeyIds.push(keyid);
    else if (isEd25519Signature(key.publicKey, bytes, Buffer.from(sig, 'base64')))
      signed.add(key.name);
    else
      throw new PackageError(
        'statement.forged',
        `The signature of ${key.name} is not valid.`,
        keyid,
      );
  }
  return {
    signedBy: keys.map(({ name }) => name).filter((name) => signed.has(name)),
    unknownKeyIds,
  };
}

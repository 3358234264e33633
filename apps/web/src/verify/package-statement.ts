// A package's statement: in-toto in DSSE, signed by people of the deal.

import { fromBase64, textOf, type TlogCrypto } from '@jhalak/tlog';
import { isObject, parse, signedBytes, type Person } from './deal-acts.ts';

const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

export interface StatementWord {
  name: string;
  /** Of the deal, whose signatures are good. */
  signers: readonly string[];
  /** A signature of somebody of the deal that is not good, or one of nobody. */
  bad: number;
  cell: string;
  sequence: number;
  bags: number;
}

/** @returns the envelope where the file is one. */
export function readStatement(bytes: Uint8Array): Record<string, unknown> | undefined {
  const text = textOf(bytes);
  if (text?.startsWith('{') !== true || !text.includes(PAYLOAD_TYPE)) return undefined;
  const json = parse(text);
  return isObject(json) && json['payloadType'] === PAYLOAD_TYPE ? json : undefined;
}

export function statementOf(
  crypto: TlogCrypto,
  name: string,
  { payload, signatures }: Record<string, unknown>,
  people: ReadonlyMap<string, Person>,
): StatementWord {
  const body =
    typeof payload === 'string' ? (fromBase64(payload) ?? new Uint8Array()) : new Uint8Array();
  const signed = signedBytes(PAYLOAD_TYPE, body);
  const signers: string[] = [];
  let bad = 0;
  for (const one of Array.isArray(signatures) ? (signatures as unknown[]) : []) {
    const keyId = isObject(one) ? one['keyid'] : undefined;
    const by = typeof keyId === 'string' ? people.get(keyId) : undefined;
    const sig =
      isObject(one) && typeof one['sig'] === 'string' ? fromBase64(one['sig']) : undefined;
    const good = by !== undefined && sig !== undefined && crypto.verifyEd25519(by.key, signed, sig);
    if (good) signers.push(by.name);
    else bad += 1;
  }
  const statement = parse(textOf(body) ?? '');
  const predicate = isObject(statement) ? statement['predicate'] : undefined;
  const subject = isObject(statement) ? statement['subject'] : undefined;
  return {
    ...{ name, signers, bad },
    cell: isObject(predicate) ? String(predicate['cell']) : '',
    sequence: isObject(predicate) ? Number(predicate['sequence']) : 0,
    bags: Array.isArray(subject) ? subject.length : 0,
  };
}

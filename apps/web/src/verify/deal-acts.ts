// The signed acts of a deal, checked one by one: each is what its digest says, follows the one before it, and was signed with
// the key of somebody whom the deal names. Written anew for this page: two programs that agree are worth more than one.

import { concat, fromBase64, textOf, toHex, utf8, type TlogCrypto } from '@jhalak/tlog';

const PAYLOAD_TYPE = 'application/vnd.jhalak.handover+json';
const NOTHING = '0'.repeat(64);

/** What is wrong with a deal's record. */
export type DealFault =
  | 'malformed'
  | 'digest'
  | 'order'
  | 'signer'
  | 'signature'
  | 'proof'
  | 'owner';

export class DealError extends Error {
  readonly fault: DealFault;
  /** The act's number. */
  readonly seq: number;

  constructor(fault: DealFault, seq: number) {
    super(fault);
    this.fault = fault;
    this.seq = seq;
  }
}

export interface Person {
  name: string;
  side: string;
  keyId: string;
  key: Uint8Array;
}

export interface CheckedAct {
  seq: number;
  atMs: number;
  digest: string;
  act: Record<string, unknown>;
  by: Person;
}

type Json = Record<string, unknown>;

/** @returns JSON with sorted keys and no white space. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (!isObject(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns SHA-256, hexadecimal. */
export function digestOf(crypto: TlogCrypto, text: string): string {
  return toHex(crypto.sha256(utf8(text)));
}

/** @returns what is signed of an envelope: DSSE's pre-authentication encoding. */
export function signedBytes(payloadType: string, payload: Uint8Array): Uint8Array {
  return concat(utf8(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `), payload);
}

/** @returns the acts, with everybody who could sign. @throws DealError at the first that is not true. */
export function checkActs(
  crypto: TlogCrypto,
  events: readonly unknown[],
): { acts: CheckedAct[]; people: Map<string, Person> } {
  const people = new Map<string, Person>();
  const acts: CheckedAct[] = [];
  let head = NOTHING;
  let deal: unknown;
  for (const [at, event] of events.entries()) {
    const seq = at + 1;
    if (!isObject(event)) throw new DealError('malformed', seq);
    const { digest, ...told } = event;
    if (typeof digest !== 'string' || digestOf(crypto, canonicalJson(told)) !== digest)
      throw new DealError('digest', seq);
    if (told['seq'] !== seq || told['prev'] !== head || typeof told['atMs'] !== 'number')
      throw new DealError('order', seq);
    const { act, signature, signed } = readFile(told['file'], seq);
    // A deal is opened by somebody who stands in its own opening.
    if (seq === 1) {
      deal = act['deal'];
      addParties(crypto, people, act, seq);
    }
    if (act['deal'] !== deal || told['deal'] !== deal) throw new DealError('order', seq);
    const by = people.get(signature.keyId);
    if (by === undefined) throw new DealError('signer', seq);
    if (!crypto.verifyEd25519(by.key, signed, signature.sig)) throw new DealError('signature', seq);
    if (act['act'] === 'add_bidder') addPeople(crypto, people, act['bidder'], 'bidder', seq);
    acts.push({ seq, atMs: told['atMs'], digest, act, by });
    head = digest;
  }
  return { acts, people };
}

interface ReadFile {
  act: Json;
  signature: { keyId: string; sig: Uint8Array };
  signed: Uint8Array;
}

function readFile(file: unknown, seq: number): ReadFile {
  const malformed = new DealError('malformed', seq);
  if (!isObject(file) || file['payloadType'] !== PAYLOAD_TYPE) throw malformed;
  const { payload, signatures } = file;
  const body = typeof payload === 'string' ? fromBase64(payload) : undefined;
  const text = body === undefined ? undefined : textOf(body);
  const [signature]: unknown[] = Array.isArray(signatures) ? signatures : [];
  if (body === undefined || text === undefined || !isObject(signature)) throw malformed;
  const sig = typeof signature['sig'] === 'string' ? fromBase64(signature['sig']) : undefined;
  const keyId = signature['keyid'];
  const act = parse(text);
  // One act has one text.
  if (sig === undefined || typeof keyId !== 'string' || !isObject(act)) throw malformed;
  if (canonicalJson(act) !== text) throw malformed;
  return { act, signature: { keyId, sig }, signed: signedBytes(PAYLOAD_TYPE, body) };
}

/** @returns undefined for what is no JSON. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function addParties(crypto: TlogCrypto, people: Map<string, Person>, act: Json, seq: number): void {
  if (act['act'] !== 'open') throw new DealError('malformed', seq);
  addPeople(crypto, people, act['seller'], 'seller', seq);
  addPeople(crypto, people, act['regionSide'], 'region', seq);
  if (act['exportSide'] !== undefined) addPeople(crypto, people, act['exportSide'], 'export', seq);
  if (act['mediator'] !== undefined) addPeople(crypto, people, act['mediator'], 'mediator', seq);
  const bidders: unknown = act['bidders'];
  if (!Array.isArray(bidders)) throw new DealError('malformed', seq);
  for (const bidder of bidders) addPeople(crypto, people, bidder, 'bidder', seq);
}

function addPeople(
  crypto: TlogCrypto,
  people: Map<string, Person>,
  party: unknown,
  side: string,
  seq: number,
): void {
  const list: unknown = isObject(party) ? party['people'] : undefined;
  if (!Array.isArray(list)) throw new DealError('malformed', seq);
  for (const one of list as unknown[]) {
    const key =
      isObject(one) && typeof one['key'] === 'string' ? fromBase64(one['key']) : undefined;
    if (!isObject(one) || key === undefined || typeof one['name'] !== 'string')
      throw new DealError('malformed', seq);
    const keyId = toHex(crypto.sha256(key));
    // A key that stands there twice would be two people with one hand.
    if (people.has(keyId)) throw new DealError('malformed', seq);
    people.set(keyId, { name: one['name'], side, keyId, key });
  }
}

// What the page finds out of a deal: its signed acts, their places in the public log, and the documents that they name.

import {
  parseProofFile,
  parseVkey,
  textOf,
  TlogError,
  utf8,
  verifyProof,
  type TlogCrypto,
  type VerifierKey,
} from '@jhalak/tlog';
import {
  canonicalJson,
  checkActs,
  DealError,
  digestOf,
  isObject,
  parse,
  type CheckedAct,
  type DealFault,
  type Person,
} from './deal-acts.ts';
import { readStatement, statementOf, type StatementWord } from './package-statement.ts';

/** A document that came along, and the acts that name it. */
interface DocumentWord {
  name: string;
  /** Empty: no act names it. */
  acts: readonly string[];
}

export type DealVerdict =
  | {
      kind: 'deal';
      cell: string;
      acts: number;
      /** How many acts were found in the log; undefined when no key of the log was given. */
      logged: number | undefined;
      end: 'closed' | 'aborted' | 'open';
      /** The epochs of the seller and of the buyer, once it changed hands. */
      owners: { from: number; to: number } | undefined;
      signers: readonly { name: string; side: string; acts: number; keyId: string }[];
      documents: readonly DocumentWord[];
      statements: readonly StatementWord[];
      head: string;
      lastAtMs: number;
    }
  | { kind: 'deal-refuted'; fault: DealFault; seq: number };

/** A file with its bytes. */
export interface ReadGiven {
  path: string;
  bytes: Uint8Array;
}

/** @returns the deal's record where the file is one: events, with or without proofs and documents. */
export function recordIn(bytes: Uint8Array): Record<string, unknown> | undefined {
  const text = textOf(bytes);
  if (text?.startsWith('{') !== true || !text.includes('"events"')) return undefined;
  const json = parse(text);
  return isObject(json) && Array.isArray(json['events']) && json['events'].length > 0
    ? json
    : undefined;
}

/** @param vkeys keys of the log, one for each owner's time; none: the log is not looked at. */
export function judgeDeal(
  crypto: TlogCrypto,
  record: Record<string, unknown>,
  others: readonly ReadGiven[],
  vkeys: readonly string[],
): DealVerdict {
  const keys = vkeys.map((text) => parseVkey(crypto.sha256, text));
  try {
    const { acts, people } = checkActs(crypto, record['events'] as unknown[]);
    const logged =
      keys.length === 0 ? undefined : checkProofs(crypto, record['proofs'], acts, keys);
    const owners = ownersOf(acts);
    const last = acts.at(-1);
    return {
      ...{ kind: 'deal', acts: acts.length, logged, owners, end: endOf(acts) },
      cell: wordIn(acts[0]?.act['cell']),
      signers: signersOf(acts, people),
      documents: documentsOf(crypto, [...inside(record), ...others], acts),
      statements: others.flatMap(({ path, bytes }) => {
        const envelope = readStatement(bytes);
        return envelope === undefined ? [] : [statementOf(crypto, path, envelope, people)];
      }),
      head: last?.digest ?? '',
      lastAtMs: last?.atMs ?? 0,
    };
  } catch (error) {
    if (error instanceof DealError)
      return { kind: 'deal-refuted', fault: error.fault, seq: error.seq };
    throw error;
  }
}

/** @returns how many acts stand in the log. @throws DealError for a proof that does not prove its act. */
function checkProofs(
  crypto: TlogCrypto,
  proofs: unknown,
  acts: readonly CheckedAct[],
  keys: readonly VerifierKey[],
): number {
  const found = new Set<number>();
  for (const one of Array.isArray(proofs) ? (proofs as unknown[]) : []) {
    const seq = isObject(one) && typeof one['seq'] === 'number' ? one['seq'] : 0;
    const act = acts[seq - 1];
    if (!isObject(one) || typeof one['proof'] !== 'string' || act === undefined)
      throw new DealError('proof', seq);
    const entry = entryUnder(crypto, one['proof'], keys);
    const facts = isObject(entry) ? entry['facts'] : undefined;
    const fits =
      isObject(facts) && facts['digest'] === act.digest && facts['subject'] === act.act['deal'];
    if (!fits) throw new DealError('proof', seq);
    found.add(seq);
  }
  return found.size;
}

/** @returns the entry that a proof shows under one of the keys; undefined where it shows none. */
function entryUnder(crypto: TlogCrypto, text: string, keys: readonly VerifierKey[]): unknown {
  for (const log of keys) {
    try {
      const proof = parseProofFile(utf8(text));
      verifyProof(crypto, proof, { log });
      return parse(textOf(proof.entry) ?? '');
    } catch (error) {
      if (!(error instanceof TlogError)) throw error;
    }
  }
  return undefined;
}

function wordIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function endOf(acts: readonly CheckedAct[]): 'closed' | 'aborted' | 'open' {
  if (acts.some(({ act }) => act['act'] === 'abort')) return 'aborted';
  const closed = acts.some(({ act }) => act['act'] === 'done' && act['step'] === 'proof');
  return closed ? 'closed' : 'open';
}

/** @throws DealError where an owner begins whose predecessor has not ended. */
function ownersOf(acts: readonly CheckedAct[]): { from: number; to: number } | undefined {
  let ended: unknown;
  for (const { act, seq } of acts) {
    if (act['act'] !== 'done') continue;
    if (act['step'] === 'fence') ended = act['epoch'];
    if (act['step'] !== 'takeover') continue;
    const to = act['epoch'];
    if (typeof ended !== 'number' || typeof to !== 'number' || to !== ended + 1)
      throw new DealError('owner', seq);
    return { from: ended, to };
  }
  return undefined;
}

function signersOf(acts: readonly CheckedAct[], people: ReadonlyMap<string, Person>) {
  return [...people.values()].flatMap(({ name, side, keyId }) => {
    const count = acts.filter(({ by }) => by.keyId === keyId).length;
    return count === 0 ? [] : [{ name, side, keyId, acts: count }];
  });
}

/** Documents that travel inside the record. */
function inside(record: Record<string, unknown>): ReadGiven[] {
  const documents: unknown[] = Array.isArray(record['documents']) ? record['documents'] : [];
  return documents.flatMap((one) =>
    isObject(one) && typeof one['name'] === 'string' && typeof one['text'] === 'string'
      ? [{ path: one['name'], bytes: utf8(one['text']) }]
      : [],
  );
}

function documentsOf(
  crypto: TlogCrypto,
  given: readonly ReadGiven[],
  acts: readonly CheckedAct[],
): DocumentWord[] {
  return given.flatMap(({ path, bytes }) => {
    if (readStatement(bytes) !== undefined) return [];
    const text = textOf(bytes);
    const json = text === undefined ? undefined : parse(text);
    // An inventory is named by what its own digest covers: everything but the digest.
    const own = isObject(json) ? json['digest'] : undefined;
    const { digest: _digest, ...body } = isObject(json) ? json : {};
    const covered =
      typeof own === 'string' && digestOf(crypto, canonicalJson(body)) === own ? [own] : [];
    const digests = [hexOf(crypto, bytes), ...covered];
    const named = acts.filter(({ act }) => digests.some((hex) => namesIt(act, hex)));
    return [
      {
        name: path,
        acts: named.map(({ act, seq }) => `#${seq} ${wordIn(act['step'] ?? act['act'])}`),
      },
    ];
  });
}

const NAMING = ['document', 'evidence', 'copy', 'inventory', 'screening'] as const;

function namesIt(act: Record<string, unknown>, hex: string): boolean {
  return NAMING.some((field) => act[field] === hex);
}

function hexOf(crypto: TlogCrypto, bytes: Uint8Array): string {
  return [...crypto.sha256(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

// What the parties sign: an in-toto Statement v1 whose subjects are the bags, each by the SHA-512 of its tag manifest, and
// whose predicate says whose package it is, where it belongs and what is in it.

import { createHash } from 'node:crypto';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { PackageError } from './errors.ts';

/** 100 TB. */
export const BAGS_MAX = 10_000;
/** A cell has some 200 tables; deletions count apart. */
const TABLES_MAX = 2_000;
const Sha512 = Type.String({ pattern: '^[0-9a-f]{128}$' });
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const STRICT = { additionalProperties: false };

/** Whose package it is, and its place in the row of packages of one hand-over. */
const Identity = {
  /** UUID: the same for the base and every delta of one hand-over. */
  package: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }),
  /** The cell's id, which survives the sale. */
  cell: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' }),
  region: Type.String({ pattern: '^[A-Za-z]{2,8}$' }),
  /** The owner's epoch that the package leads to: one more than the seller's. */
  epoch: Type.Integer({ minimum: 1, maximum: 2_000_000_000 }),
  /** 0 for the base, then one more for each delta. */
  sequence: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
  /** Digest of the statement before; null for the base. */
  previous: Type.Union([Sha512, Type.Null()]),
  /** Up to the year 9999, so that its day is written in ten characters. */
  createdAtMs: Type.Integer({ minimum: 0, maximum: 253_402_300_799_999 }),
  /** What the key will prove to be; null when nothing is sealed. */
  keyCommitment: Type.Union([Type.String({ pattern: '^[0-9a-f]{64}$' }), Type.Null()]),
};
const IdentityObject = Type.Object(Identity, STRICT);
/** Whose package it is. */
export type PackageIdentity = Static<typeof IdentityObject>;

const TableCount = Type.Object(
  { table: Type.String({ minLength: 1, maxLength: 120 }), rows: Count, deletions: Count },
  STRICT,
);
const Totals = {
  /** In the order of their names. */
  tables: Type.Array(TableCount, { maxItems: TABLES_MAX }),
  blobCount: Count,
  documentCount: Count,
  /** Payload of all bags. */
  payloadBytes: Count,
};
const TotalsObject = Type.Object(Totals, STRICT);
/** What is in a package. */
export type PackageTotals = Static<typeof TotalsObject>;

/** An in-toto statement of ours. */
const Statement = Type.Object(
  {
    _type: Type.Literal('https://in-toto.io/Statement/v1'),
    subject: Type.Array(
      Type.Object(
        {
          name: Type.String({ pattern: '^bag-[0-9]{5}$' }),
          digest: Type.Object({ sha512: Sha512 }, STRICT),
        },
        STRICT,
      ),
      { minItems: 1, maxItems: BAGS_MAX },
    ),
    predicateType: Type.Literal('https://jhalak.invalid/handover/package/v1'),
    predicate: Type.Object({ ...Identity, ...Totals }, STRICT),
  },
  STRICT,
);
export type PackageStatement = Static<typeof Statement>;

const statements = Compile(Statement);

/** @returns the folder of a bag, counted from 1: `bag-00001`. */
export function bagName(number: number): string {
  return `bag-${String(number).padStart(5, '0')}`;
}

/** @param bagDigests SHA-512 of each bag's tag manifest, in order. @returns the payload of the envelope: one spelling. */
export function statementBytes(
  identity: PackageIdentity,
  totals: PackageTotals,
  bagDigests: readonly string[],
): Buffer {
  const statement: PackageStatement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: bagDigests.map((sha512, index) => ({ name: bagName(index + 1), digest: { sha512 } })),
    predicateType: 'https://jhalak.invalid/handover/package/v1',
    predicate: predicateOf(identity, totals),
  };
  const bytes = Buffer.from(JSON.stringify(statement));
  readStatement(bytes);
  return bytes;
}

/** The order of fields is part of the spelling. */
function predicateOf(identity: PackageIdentity, totals: PackageTotals) {
  return {
    package: identity.package,
    cell: identity.cell,
    region: identity.region,
    epoch: identity.epoch,
    sequence: identity.sequence,
    previous: identity.previous,
    createdAtMs: identity.createdAtMs,
    keyCommitment: identity.keyCommitment,
    tables: totals.tables.map(({ table, rows, deletions }) => ({ table, rows, deletions })),
    blobCount: totals.blobCount,
    documentCount: totals.documentCount,
    payloadBytes: totals.payloadBytes,
  };
}

/** @throws PackageError `statement.malformed` for what is no statement of ours in its one spelling. */
export function readStatement(payload: Uint8Array): PackageStatement {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch (cause) {
    throw new PackageError('statement.malformed', 'The payload is no JSON.', '', cause);
  }
  if (!statements.Check(json)) {
    const [first] = statements.Errors(json);
    const where = first?.instancePath ?? '';
    throw new PackageError('statement.malformed', 'The payload is no package statement.', where);
  }
  const { predicate, subject } = json;
  const spelled = { ...json, predicate: predicateOf(predicate, predicate) };
  const isOurs =
    Buffer.from(JSON.stringify(spelled)).equals(payload) &&
    subject.every(({ name }, index) => name === bagName(index + 1)) &&
    (predicate.sequence === 0) === (predicate.previous === null);
  if (!isOurs)
    throw new PackageError('statement.malformed', 'The payload is not spelled as we spell it.');
  return json;
}

/** @returns SHA-512 of the payload: how a delta names what it follows, and an approval its package. */
export function statementDigest(payload: Uint8Array): string {
  return createHash('sha512').update(payload).digest('hex');
}

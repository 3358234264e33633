// What a cell's transparency log says: one schema per kind of entry. Entries are for ever and for everybody, so they hold
// ids, codes, counts, digests and salted commitments; never words of people, and nothing that a person can be found by.

import { Type, type Static } from 'typebox';
import { TimeMs, Uuid } from './fields.ts';

/** SHA-256 in lower-case hexadecimal, of something or of a salt and something (then it is a commitment). */
export const Sha256Hex = Type.String({ pattern: '^[0-9a-f]{64}$' });
/** A code of ours: `orders.executed`, `feeds/2026-11`. */
const Code = Type.String({ pattern: '^[a-z0-9][a-z0-9._/-]{0,79}$' });
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
/** A host name in lower-case ASCII; of machines, never of people. */
const Host = Type.String({ pattern: '^[a-z0-9._-]{1,253}$' });

/** A key of a log as others write it: `name+8 digits+base64`. */
const LogKey = Type.String({
  pattern: '^[a-z0-9./-]{1,80}\\+[0-9a-f]{8}\\+[A-Za-z0-9+/]{43,44}={0,2}$',
});

/** Bytes that left the cell, or that were kept from leaving. Written, and in a signed checkpoint, before the first byte. */
const Crossing = Type.Object(
  {
    kind: Type.Enum(['crossing', 'refusal']),
    /** Message type, as in the gateway's list: `feeds.fetch`. */
    message: Code,
    host: Host,
    dataClass: Type.Enum(['public', 'aggregate', 'personal', 'restricted', 'technology', 'local']),
    /** The dated policy that allowed it, or that was asked. */
    policy: Code,
    /** Digest of the bytes as they leave. */
    digest: Type.Optional(Sha256Hex),
    bytes: Count,
    /** Of a window in which many left: how many. `digest` is then of all of theirs, sorted. */
    messages: Type.Optional(Count),
    /** Of a window: the entry that opened it, before the first byte of the first of them. */
    opening: Type.Optional(Uuid),
    /** Why not; on refusals. */
    reason: Type.Optional(Code),
  },
  { additionalProperties: false },
);

/** Anything else that outsiders must be able to count and to order in time. */
const Act = Type.Object(
  {
    kind: Type.Enum([
      'order',
      'erasure',
      'hold',
      'release',
      'model',
      'staff',
      'break_glass',
      'policy',
      'key',
      'owner',
      'export',
      'auction',
    ]),
    /** What happened: `orders.executed`, `keys.rotated`. */
    act: Code,
    /** The thing that it happened to, by an id that says nothing of a person. */
    subject: Type.Optional(Uuid),
    /** The same where even the id must not be told: SHA-256 of a secret salt and the id. */
    commitment: Type.Optional(Sha256Hex),
    /** Digest of a document or artefact that others can compare. */
    digest: Type.Optional(Sha256Hex),
    /** A few codes that say what kind of thing it was: scope, legal class, artefact. */
    codes: Type.Optional(Type.Array(Code, { maxItems: 12 })),
    /** Named counts: `{keys: 3, surfaces: 14}`. */
    counts: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-zA-Z]{1,40}$' }), Count, {
        additionalProperties: false,
      }),
    ),
    /** When it happened or begins or ends, if that differs from the entry's time. */
    fromMs: Type.Optional(TimeMs),
    untilMs: Type.Optional(TimeMs),
    /** Under which key the next owner goes on with this log; this entry is the last one of the owner before. */
    nextKey: Type.Optional(LogKey),
  },
  { additionalProperties: false },
);

/** What a part of the house says; the log adds its header. */
export const BorderFacts = Type.Union([Crossing, Act], { $id: 'BorderFacts' });
export type BorderFacts = Static<typeof BorderFacts>;

/** One leaf of the log, as canonical JSON (keys sorted, no white space). */
export interface BorderEntry {
  v: 1;
  id: string;
  atMs: number;
  /** The cell's id. */
  cell: string;
  facts: BorderFacts;
}

/** A leaf is small: C2SP allows 65,535 bytes, ours need far less. */
export const BORDER_ENTRY_BYTES_MAX = 4_096;

/** What a cell says of its log to whoever asks: enough to verify it without asking again. */
export const BorderCard = Type.Object(
  {
    cellId: Type.String({ pattern: '^[a-z]{2,8}-[a-z2-7]{10}$' }),
    ownerEpoch: Type.Integer({ minimum: 1 }),
    /** First line of every checkpoint. */
    origin: Type.String(),
    /** Verifier key, as signed-note writes it. */
    vkey: Type.String(),
    /** The key that signs what auditors take away, written the same way. */
    auditVkey: Type.String(),
    /** Entries under the present checkpoint. */
    size: Count,
    /** Where the files are served: C2SP tlog-tiles. */
    log: Type.String(),
    witnesses: Type.Array(Type.Object({ name: Type.String(), vkey: Type.String() })),
  },
  { $id: 'BorderCard' },
);
export type BorderCard = Static<typeof BorderCard>;

/** A checkpoint with the signatures of the log and of one witness or more. */
export const CosignedBody = Type.Object({
  checkpoint: Type.String({ minLength: 1, maxLength: 32_768 }),
});
export const CosignedReply = Type.Object({ witnesses: Type.Array(Type.String()) });

// What the gateway shows and takes over HTTP: what crossed, what was refused, under which policies, and how cells speak.

import { Type, type Static } from 'typebox';
import { GenreCode, LanguageCode, PAGE_LIMIT_MAX, TimeMs, Uuid } from './fields.ts';

/** A cell's id: its region and ten letters or digits; minted once. */
export const CellId = Type.String({ pattern: '^[a-z]{2,8}-[a-z2-7]{10}$' });
/** A message type on the gateway's list: `report.daily`. */
export const MessageName = Type.String({ pattern: '^[a-z]{2,20}\\.[a-z_]{2,20}$' });
/** Who is on the other side: a host name, a cell's id, or `*` for each that another list names. */
export const PartyName = Type.String({ pattern: '^(?:\\*|[a-z0-9][a-z0-9._-]{0,252})$' });
/** Base64 of 32 bytes: an Ed25519 public key. */
const PublicKey = Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' });
/** Base64 of 64 bytes. */
const Signature = Type.String({ pattern: '^[A-Za-z0-9+/]{86}==$' });
const Digest = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Words = (most: number) => Type.String({ minLength: 1, maxLength: most });

/** The smallest group of people that a count may stand for. */
export const K_LEAST = 50;
/** Data that can cross at all; `restricted`, `technology` and `local` are no value that a policy can hold. */
export const CROSSING_CLASSES = ['public', 'aggregate', 'personal'] as const;
export type CrossingClass = (typeof CROSSING_CLASSES)[number];
export const PARTY_KINDS = ['publisher', 'cell', 'processor'] as const;
export type PartyKind = (typeof PARTY_KINDS)[number];

// Crossings and violations

export const BorderPageQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_LIMIT_MAX })),
  /** From the page before. */
  cursor: Type.Optional(Uuid),
});

/** Something left the cell. Its log entry was under a signed checkpoint before the first byte. */
export const Crossing = Type.Object(
  {
    /** Of the log. */
    entry: Uuid,
    atMs: TimeMs,
    message: MessageName,
    to: Type.String(),
    dataClass: Type.Enum([...CROSSING_CLASSES]),
    /** Id and version of the policy that allowed it. */
    policy: Type.String(),
    digest: Digest,
    /** Of a window that is not closed: at most. */
    bytes: Type.Integer({ minimum: 0 }),
    /** Of a window in which many messages may leave: how many did; while it is not closed, how many may. */
    messages: Type.Optional(Type.Integer({ minimum: 0 })),
    /** Of a window: the entry that says what left. Absent while it is open, and for ever when the gateway was killed in it. */
    closing: Type.Optional(Uuid),
  },
  { $id: 'Crossing' },
);
export type Crossing = Static<typeof Crossing>;

export const CrossingList = Type.Object(
  { items: Type.Array(Crossing), next: Type.Optional(Uuid), total: Type.Integer() },
  { $id: 'CrossingList' },
);
export type CrossingList = Static<typeof CrossingList>;

/** What was kept from leaving, counted by day. */
export const Violation = Type.Object(
  {
    /** UTC midnight. */
    dayMs: TimeMs,
    message: Type.String(),
    to: Type.String(),
    reason: Type.String(),
    count: Type.Integer({ minimum: 1 }),
    firstAtMs: TimeMs,
    lastAtMs: TimeMs,
    /** The log's entry of the first of them. */
    entry: Uuid,
  },
  { $id: 'Violation' },
);
export type Violation = Static<typeof Violation>;

export const ViolationList = Type.Object(
  { items: Type.Array(Violation), total: Type.Integer() },
  { $id: 'ViolationList' },
);

// Policies

const policyTerms = {
  /** Short name; a new version ends the one before. */
  id: Type.String({ pattern: '^[a-z][a-z0-9-]{1,39}$' }),
  message: MessageName,
  party: PartyName,
  /** Where the party stands; a processor must stand inside the region. `*` for any. */
  partyRegion: Type.String({ pattern: '^(?:\\*|[a-z]{2,8})$' }),
  /** https address that a processor is asked at; only for processors. */
  url: Type.Optional(Type.String({ pattern: '^https://', maxLength: 500 })),
  /** Exactly what may leave; everything else is dropped. */
  fields: Type.Array(Type.String({ pattern: '^[a-zA-Z]{1,40}$' }), { maxItems: 40 }),
  classLimit: Type.Enum([...CROSSING_CLASSES]),
  /** Counts of fewer people are suppressed. */
  k: Type.Integer({ minimum: K_LEAST, maximum: 1_000_000 }),
  /** Law, contract, reason; for people. */
  basis: Words(1_000),
  fromMs: TimeMs,
  untilMs: TimeMs,
};

export const BorderPolicyBody = Type.Object(policyTerms);
export type BorderPolicyBody = Static<typeof BorderPolicyBody>;

/** `proposed`: one person wrote it. `in_force`: another approved it, and its time has come. */
export const POLICY_STATES = ['proposed', 'approved', 'in_force', 'ended'] as const;

export const BorderPolicy = Type.Object(
  {
    ...policyTerms,
    version: Type.Integer({ minimum: 1 }),
    state: Type.Enum([...POLICY_STATES]),
    /** Digest of exactly what stands above; an approval names it. */
    digest: Digest,
    author: Type.String(),
    approver: Type.Optional(Type.String()),
    endedAtMs: Type.Optional(TimeMs),
  },
  { $id: 'BorderPolicy' },
);
export type BorderPolicy = Static<typeof BorderPolicy>;
export const BorderPolicyList = Type.Object(
  { items: Type.Array(BorderPolicy) },
  { $id: 'BorderPolicyList' },
);
export const PolicyParams = Type.Object({
  policy: policyTerms.id,
  version: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
});
export const PolicyApproval = Type.Object({ digest: Digest });

// Cells

/** What a cell says of itself, signed with its own key: all that others know of it. */
/** An owner's word for the next one: from this epoch on `key` speaks for the cell. Both signed the same members. */
export const CellSuccession = Type.Object(
  {
    v: Type.Literal(1),
    cell: CellId,
    epoch: Type.Integer({ minimum: 2, maximum: 1_000_000 }),
    former: PublicKey,
    key: PublicKey,
    atMs: TimeMs,
    signature: Signature,
    nextSignature: Signature,
  },
  { $id: 'CellSuccession', additionalProperties: false },
);
export type CellSuccession = Static<typeof CellSuccession>;

export const CellCard = Type.Object(
  {
    v: Type.Literal(1),
    cell: CellId,
    region: Type.String({ pattern: '^[a-z]{2,8}$' }),
    /** `http(s)://host[:port]`, no path. */
    address: Type.String({
      pattern: '^https?://[a-z0-9.\\[\\]:-]{1,260}$',
      maxLength: 280,
    }),
    key: PublicKey,
    issuedAtMs: TimeMs,
    untilMs: TimeMs,
    /** Of a cell that was handed over: how its first owner's key leads to this one, the oldest first. */
    follows: Type.Optional(Type.Array(CellSuccession, { maxItems: 20 })),
    signature: Signature,
  },
  { $id: 'CellCard', additionalProperties: false },
);
export type CellCard = Static<typeof CellCard>;

/** Another cell, as far as this one knows it. */
export const KnownCell = Type.Object(
  {
    cell: CellId,
    region: Type.String(),
    address: Type.String(),
    key: PublicKey,
    metAtMs: TimeMs,
    untilMs: TimeMs,
    /** Messages that wait for it. */
    waiting: Type.Integer(),
    lastSentAtMs: Type.Optional(TimeMs),
    lastReceivedAtMs: Type.Optional(TimeMs),
  },
  { $id: 'KnownCell' },
);
export type KnownCell = Static<typeof KnownCell>;
export const KnownCellParams = Type.Object({ cell: CellId });
export const CellDirectory = Type.Object(
  { self: CellCard, items: Type.Array(KnownCell) },
  { $id: 'CellDirectory' },
);

/** One message from cell to cell. The signature stands over the canonical JSON of everything else. */
export const CellEnvelope = Type.Object(
  {
    v: Type.Literal(1),
    id: Uuid,
    from: CellId,
    to: CellId,
    message: MessageName,
    sentAtMs: TimeMs,
    fields: Type.Record(Type.String({ pattern: '^[a-zA-Z]{1,40}$' }), Type.Unknown()),
    /** Of a cell that was handed over: for those who knew its former owner. */
    card: Type.Optional(CellCard),
    signature: Signature,
  },
  { $id: 'CellEnvelope', additionalProperties: false },
);
export type CellEnvelope = Static<typeof CellEnvelope>;
/** A report of thirty languages and twenty genres has 60 KB. */
export const CELL_ENVELOPE_BYTES_MAX = 256 * 1_024;

/** What the receiver answers, signed with its key: proof that it has the message, once. */
export const CellReceipt = Type.Object(
  {
    v: Type.Literal(1),
    id: Uuid,
    cell: CellId,
    /** SHA-256 of the envelope's canonical JSON. */
    digest: Digest,
    receivedAtMs: TimeMs,
    signature: Signature,
  },
  { $id: 'CellReceipt', additionalProperties: false },
);
export type CellReceipt = Static<typeof CellReceipt>;

/** People and clips behind a place in the table. */
const Measure = { people: Type.Integer({ minimum: K_LEAST }), clips: Type.Integer({ minimum: 0 }) };
/** Counts that stand for at least k people each; what is not there was too small, or would have told something too small. */
export const AnonymousCounts = Type.Object(
  {
    k: Type.Integer({ minimum: K_LEAST }),
    cells: Type.Array(
      Type.Object(
        { language: LanguageCode, genre: GenreCode, ...Measure },
        { additionalProperties: false },
      ),
      { maxItems: 2_000 },
    ),
    languages: Type.Array(
      Type.Object({ language: LanguageCode, ...Measure }, { additionalProperties: false }),
      { maxItems: 200 },
    ),
    genres: Type.Array(
      Type.Object({ genre: GenreCode, ...Measure }, { additionalProperties: false }),
      { maxItems: 200 },
    ),
    total: Type.Optional(Type.Object(Measure, { additionalProperties: false })),
  },
  { $id: 'AnonymousCounts', additionalProperties: false },
);
export type AnonymousCounts = Static<typeof AnonymousCounts>;

/** A message that waits, was delivered or refused; or one that came. */
export const CellMessage = Type.Object(
  {
    id: Uuid,
    direction: Type.Enum(['sent', 'received']),
    cell: CellId,
    message: MessageName,
    state: Type.Enum(['waiting', 'delivered', 'refused', 'received']),
    atMs: TimeMs,
    attempts: Type.Optional(Type.Integer()),
    /** What left or came; absent while it waits. */
    fields: Type.Optional(Type.Unknown()),
    receipt: Type.Optional(CellReceipt),
    note: Type.Optional(Type.String()),
  },
  { $id: 'CellMessage' },
);
export type CellMessage = Static<typeof CellMessage>;
export const CellMessageList = Type.Object(
  { items: Type.Array(CellMessage) },
  { $id: 'CellMessageList' },
);

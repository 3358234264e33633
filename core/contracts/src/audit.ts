// What operators and auditors see of the border: what sits where, what crossed, what the log says, and who looked.

import { Type, type Static } from 'typebox';
import { PAGE_LIMIT_MAX, TimeMs, Uuid } from './fields.ts';
import { Violation } from './gateway.ts';

export const DATA_CLASSES = [
  'public',
  'aggregate',
  'personal',
  'restricted',
  'technology',
  'local',
] as const;
const Class = Type.Enum([...DATA_CLASSES]);
const Count = Type.Integer({ minimum: 0 });
const Code = Type.String();

/** Days are counted from the row's own time; absent unless `kind` is `days`. */
const Retention = Type.Object({
  kind: Type.Enum(['while_subject_exists', 'days', 'rebuildable', 'forever']),
  days: Type.Optional(Count),
  why: Type.Optional(Type.String()),
});
const fate = { class: Class, retention: Retention, erasure: Code, handover: Code };

export const MapTable = Type.Object({
  name: Type.String(),
  ...fate,
  /** Columns of another class than the table's. */
  columns: Type.Optional(Type.Record(Type.String(), Class)),
  /** Columns sealed under their person's key. */
  encrypted: Type.Array(Type.String()),
  /** The column that names the person whose data it is. */
  subject: Type.Optional(Type.String()),
  /** As the database last estimated; absent where it has no estimate yet. */
  rows: Type.Optional(Count),
  /** On disk, with its indexes; absent for a table that is not there. */
  bytes: Type.Optional(Count),
});
export type MapTable = Static<typeof MapTable>;

export const MapBlob = Type.Object({
  prefix: Type.String(),
  ...fate,
  /** Files counted; `more` when there are more than were counted. */
  files: Count,
  more: Type.Boolean(),
});
export type MapBlob = Static<typeof MapBlob>;

/** One feature or adapter, as its manifest says. */
export const MapOwner = Type.Object({
  owner: Type.String(),
  technology: Type.Object({
    owner: Type.String(),
    licence: Type.String(),
    origin: Type.String(),
    exportControl: Type.String(),
    handover: Code,
  }),
  tables: Type.Array(MapTable),
  streams: Type.Array(Type.Object({ name: Type.String(), ...fate, encrypted: Type.Boolean() })),
  blobs: Type.Array(MapBlob),
  models: Type.Array(
    Type.Object({
      name: Type.String(),
      ...fate,
      exportControl: Type.Optional(Type.String()),
      purpose: Type.String(),
      madeFrom: Type.String(),
      dataRegion: Code,
    }),
  ),
  caches: Type.Array(Type.Object({ name: Type.String(), class: Class, maxAgeS: Count })),
});
export type MapOwner = Static<typeof MapOwner>;

/** All that is of one class. A table counts under its own class, however its columns differ. */
export const MapClass = Type.Object({
  class: Class,
  tables: Count,
  /** Columns of this class in tables of another. */
  columns: Count,
  /** Columns sealed under their person's key, in tables of this class. */
  encrypted: Count,
  streams: Count,
  blobs: Count,
  models: Count,
  caches: Count,
  rows: Count,
  bytes: Count,
});
export type MapClass = Static<typeof MapClass>;

const Traffic = Type.Object({ count: Count, bytes: Count });
/** What one party got under one policy. */
export const MapCrossing = Type.Object({
  to: Type.String(),
  message: Type.String(),
  policy: Type.String(),
  dataClass: Class,
  /** The last 24 hours. */
  day: Traffic,
  /** The last 30 days. */
  month: Traffic,
  lastAtMs: TimeMs,
});
export type MapCrossing = Static<typeof MapCrossing>;

export const BorderMap = Type.Object(
  {
    cellId: Type.String(),
    region: Type.String(),
    ownerEpoch: Type.Integer(),
    atMs: TimeMs,
    classes: Type.Array(MapClass),
    owners: Type.Array(MapOwner),
    /** The busiest parties first; `crossingsLeftOut` more have less. */
    crossings: Type.Array(MapCrossing),
    crossingsLeftOut: Count,
    /** What was kept from leaving, the newest first. */
    violations: Type.Array(Violation),
    log: Type.Object({
      /** Entries under the signed checkpoint. */
      size: Count,
      /** Time of its newest entry. */
      newestAtMs: Type.Optional(TimeMs),
      /** Entries that are in no checkpoint yet, and the time of the oldest: more than a few seconds is an alarm. */
      waiting: Count,
      waitingSinceMs: Type.Optional(TimeMs),
      vkey: Type.String(),
      /** The key that signs exports. */
      auditVkey: Type.String(),
      witnesses: Type.Array(
        Type.Object({
          name: Type.String(),
          /** How much it has co-signed, and when; absent before its first. */
          size: Type.Optional(Count),
          atMs: Type.Optional(TimeMs),
        }),
      ),
    }),
  },
  { $id: 'BorderMap' },
);
export type BorderMap = Static<typeof BorderMap>;

/** Kinds of entries in the log, in the order in which a filter offers them. */
export const LOG_KINDS = [
  'crossing',
  'refusal',
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
] as const;
export type LogKind = (typeof LOG_KINDS)[number];

export const AuditLogQuery = Type.Object({
  kind: Type.Optional(Type.Enum([...LOG_KINDS])),
  /** All that was said of one thing but crossings: its commitment, digest or id. */
  about: Type.Optional(Type.String({ pattern: '^[0-9a-f-]{36,64}$' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_LIMIT_MAX })),
  /** From the page before: entries below this index. */
  cursor: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
});

/** One entry of the public log; `entry` is the leaf itself. */
const AuditLogEntry = Type.Object({
  index: Count,
  id: Uuid,
  atMs: TimeMs,
  /** `BorderFacts`. */
  facts: Type.Object({ kind: Type.Enum([...LOG_KINDS]) }, { additionalProperties: true }),
});
export const AuditLogPage = Type.Object(
  { items: Type.Array(AuditLogEntry), next: Type.Optional(Count), size: Count },
  { $id: 'AuditLogPage' },
);
export type AuditLogPage = Static<typeof AuditLogPage>;

/** That an auditor read something: who, which route, how often on that day. */
export const AuditLook = Type.Object({
  personId: Uuid,
  /** Route name. */
  route: Type.String(),
  /** UTC midnight. */
  dayMs: TimeMs,
  count: Count,
  firstAtMs: TimeMs,
  lastAtMs: TimeMs,
});
export type AuditLook = Static<typeof AuditLook>;
export const AuditLookList = Type.Object(
  { items: Type.Array(AuditLook) },
  { $id: 'AuditLookList' },
);
export type AuditLookList = Static<typeof AuditLookList>;

/** First line of an export, and what its last line signs. */
export const AUDIT_EXPORT_FORMAT = 'jhalak-audit-export/1';

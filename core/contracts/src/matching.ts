// What is known again: clips that wait because they are like something, lists of what may not be published, and copies.

import { Type, type Static } from 'typebox';
import { Cursor, Handle, TimeMs, Uuid } from './fields.ts';
import { Video } from './videos.ts';

/** `pdq`: a picture; `sha256`: a file's bytes; `chromaprint`: a sound, 8 hexadecimal digits a word. */
export const HASH_KINDS = ['pdq', 'sha256', 'chromaprint'] as const;
export type HashKind = (typeof HASH_KINDS)[number];

/** `list`: it is like something on a list; `order`: it is like a clip that a legal order hides. */
export const HOLD_CAUSES = ['list', 'order'] as const;
export type HoldCause = (typeof HOLD_CAUSES)[number];

/**
 * `open`: nobody has looked; `upheld`: somebody did, and its uploader can answer; `appealed`: they did, and somebody else
 * decides; `final`; `released`.
 */
export const HOLD_STATES = ['open', 'upheld', 'appealed', 'final', 'released'] as const;
export type HoldState = (typeof HOLD_STATES)[number];

const NOTE_MAX = 1_000;

/** A held clip as its uploader reads of it: the rule and the way on, nothing of the list. */
export const UploadHold = Type.Object(
  {
    state: Type.Enum([...HOLD_STATES]),
    cause: Type.Enum([...HOLD_CAUSES]),
    /** What was alike. */
    kind: Type.Enum([...HASH_KINDS]),
    atMs: TimeMs,
    /** What who decided wrote; null while nobody did. */
    note: Type.Union([Type.String(), Type.Null()]),
    /** Until when it can be answered; null: it cannot, or was. */
    appealUntilMs: Type.Union([TimeMs, Type.Null()]),
  },
  { $id: 'UploadHold' },
);
export type UploadHold = Static<typeof UploadHold>;
/** Null: it never was held. */
export const OwnHold = Type.Object(
  { hold: Type.Union([UploadHold, Type.Null()]) },
  { $id: 'OwnHold' },
);
export type OwnHold = Static<typeof OwnHold>;

export const HoldAppealBody = Type.Object({
  note: Type.String({ minLength: 1, maxLength: NOTE_MAX }),
});

/** A held clip as reviewers see it. */
export const HeldClip = Type.Object(
  {
    id: Uuid,
    state: Type.Enum([...HOLD_STATES]),
    cause: Type.Enum([...HOLD_CAUSES]),
    kind: Type.Enum([...HASH_KINDS]),
    /** Null once nothing may be told of who uploaded it. */
    uploader: Type.Union([Handle, Type.Null()]),
    /** Which list it is on, and what that says of the entry. */
    list: Type.Optional(
      Type.Object({ name: Type.String(), issuer: Type.String(), reason: Type.String() }),
    ),
    /** The clip that an order hides. */
    original: Type.Optional(Video),
    /** Grey, small, as PNG in base64; as shown it has the clip's shape. Absent for sounds, and once its person is erased. */
    picture: Type.Optional(Type.String()),
    widthPx: Type.Integer(),
    heightPx: Type.Integer(),
    /** Where in the clip. */
    atClipMs: Type.Integer(),
    /** Bits that differ, of 256; of a sound in thousandths of all its bits; of a file 0. */
    distance: Type.Integer(),
    /** The two hashes, hexadecimal; of pictures only. */
    hash: Type.Optional(Type.String()),
    knownHash: Type.Optional(Type.String()),
    appeal: Type.Optional(Type.Object({ note: Type.String(), atMs: TimeMs })),
    /** Somebody else must hear the appeal. */
    mine: Type.Boolean(),
    note: Type.Union([Type.String(), Type.Null()]),
    atMs: TimeMs,
  },
  { $id: 'HeldClip' },
);
export type HeldClip = Static<typeof HeldClip>;

export const HeldPage = Type.Object(
  { items: Type.Array(HeldClip), next: Type.Union([Cursor, Type.Null()]) },
  { $id: 'HeldPage' },
);
export type HeldPage = Static<typeof HeldPage>;

export const HoldDecisionBody = Type.Object({
  /** `release`: it is something else, and is published; `uphold`: it stays unpublished. */
  decision: Type.Enum(['release', 'uphold']),
  /** Its uploader reads it. */
  note: Type.String({ maxLength: NOTE_MAX }),
});
export const HoldDecided = Type.Object(
  { id: Uuid, state: Type.Enum([...HOLD_STATES]) },
  { $id: 'HoldDecided' },
);
export type HoldDecided = Static<typeof HoldDecided>;

/** The file of a list: 200,000 hashes of pictures with a reason each. */
export const LIST_BODY_BYTES_MAX = 24 * 1024 * 1024;
export const KnownListBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  /** Who gives it out. */
  issuer: Type.String({ minLength: 1, maxLength: 100 }),
  /** The CSV. */
  csv: Type.String({ minLength: 1, maxLength: LIST_BODY_BYTES_MAX }),
});

export const KnownList = Type.Object(
  {
    id: Uuid,
    name: Type.String(),
    issuer: Type.String(),
    entries: Type.Integer(),
    /** Uploads that it held in the last 180 days, and those of them that wait for a decision. */
    held: Type.Integer(),
    waiting: Type.Integer(),
    /** Of the CSV as it was given. */
    sha256: Type.String(),
    /** Who answers for it: whoever took it in. */
    importedBy: Type.Union([Handle, Type.Null()]),
    atMs: TimeMs,
    endedAtMs: Type.Union([TimeMs, Type.Null()]),
  },
  { $id: 'KnownList' },
);
export type KnownList = Static<typeof KnownList>;
export const KnownLists = Type.Object(
  {
    items: Type.Array(KnownList),
    /** Whether who asks may take lists in and end them. */
    mayChange: Type.Boolean(),
    /** Whether they may see what lists held. */
    mayDecide: Type.Boolean(),
  },
  { $id: 'KnownLists' },
);
export type KnownLists = Static<typeof KnownLists>;

/**
 * What can be wrong with a list: `length`, more lines than a list may have; `columns`, none is called hash; `quotes` that do
 * not close; `kind`, not one of HASH_KINDS; `hash`, not 64 hexadecimal digits; `sound`, not 24 to 5,000 words of 8 of them;
 * `reason`, too long; `empty`, no hash at all.
 */
export const LIST_FAULTS = [
  'length',
  'columns',
  'quotes',
  'kind',
  'hash',
  'sound',
  'reason',
  'empty',
] as const;
export type ListFault = (typeof LIST_FAULTS)[number];

export const ListTrialBody = Type.Pick(KnownListBody, ['csv']);
/** What a file would do; nothing is taken in. */
export const ListTrial = Type.Object(
  {
    /** Hashes that could be taken, by kind. */
    pdq: Type.Integer(),
    sha256: Type.Integer(),
    chromaprint: Type.Integer(),
    /** Lines that could not: while there is one, nothing of the file is taken. */
    refused: Type.Integer(),
    /** The first of them. */
    lines: Type.Array(Type.Object({ line: Type.Integer(), fault: Type.Enum([...LIST_FAULTS]) })),
  },
  { $id: 'ListTrial' },
);
export type ListTrial = Static<typeof ListTrial>;

/** Where a clip was published first, and how often again. */
export const ClipOrigin = Type.Object(
  {
    /** Null: here first, or the one that was is not shown to who asks. */
    original: Type.Union([
      Type.Object({ id: Uuid, handle: Handle, publishedAtMs: TimeMs }),
      Type.Null(),
    ]),
    /** Copies of this clip by others that who asks may see, counted up to 1,000. */
    copies: Type.Integer(),
  },
  { $id: 'ClipOrigin' },
);
export type ClipOrigin = Static<typeof ClipOrigin>;

// The transfer room: a deal with its people, its past and what each approval covers, as one party may see it.

import { Type, type Static } from 'typebox';
import { Sha256Hex } from './border.ts';
import { DEAL_SIDES, DEAL_STEPS, DealView } from './handover-deal.ts';
import { TimeMs } from './fields.ts';

const Side = Type.Enum([...DEAL_SIDES]);
const Step = Type.Enum([...DEAL_STEPS]);
const Slug = Type.String({ maxLength: 40 });
const Words = Type.String({ maxLength: 200 });
const Country = Type.String({ pattern: '^[a-z]{2}$' });

/** A party with the people who may bind it. */
const RoomParty = Type.Object({
  side: Side,
  /** Of a bidder. */
  bidder: Type.Optional(Slug),
  name: Words,
  /** Of the export side. */
  country: Type.Optional(Country),
  people: Type.Array(
    Type.Object({
      id: Slug,
      name: Words,
      /** SHA-256 of the raw public key: what their signatures are found by. */
      keyId: Sha256Hex,
    }),
  ),
});
export type RoomParty = Static<typeof RoomParty>;

const RoomApproval = Type.Object({
  person: Slug,
  side: Side,
  atMs: TimeMs,
  expiresAtMs: TimeMs,
});

/** A step that is done and still counts. */
const RoomStep = Type.Object({
  step: Step,
  atMs: TimeMs,
  /** Who proposed or carried it out. */
  by: Type.Optional(Slug),
  bidder: Type.Optional(Slug),
  /** Digest of the document that was approved, or of the evidence of what was done. */
  digest: Type.Optional(Sha256Hex),
  /** What exactly was approved. */
  scope: Type.Optional(Sha256Hex),
  /** When the first of its approvals expires. */
  untilMs: Type.Optional(TimeMs),
  approvals: Type.Array(RoomApproval),
});
export type RoomStep = Static<typeof RoomStep>;

const RoomEvent = Type.Object({
  seq: Type.Integer(),
  atMs: TimeMs,
  digest: Sha256Hex,
  act: Type.String(),
  side: Side,
  bidder: Type.Optional(Slug),
  person: Slug,
  step: Type.Optional(Step),
});
export type RoomEvent = Static<typeof RoomEvent>;

/** Owners of a bidder, down to the last. */
const RoomScreening = Type.Object({
  bidder: Slug,
  owners: Type.Array(Type.Object({ name: Words, country: Country, sharePermille: Type.Integer() })),
  evidence: Sha256Hex,
});
export type RoomScreening = Static<typeof RoomScreening>;

export const DealRoom = Type.Object(
  {
    view: DealView,
    /** The server's time: clocks of the page run by it. */
    atMs: TimeMs,
    /** Steps of this kind of deal, in order. */
    path: Type.Array(Step),
    /** Absent for a bidder that is out. */
    policy: Type.Optional(
      Type.Object({
        excludedCountries: Type.Array(Country),
        basis: Words,
        freezeMaxMs: Type.Integer(),
      }),
    ),
    /** Only those whose people this party knows. */
    parties: Type.Array(RoomParty),
    screenings: Type.Array(RoomScreening),
    /** In the order of the path. */
    steps: Type.Array(RoomStep),
    /** How many people of each side the proposal needs in all. */
    needs: Type.Array(Type.Object({ side: Side, people: Type.Integer({ minimum: 1 }) })),
    /** Steps that are left out of this deal's path: nothing restricted is listed. */
    skipped: Type.Array(Step),
    /** The newest first, 500 at most. */
    record: Type.Array(RoomEvent),
  },
  { $id: 'DealRoom' },
);
export type DealRoom = Static<typeof DealRoom>;

/** What is carried out for a deal on this machine: the step that runs now, and the documents that steps left. */
export const DealWork = Type.Object(
  {
    running: Type.Optional(Type.Object({ line: Type.String(), startedAtMs: TimeMs, atMs: TimeMs })),
    documents: Type.Array(
      Type.Object({
        /** `08-delta.json`. */
        name: Type.String(),
        /** SHA-256 of its bytes: what the signed act names. */
        digest: Sha256Hex,
        bytes: Type.Integer(),
        /** JSON; absent where it is too large for a page. */
        text: Type.Optional(Type.String()),
      }),
    ),
  },
  { $id: 'DealWork' },
);
export type DealWork = Static<typeof DealWork>;

// A creator's channel that goes to another cell of the same region: what its owner asks, sees and says.

import { Type, type Static } from 'typebox';
import { TimeMs, Uuid } from './fields.ts';
import { CellId } from './gateway.ts';

/** `asked`: the operator has not packed it yet. `packed`: it is on its way. `moved`: it is at home there. */
export const CHANNEL_STATES = ['asked', 'packed', 'moved', 'withdrawn'] as const;

/** A cell of the same region that this one knows. */
const ChannelPlace = Type.Object({ cell: CellId, address: Type.String() });

export const ChannelMove = Type.Object(
  {
    id: Uuid,
    to: ChannelPlace,
    state: Type.Enum([...CHANNEL_STATES]),
    askedAtMs: TimeMs,
    /** Where the channel is now; null until it is there. */
    url: Type.Union([Type.String(), Type.Null()]),
    /** Clips that went; null until it is known. */
    clipCount: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
  },
  { $id: 'ChannelMove' },
);
export type ChannelMove = Static<typeof ChannelMove>;

export const ChannelPage = Type.Object(
  {
    /** Where a channel can go. */
    places: Type.Array(ChannelPlace),
    /** The latest first. */
    moves: Type.Array(ChannelMove),
  },
  { $id: 'ChannelPage' },
);
export type ChannelPage = Static<typeof ChannelPage>;

export const ChannelMoveBody = Type.Object({ to: CellId });

export const ChannelMoveAsked = Type.Object(
  {
    move: ChannelMove,
    /** Shown once: whoever says it in the other cell gets the channel. */
    code: Type.String(),
  },
  { $id: 'ChannelMoveAsked' },
);
export type ChannelMoveAsked = Static<typeof ChannelMoveAsked>;

/** `abcd-efgh-ijkl-mnop-qrst`; case, spaces and dashes do not count. */
export const ChannelClaimBody = Type.Object({
  code: Type.String({ minLength: 20, maxLength: 60 }),
});

/** What came to whoever said the code. */
export const ChannelClaimed = Type.Object(
  {
    clips: Type.Array(Uuid),
    /** How it was called there; the name here was chosen when signing up. */
    formerHandle: Type.String(),
    /** It was private there: the account is private here too, until its owner opens it. */
    private: Type.Boolean(),
  },
  { $id: 'ChannelClaimed' },
);
export type ChannelClaimed = Static<typeof ChannelClaimed>;

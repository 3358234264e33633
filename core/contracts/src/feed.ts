// Feed pages and the player's events.

import { Type, type Static } from 'typebox';
import { LEFT_KB_MAX } from './data-budget.ts';
import { Cursor, PageQuery, TimeMs, Uuid } from './fields.ts';
import { Video } from './videos.ts';

/**
 * Why a slot holds its clip. The text comes in the viewer's language.
 * `because_watched`: often watched by people who watched a clip you watched. `followed`: you follow its creator.
 * `asked`: you asked for more of its creator, genre or language.
 * `reposted`: somebody whom you follow passed it on.
 * `language_genre`: popular in a language and genre you chose or watch. `popular`: popular here now.
 * `new`: newly published. `explore`: shown to find out whether you like it. `repeat`: nothing unseen is left.
 */
export const REASON_CODES = [
  'because_watched',
  'followed',
  'asked',
  'reposted',
  'language_genre',
  'genre',
  'popular',
  'new',
  'explore',
  'repeat',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

export const FeedItem = Type.Object(
  {
    /** Signed; names this showing in events. */
    slot: Type.String(),
    video: Video,
    reason: Type.Object({
      code: Type.Enum([...REASON_CODES]),
      text: Type.String(),
      /** The watched clip that brought this one, where it can still be seen. */
      because: Type.Optional(Type.Object({ id: Uuid, poster: Type.String() })),
    }),
    /** Probability with which this clip was chosen for this slot, given the earlier ones; (0, 1]. */
    propensity: Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
  },
  { $id: 'FeedItem' },
);
export type FeedItem = Static<typeof FeedItem>;

export const FeedQuery = Type.Object({
  ...PageQuery.properties,
  /**
   * What a device with a data budget may still fetch today, in thousands of bytes: the clips then come with the encodings
   * that fit. Absent: there is no budget. Nothing of it is kept.
   */
  leftKb: Type.Optional(Type.Integer({ minimum: 0, maximum: LEFT_KB_MAX })),
});
export type FeedQuery = Static<typeof FeedQuery>;

export const FeedPage = Type.Object(
  {
    items: Type.Array(FeedItem),
    next: Type.Union([Cursor, Type.Null()]),
    /** Names the page for a day: what it was chosen by. Absent for strangers, whose pages are not kept. */
    receipt: Type.Optional(Type.String()),
    /** Only where the caller told a budget: how many clips beyond the present one it leaves room to prepare. */
    ahead: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 })),
  },
  { $id: 'FeedPage' },
);
export type FeedPage = Static<typeof FeedPage>;

export const FeedReceiptParams = Type.Object({
  /** As the page names it. */
  receipt: Type.String({ maxLength: 60 }),
});

/** What a page was chosen by, and whether it comes out the same when it is chosen again. */
export const FeedReceipt = Type.Object(
  {
    madeAtMs: TimeMs,
    /** The learner's journal window. */
    learnedWindow: Type.Integer(),
    rankerVersion: Type.Integer(),
    /** Date of the region's weight table. */
    weights: Type.String(),
    /** Date of the settings that mix a page. */
    selection: Type.String(),
    seed: Type.Integer(),
    /** Clips on the shortlist. */
    candidates: Type.Integer(),
    /** Null when it cannot be chosen again; `lacking` says what is gone. */
    same: Type.Union([Type.Boolean(), Type.Null()]),
    lacking: Type.Union([Type.Enum(['ranker', 'weights', 'selection', 'features']), Type.Null()]),
    slots: Type.Array(
      Type.Object({
        place: Type.Integer(),
        /** Null where the clip was left out after it was chosen. */
        videoId: Type.Union([Type.String(), Type.Null()]),
        propensity: Type.Number(),
        how: Type.String(),
        same: Type.Boolean(),
        /** By name, as served; between -1 and 1. */
        features: Type.Record(Type.String(), Type.Number()),
      }),
    ),
  },
  { $id: 'FeedReceipt' },
);

/**
 * What can count for or against a clip. `together`: watched by whoever watched what you watched. `habit`: you tend to watch
 * such clips. `choice`: languages and genres that you chose. `asked`: what you asked for more or less of. `follow`: its
 * creator. `popular`: how others like it. `fresh`: how new it is. `guess`: what the ranker foretells beyond these.
 */
export const WHY_PARTS = [
  'together',
  'habit',
  'choice',
  'asked',
  'follow',
  'popular',
  'fresh',
  'guess',
] as const;
export type WhyPart = (typeof WHY_PARTS)[number];

export const WhyQuery = Type.Object({ slot: Type.String({ maxLength: 400 }) });
export type WhyQuery = Static<typeof WhyQuery>;

/** Why a slot holds its clip, from what the slot itself carries. */
export const SlotWhy = Type.Object(
  {
    /** Drawn by lot, to learn: then the parts did not decide. */
    explored: Type.Boolean(),
    /** Probability with which it was chosen for its place. */
    propensity: Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
    /** Strongest first, beside the strongest one: -1 to 1, below 0 against it. Empty where nothing was ranked. */
    parts: Type.Array(Type.Object({ part: Type.Enum([...WHY_PARTS]), share: Type.Number() })),
    /** By what it was ranked when it was served; null where nothing was. */
    served: Type.Union([
      Type.Object({
        /** The ranker's version: the learner's journal window that it was made of. */
        ranker: Type.Integer(),
        /** Date of the region's weight table. */
        weights: Type.String(),
        /** Whether that version is still kept; without it `guess` is left out. */
        kept: Type.Boolean(),
      }),
      Type.Null(),
    ]),
  },
  { $id: 'SlotWhy' },
);
export type SlotWhy = Static<typeof SlotWhy>;

/** One way of choosing a page. */
const ComparedFeed = Type.Object({
  items: Type.Array(Type.Object({ video: Video, reason: Type.String() })),
  /** Which part of it is also on the live page, 0 to 1. */
  same: Type.Number({ minimum: 0, maximum: 1 }),
});

/** The caller's own feed by popularity, by a model of some days ago, and live; the best of each, without exploration. */
export const FeedComparison = Type.Object(
  {
    popular: ComparedFeed,
    frozen: Type.Union([ComparedFeed, Type.Null()]),
    live: ComparedFeed,
    /** When the frozen model was made; null where there is none. */
    frozenAtMs: Type.Union([TimeMs, Type.Null()]),
    /** When the oldest kept model was made, also while it is too young; null while none is kept. */
    keptSinceMs: Type.Union([TimeMs, Type.Null()]),
    /** Whether the caller allows learning: without it nothing here is personal. */
    personal: Type.Boolean(),
  },
  { $id: 'FeedComparison' },
);
export type FeedComparison = Static<typeof FeedComparison>;

/**
 * What a player tells of a slot. `share`: the clip was handed on, or its link copied. `report`: its viewer reported it; whom
 * the moderators hear of it from stays with `POST /v1/videos/{id}/reports`, this only says what became of the showing. Both,
 * like `not_interested`, may come as long as the slot is open, also after other clips were watched.
 */
export const EVENT_TYPES = [
  'impression',
  'start',
  'progress',
  'finish',
  'skip',
  'not_interested',
  'share',
  'report',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** A player that batches every few seconds never needs more. */
export const EVENTS_PER_BATCH_MAX = 100;

export const PlayerEvent = Type.Object({
  type: Type.Enum([...EVENT_TYPES]),
  slot: Type.String({ maxLength: 400 }),
  /** Counts up within a slot from 0; repeats of (slot, type, seq) count once. */
  seq: Type.Integer({ minimum: 0, maximum: 100_000 }),
  /** The device's clock. */
  at: TimeMs,
  /** Watched so far in this slot, in milliseconds of playing, loops included. */
  watchMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400_000 })),
});
export type PlayerEvent = Static<typeof PlayerEvent>;

export const EventsBody = Type.Object({
  events: Type.Array(PlayerEvent, { minItems: 1, maxItems: EVENTS_PER_BATCH_MAX }),
});

/** Why one event was not counted. `duplicate` is success for a client that tried again. */
export const EVENT_RESULT_CODES = [
  'duplicate',
  'slot_invalid',
  'slot_expired',
  'not_your_slot',
  'time_impossible',
  'watch_impossible',
] as const;

export const EventsReply = Type.Object(
  {
    results: Type.Array(
      Type.Object({ ok: Type.Boolean(), code: Type.Optional(Type.Enum([...EVENT_RESULT_CODES])) }),
    ),
  },
  { $id: 'EventsReply' },
);
export type EventsReply = Static<typeof EventsReply>;

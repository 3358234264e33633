// What a player tells of an ad that it was given, and what an advertiser's own server tells of what came of a click.

import { Type, type Static, type TProperties } from 'typebox';
import { TimeMs } from './fields.ts';
import { Organisation } from './partners.ts';

const Strict = <Fields extends TProperties>(fields: Fields) =>
  Type.Object(fields, { additionalProperties: false });

/** One player's ads of some minutes, or a device's of some days offline. */
export const AD_EVENTS_MAX = 50;
/** Changes of what is visible, in one view: beyond them somebody only scrolls to and fro. */
export const TIMELINE_MAX = 60;

/**
 * Render: it stands on the screen. View: how much of it was visible, and when; judged here. Click: its button was tapped.
 * Hide and report are counted only: what they do is asked for on their own routes.
 */
export const AD_EVENT_TYPES = ['render', 'view', 'click', 'hide', 'report'] as const;
export type AdEventType = (typeof AD_EVENT_TYPES)[number];

/** From a moment on, until the next step's. */
const TimelineStep = Strict({
  /** Milliseconds since it was rendered; from 0, ascending. */
  t: Type.Integer({ minimum: 0, maximum: 3_600_000 }),
  /** Of its area that can be seen, 0 to 1. 0 also where the screen is off, the page is hidden or something covers it. */
  share: Type.Number({ minimum: 0, maximum: 1 }),
  /** Of a video: whether it plays. Default: yes. */
  playing: Type.Optional(Type.Boolean()),
});
export type TimelineStep = Static<typeof TimelineStep>;

const AdEvent = Strict({
  token: Type.String({ minLength: 1, maxLength: 1_000 }),
  type: Type.Enum([...AD_EVENT_TYPES]),
  /** By the device's clock. */
  atMs: TimeMs,
  /** Of a view. The last step only says when the one before it ended. */
  timeline: Type.Optional(Type.Array(TimelineStep, { minItems: 2, maxItems: TIMELINE_MAX })),
});
export type AdEvent = Static<typeof AdEvent>;

export const AdEventsBody = Type.Object(
  {
    /**
     * Of a lock screen: a pseudonym that only this install knows, as in lock events. Needed for ads of packs without
     * identifiers, which many devices have: each counts once. Kept only as a hash that differs from ad to ad.
     */
    device: Type.Optional(Type.String({ minLength: 16, maxLength: 64 })),
    events: Type.Array(AdEvent, { minItems: 1, maxItems: AD_EVENTS_MAX }),
  },
  { $id: 'AdEventsBody' },
);
export type AdEventsBody = Static<typeof AdEventsBody>;

/**
 * Why an event was not counted. None of them is worth sending again. `duplicate`: it was counted before. `not_viewable`: seen
 * too little or too short. `forged`, `expired`, `not_yours`: the token. `impossible`: no device does that. `filtered`: by the
 * rules against machines. `unrendered`: nothing was rendered before.
 */
export const AD_EVENT_CODES = [
  'duplicate',
  'not_viewable',
  'forged',
  'expired',
  'not_yours',
  'impossible',
  'filtered',
  'unrendered',
] as const;
export type AdEventCode = (typeof AD_EVENT_CODES)[number];

export const AdEventsReply = Type.Object(
  {
    /** In the order of the events; durable. */
    results: Type.Array(
      Type.Object({ ok: Type.Boolean(), code: Type.Optional(Type.Enum([...AD_EVENT_CODES])) }),
    ),
  },
  { $id: 'AdEventsReply' },
);
export type AdEventsReply = Static<typeof AdEventsReply>;

/** How long after its click a conversion is taken: as long as most advertisers look back. */
export const CONVERSION_DAYS = 30;

/** Told by the advertiser's server, with `Jhalak-Advertiser: KEY`. */
export const ConversionBody = Strict({
  /** What came with the visitor, in the address's `jhalak_click`. */
  click: Type.String({ minLength: 1, maxLength: 600 }),
  /** When it happened, by the advertiser's clock. */
  atMs: TimeMs,
});
export type ConversionBody = Static<typeof ConversionBody>;
export const ConversionReply = Type.Object(
  {
    /** False: this click has converted before. */
    counted: Type.Boolean(),
  },
  { $id: 'ConversionReply' },
);

/** Keys in force of one advertiser: an old and a new one, and one for each of its systems. */
export const AD_KEYS_MAX = 5;

export const AdKeyParams = Type.Object({
  organisation: Organisation,
  key: Type.String({ pattern: '^[0-9a-f]{20}$' }),
});
export const AdKeyBody = Strict({
  /** Where it is used. */
  label: Type.String({ minLength: 1, maxLength: 60 }),
});
/** With which an advertiser's own server tells of conversions. */
export const AdKey = Type.Object(
  {
    id: Type.String(),
    label: Type.String(),
    createdAtMs: TimeMs,
    /** Absent while it is in force. */
    endedAtMs: Type.Optional(TimeMs),
  },
  { $id: 'AdKey' },
);
export type AdKey = Static<typeof AdKey>;
export const AdKeyList = Type.Object({ items: Type.Array(AdKey) }, { $id: 'AdKeyList' });
export type AdKeyList = Static<typeof AdKeyList>;
export const AdKeyMade = Type.Object(
  {
    key: AdKey,
    /** Shown this once; goes into `Jhalak-Advertiser`. */
    secret: Type.String(),
  },
  { $id: 'AdKeyMade' },
);
export type AdKeyMade = Static<typeof AdKeyMade>;

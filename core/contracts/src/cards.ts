// The desk's view of lock cards: the review queue, decisions, rules by which cards are approved without a look.

import { Type, type Static } from 'typebox';
import { Cursor, GenreCode, LanguageCode, PAGE_LIMIT_MAX, TimeMs, Uuid } from './fields.ts';
import { LockCard } from './lock.ts';

/**
 * `proposed`: waits for a look. `approved`: may stand in packs between its times. `refused`: looked at, not wanted.
 * `killed`: was approved and went dark for good; its id stands on the kill list while packs with it live. `expired`: its
 * time is over, or nobody looked at it in time.
 */
export const CARD_STATES = ['proposed', 'approved', 'refused', 'killed', 'expired'] as const;
export type CardState = (typeof CARD_STATES)[number];

export const CARD_KINDS = ['story', 'clip', 'desk'] as const;
export type CardKind = (typeof CARD_KINDS)[number];

export const CARD_AGES = ['all', '18plus'] as const;
export type CardAge = (typeof CARD_AGES)[number];

export const HEADLINE_MAX = 200;
export const SUMMARY_MAX = 600;
export const ATTRIBUTION_MAX = 10;
const NOTE_MAX = 1_000;

const Headline = Type.String({ minLength: 1, maxLength: HEADLINE_MAX });
const Summary = Type.String({ maxLength: SUMMARY_MAX });
const Attribution = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
  maxItems: ATTRIBUTION_MAX,
});
const Age = Type.Enum([...CARD_AGES]);
/** A page of this cell; `//elsewhere` would leave it. */
const OpenPath = Type.String({ pattern: '^/(?!/)', maxLength: 400 });

/** What stands on a card in words. */
export const CardText = Type.Object({
  headline: Headline,
  summary: Summary,
  attribution: Attribution,
  genre: GenreCode,
  age: Age,
});
export type CardText = Static<typeof CardText>;

/** Why a card may be shown. */
export const CardApproval = Type.Union([
  Type.Object({ by: Type.Literal('editor'), atMs: TimeMs }),
  Type.Object({
    by: Type.Literal('rule'),
    atMs: TimeMs,
    rule: Uuid,
    /** Who made the rule, and when it ends. */
    author: Type.String(),
    untilMs: TimeMs,
  }),
]);
export type CardApproval = Static<typeof CardApproval>;

/** How often things happened with a card on lock screens, people and devices not told apart. */
export const CardCounts = Type.Object({
  glances: Type.Integer(),
  /** Showings in which it stayed. */
  dwells: Type.Integer(),
  opens: Type.Integer(),
  dismisses: Type.Integer(),
  saves: Type.Integer(),
  shares: Type.Integer(),
});
export type CardCounts = Static<typeof CardCounts>;

export const DeskCard = Type.Object(
  {
    id: Uuid,
    kind: Type.Enum([...CARD_KINDS]),
    /** The story or clip that it tells of; its own id for a desk card. */
    itemId: Uuid,
    language: LanguageCode,
    ...CardText.properties,
    open: Type.String(),
    story: LockCard.properties.story,
    /** For the desk to look at; of a clip that waits for a look, its own cover. Absent where there is none yet. */
    picture: Type.Optional(
      Type.Object({
        url: Type.String(),
        thumbhash: Type.String(),
        focus: Type.Object({ x: Type.Number(), y: Type.Number() }),
        alternative: Type.String(),
        credit: Type.Optional(Type.String()),
      }),
    ),
    /** The silent moving picture, where there is one. */
    loop: Type.Optional(Type.String()),
    state: Type.Enum([...CARD_STATES]),
    /** Grows with each correction of its words; the id stays. */
    version: Type.Integer({ minimum: 1 }),
    /** Whether its picture is made, or known not to come: before, it stands in no pack. */
    prepared: Type.Boolean(),
    /** Shown between these times. */
    fromMs: TimeMs,
    untilMs: TimeMs,
    /** In no pack before this time. */
    embargoUntilMs: Type.Optional(TimeMs),
    proposedAtMs: TimeMs,
    changedAtMs: TimeMs,
    approval: Type.Optional(CardApproval),
    /** What its source says now, for the desk to take or leave. */
    correction: Type.Optional(
      Type.Object({
        ...CardText.properties,
        story: LockCard.properties.story,
        /** Whether it comes with another picture. */
        pictureChanges: Type.Boolean(),
      }),
    ),
    /** Why it went dark, or was refused. */
    ended: Type.Optional(Type.Object({ atMs: TimeMs, reason: Type.String() })),
    sample: Type.Boolean(),
    counts: CardCounts,
  },
  { $id: 'DeskCard' },
);
export type DeskCard = Static<typeof DeskCard>;

export const DeskCardPage = Type.Object(
  { items: Type.Array(DeskCard), next: Type.Union([Cursor, Type.Null()]) },
  { $id: 'DeskCardPage' },
);
export type DeskCardPage = Static<typeof DeskCardPage>;

export const DeskCardQuery = Type.Object({
  state: Type.Optional(Type.Enum([...CARD_STATES])),
  kind: Type.Optional(Type.Enum([...CARD_KINDS])),
  language: Type.Optional(LanguageCode),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_LIMIT_MAX })),
  cursor: Type.Optional(Cursor),
});

const Times = {
  fromMs: Type.Optional(TimeMs),
  untilMs: Type.Optional(TimeMs),
  embargoUntilMs: Type.Optional(TimeMs),
};

/** A card that the desk writes itself; it is approved at once, by whoever writes it. */
export const DeskCardBody = Type.Object({
  language: LanguageCode,
  ...CardText.properties,
  open: Type.Optional(OpenPath),
  ...Times,
});
export type DeskCardBody = Static<typeof DeskCardBody>;

/** A picture for a desk card: bytes as base64, at most 2 MB of them. */
export const DESK_PICTURE_BYTES_MAX = 2_000_000;
export const DeskPictureBody = Type.Object({
  data: Type.String({ minLength: 100, maxLength: Math.ceil(DESK_PICTURE_BYTES_MAX / 3) * 4 }),
  alternative: Type.String({ minLength: 1, maxLength: 500 }),
  credit: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
});
export type DeskPictureBody = Static<typeof DeskPictureBody>;

/**
 * `approve`: a proposed card may be shown; times as said, else from now until its genre's news is old. `refuse`: it may
 * not. `schedule`: other times for an approved one. `correct`: other words, by the desk. `accept_correction`,
 * `refuse_correction`: what its source says now is taken, or left. `kill`: dark at once and for good.
 */
export const CARD_ACTIONS = [
  'approve',
  'refuse',
  'schedule',
  'correct',
  'accept_correction',
  'refuse_correction',
  'kill',
] as const;
export type CardAction = (typeof CARD_ACTIONS)[number];

export const CardActBody = Type.Object({
  action: Type.Enum([...CARD_ACTIONS]),
  /** Kept with the card; needed to refuse, correct and kill. */
  note: Type.Optional(Type.String({ maxLength: NOTE_MAX })),
  ...Times,
  /** Of `correct`: what changes. */
  text: Type.Optional(Type.Partial(CardText)),
});
export type CardActBody = Static<typeof CardActBody>;

/** One line of a card's record. */
export const CardRecordLine = Type.Object({
  atMs: TimeMs,
  action: Type.String(),
  note: Type.String(),
  /** Absent where no person did it: a rule, a source that went dark, time. */
  editor: Type.Optional(Uuid),
});
export type CardRecordLine = Static<typeof CardRecordLine>;

export const DeskCardRecord = Type.Object(
  { card: DeskCard, record: Type.Array(CardRecordLine) },
  { $id: 'DeskCardRecord' },
);
export type DeskCardRecord = Static<typeof DeskCardRecord>;

/** Whose cards are approved without a look: a publisher, a creator, or the sample world. */
export const CARD_RULE_KINDS = ['publisher', 'creator', 'samples'] as const;

export const CardRuleBody = Type.Object({
  kind: Type.Enum([...CARD_RULE_KINDS]),
  /** The publisher's or the creator's id; not for `samples`. */
  subject: Type.Optional(Uuid),
  note: Type.String({ minLength: 1, maxLength: NOTE_MAX }),
  /** At most a year from now. */
  untilMs: TimeMs,
});
export type CardRuleBody = Static<typeof CardRuleBody>;

export const CardRule = Type.Object(
  {
    id: Uuid,
    kind: Type.Enum([...CARD_RULE_KINDS]),
    subject: Type.Optional(Uuid),
    note: Type.String(),
    author: Type.String(),
    fromMs: TimeMs,
    untilMs: TimeMs,
  },
  { $id: 'CardRule' },
);
export type CardRule = Static<typeof CardRule>;

export const CardRuleList = Type.Object({ items: Type.Array(CardRule) }, { $id: 'CardRuleList' });

/** Turns the whole lock screen off, or on again. */
export const LockDarkBody = Type.Object({
  dark: Type.Boolean(),
  note: Type.String({ minLength: 1, maxLength: NOTE_MAX }),
});
export const LockDark = Type.Object(
  { dark: Type.Boolean(), killVersion: Type.Integer() },
  { $id: 'LockDark' },
);

/** `compromised`: the present key, and everything that it signed, goes at once. */
export const LockRotateBody = Type.Object({ compromised: Type.Optional(Type.Boolean()) });
export const LockRotated = Type.Object(
  { kid: Type.String(), activeFromMs: TimeMs },
  { $id: 'LockRotated' },
);

/** What was delivered and shown on one day (UTC), of one brand and pack language. */
export const LockDay = Type.Object({
  /** Days since 1970. */
  day: Type.Integer(),
  /** Empty: no brand. */
  brand: Type.String(),
  /** Empty where it is not known. */
  language: Type.String(),
  packs: Type.Integer(),
  notModified: Type.Integer(),
  packBytes: Type.Integer(),
  files: Type.Integer(),
  fileBytes: Type.Integer(),
  /** Cards on a lit screen, under a receipt that was in force. */
  shown: Type.Integer(),
  /** The same, reported after the receipt was withdrawn. */
  shownAfterWithdrawal: Type.Integer(),
  /** The same, without a receipt. */
  shownWithoutReceipt: Type.Integer(),
  opens: Type.Integer(),
  dismisses: Type.Integer(),
});
export type LockDay = Static<typeof LockDay>;

export const LockReport = Type.Object(
  { dark: Type.Boolean(), days: Type.Array(LockDay) },
  { $id: 'LockReport' },
);
export type LockReport = Static<typeof LockReport>;

// What people are told before somebody else runs their cell, and what each of them may choose.

import { Type, type Static } from 'typebox';
import { TimeMs, Uuid } from './fields.ts';

/** Which words the notice's screens have: recorded with every choice. Changed whenever what a choice means is worded anew. */
export const NOTICE_TEXTS = '2026-11';

/**
 * `stay`: everything goes with the person. `export`: as `stay`, and they take an archive of their own. `erase`: they want to be
 * gone. `object`: they do not want their data to go to this owner. Who chose one of the last two is erased, and moved nowhere.
 */
export const HANDOVER_CHOICES = ['stay', 'export', 'erase', 'object'] as const;
export type HandoverChoiceName = (typeof HANDOVER_CHOICES)[number];
const Choice = Type.Enum([...HANDOVER_CHOICES]);

const Words = Type.String({ minLength: 1, maxLength: 200 });

export const HandoverNotice = Type.Object(
  {
    deal: Uuid,
    /** Counts the notices of a deal, from 1. */
    version: Type.Integer({ minimum: 1, maximum: 1_000 }),
    /** Who will run it, and where that owner sits. */
    owner: Type.Object({ name: Words, seat: Words }),
    /** From when at the earliest. */
    fromMs: TimeMs,
    /** Until when everybody may choose, and choose again. */
    deadlineMs: TimeMs,
    publishedAtMs: TimeMs,
    texts: Type.String({ maxLength: 20 }),
  },
  { $id: 'HandoverNotice' },
);
export type HandoverNotice = Static<typeof HandoverNotice>;

/** `notice` is null while nobody else is going to run this cell. */
export const HandoverNoticeReply = Type.Object({
  notice: Type.Union([HandoverNotice, Type.Null()]),
});

export const PublishNoticeBody = Type.Object(
  { seat: Words, fromMs: TimeMs, deadlineMs: TimeMs },
  { additionalProperties: false },
);
export type PublishNoticeBody = Static<typeof PublishNoticeBody>;

export const HandoverChoiceBody = Type.Object({ choice: Choice }, { additionalProperties: false });

export const HandoverChoice = Type.Object(
  {
    /** Null: nothing was chosen, which means `stay`. */
    choice: Type.Union([Choice, Type.Null()]),
    /** With a choice: when, and which notice they had read. */
    chosenAtMs: Type.Optional(TimeMs),
    version: Type.Optional(Type.Integer({ minimum: 1 })),
    /** Whether it can still be changed. */
    open: Type.Boolean(),
  },
  { $id: 'HandoverChoice' },
);
export type HandoverChoice = Static<typeof HandoverChoice>;

// Every message that this cell can send to anybody. What is not here cannot leave.

import { GenreCode, LanguageCode, TimeMs } from '@jhalak/contracts/fields';
import { AnonymousCounts } from '@jhalak/contracts/gateway';
import { Type } from 'typebox';
import { defineMessage, type MessageType } from './message-type.ts';

const Url = Type.String({ maxLength: 2_048 });
const HeaderText = Type.String({ maxLength: 512, pattern: '^[\\x20-\\x7e]*$' });

/** What a site is asked: its own address and the versions that it told us itself. */
const asking = {
  url: { class: 'public', schema: Url, required: true },
  etag: { class: 'public', schema: HeaderText },
  lastModified: { class: 'public', schema: HeaderText },
} as const;

/** A table of counts before it is k-anonymous. */
const RawCounts = Type.Array(
  Type.Object(
    {
      language: LanguageCode,
      genre: GenreCode,
      people: Type.Integer({ minimum: 0 }),
      clips: Type.Integer({ minimum: 0 }),
    },
    { additionalProperties: false },
  ),
  { maxItems: 2_000 },
);

/** What a seat may learn of a device: its kind, and the state that it is in. Nothing else fits: no address, no id, no agent. */
const SeatDevice = Type.Object(
  {
    dnt: Type.Optional(Type.Integer()),
    lmt: Type.Optional(Type.Integer()),
    devicetype: Type.Optional(Type.Integer()),
    os: Type.Optional(Type.String({ maxLength: 40 })),
    js: Type.Optional(Type.Integer()),
    language: Type.Optional(Type.String({ maxLength: 40 })),
    langb: Type.Optional(Type.String({ maxLength: 40 })),
    connectiontype: Type.Optional(Type.Integer()),
    geo: Type.Optional(
      Type.Object(
        {
          country: Type.Optional(Type.String({ pattern: '^[A-Za-z]{2,3}$' })),
          region: Type.Optional(Type.String({ pattern: '^([A-Za-z]{2}-)?[A-Za-z0-9]{1,3}$' })),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
const SeatWords = Type.String({ maxLength: 4_096 });
/** And of somebody who agreed to it: interests and coarse traits. */
const SeatUser = Type.Object(
  {
    yob: Type.Optional(Type.Integer()),
    gender: Type.Optional(Type.String({ maxLength: 1 })),
    keywords: Type.Optional(SeatWords),
    kwarray: Type.Optional(Type.Array(SeatWords, { maxItems: 256 })),
    data: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Type.Optional(SeatWords),
            segment: Type.Optional(
              Type.Array(
                Type.Object(
                  {
                    id: Type.Optional(SeatWords),
                    name: Type.Optional(SeatWords),
                    value: Type.Optional(SeatWords),
                  },
                  { additionalProperties: false },
                ),
                { maxItems: 256 },
              ),
            ),
          },
          { additionalProperties: false },
        ),
        { maxItems: 64 },
      ),
    ),
  },
  { additionalProperties: false },
);
const SeatWordList = Type.Array(SeatWords, { maxItems: 2_000 });
const Some = Type.Object({});

/**
 * A bid request of OpenRTB, by its members; core/openrtb's `leaving.ts` says what stands inside slots and places. `device` names a
 * state, and `user` interests, which is why both are personal: a policy for contextual ads leaves out `user`.
 */
const seatQuestion = {
  id: { class: 'public', schema: Type.String({ maxLength: 512 }), required: true },
  imp: {
    class: 'public',
    schema: Type.Array(Some, { minItems: 1, maxItems: 64 }),
    required: true,
  },
  site: { class: 'public', schema: Some },
  app: { class: 'public', schema: Some },
  device: { class: 'personal', schema: SeatDevice },
  user: { class: 'personal', schema: SeatUser },
  source: { class: 'public', schema: Some },
  regs: { class: 'public', schema: Some },
  ...Object.fromEntries(
    ['test', 'at', 'tmax', 'allimps', 'cattax'].map((name) => [
      name,
      { class: 'public', schema: Type.Integer() } as const,
    ]),
  ),
  ...Object.fromEntries(
    ['wseat', 'bseat', 'cur', 'wlang', 'wlangb', 'acat', 'bcat', 'badv', 'bapp'].map((name) => [
      name,
      { class: 'public', schema: SeatWordList } as const,
    ]),
  ),
} as const;

const LIST: readonly MessageType[] = [
  defineMessage({ name: 'feeds.fetch', kind: 'publisher', fields: asking }),
  defineMessage({ name: 'articles.fetch', kind: 'publisher', fields: asking }),
  defineMessage({ name: 'pictures.fetch', kind: 'publisher', fields: asking }),
  defineMessage({ name: 'robots.fetch', kind: 'publisher', fields: { url: asking.url } }),
  defineMessage({
    name: 'report.daily',
    kind: 'cell',
    fields: {
      // Midnight UTC of the day that is told of.
      dayMs: { class: 'public', schema: TimeMs, coarsen: 'hour', required: true },
      counts: {
        class: 'aggregate',
        given: RawCounts,
        schema: AnonymousCounts,
        coarsen: 'counts',
        required: true,
      },
    },
  }),
  defineMessage({
    name: 'sms.code',
    kind: 'processor',
    fields: {
      phone: {
        class: 'personal',
        schema: Type.String({ pattern: '^\\+[1-9][0-9]{6,14}$' }),
        required: true,
      },
      code: { class: 'personal', schema: Type.String({ pattern: '^[0-9]{4,8}$' }), required: true },
      // Of the text as it was registered (in India with the operators' DLT): the processor fills in the code.
      template: { class: 'public', schema: Type.String({ pattern: '^[A-Za-z0-9._-]{1,60}$' }) },
      language: { class: 'public', schema: LanguageCode },
    },
  }),
  defineMessage({
    name: 'payment.payout',
    kind: 'processor',
    fields: {
      payee: { class: 'personal', schema: Type.String({ maxLength: 80 }), required: true },
      // The smallest unit of the currency.
      amount: { class: 'personal', schema: Type.Integer({ minimum: 1 }), required: true },
      currency: {
        class: 'public',
        schema: Type.String({ pattern: '^[A-Z]{3}$' }),
        required: true,
      },
      reference: { class: 'public', schema: Type.String({ pattern: '^[A-Za-z0-9-]{1,40}$' }) },
    },
  }),
  defineMessage({ name: 'seat.bid', kind: 'processor', fields: seatQuestion }),
  defineMessage({
    name: 'seat.notice',
    kind: 'processor',
    fields: { url: { class: 'public', schema: Url, required: true } },
  }),
];

/** By name. */
export const MESSAGES: ReadonlyMap<string, MessageType> = new Map(
  LIST.map((type) => [type.name, type]),
);

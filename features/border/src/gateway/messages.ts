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

/** Where something is, as finely as anybody may hand it in. */
const Place = Type.Object(
  {
    state: Type.String({ pattern: '^[A-Z]{2}-[A-Z0-9]{1,3}$' }),
    city: Type.Optional(Type.String({ maxLength: 80 })),
    latitude: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
    longitude: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
  },
  { additionalProperties: false },
);

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
  defineMessage({
    name: 'seat.bid',
    kind: 'processor',
    fields: {
      slot: { class: 'public', schema: Type.Enum(['feed', 'lock']), required: true },
      language: { class: 'public', schema: LanguageCode },
      genre: { class: 'public', schema: GenreCode },
      place: {
        class: 'personal',
        given: Place,
        schema: Type.String({ pattern: '^[A-Z]{2}-[A-Z0-9]{1,3}$' }),
        coarsen: 'state',
      },
      atMs: { class: 'public', schema: TimeMs, coarsen: 'hour' },
    },
  }),
];

/** By name. */
export const MESSAGES: ReadonlyMap<string, MessageType> = new Map(
  LIST.map((type) => [type.name, type]),
);

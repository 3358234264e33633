// Schemas shared by several features' contracts.

import { Type, type Static } from 'typebox';
import { GENRES, LANGUAGE_CODES } from './languages.ts';

/** A state or province, ISO 3166-2: `IN-KA`. */
export const PlaceCode = Type.String({ pattern: '^[A-Z]{2}-[A-Z0-9]{1,3}$' });

export const Uuid = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
});

/** UTC milliseconds since 1970. */
export const TimeMs = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 });

export const LanguageCode = Type.Enum([...LANGUAGE_CODES]);
export const GenreCode = Type.Enum([...GENRES]);

export const AgeBandField = Type.Enum(['under13', '13-17', '18plus']);

/** 3 to 30 letters, digits, dot or underscore; the accounts feature refuses look-alikes. */
export const Handle = Type.String({ minLength: 3, maxLength: 30 });
export const HandleParams = Type.Object({ handle: Handle });
export const IdParams = Type.Object({ id: Uuid });

/** An opaque continuation; valid for the session that made it. */
export const Cursor = Type.String({ minLength: 1, maxLength: 512 });

/** More items than this on one page serve no screen. */
export const PAGE_LIMIT_MAX = 100;
export const PageQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_LIMIT_MAX })),
  cursor: Type.Optional(Cursor),
});
export type PageQuery = Static<typeof PageQuery>;

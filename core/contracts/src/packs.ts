// Follow packs: people whom somebody proposes to follow together.

import { Type, type Static } from 'typebox';
import { Cursor, Handle, LanguageCode, TimeMs, Uuid } from './fields.ts';
import { PersonCard } from './social.ts';

/** In one pack: what somebody looks through before they follow. */
export const PACK_PEOPLE_MAX = 50;
export const PACK_NAME_MAX = 60;
export const PACK_TEXT_MAX = 280;

export const PackBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: PACK_NAME_MAX }),
  /** What it is about; may be empty. */
  text: Type.String({ maxLength: PACK_TEXT_MAX }),
  language: LanguageCode,
  people: Type.Array(Handle, { minItems: 1, maxItems: PACK_PEOPLE_MAX }),
});
export type PackBody = Static<typeof PackBody>;

const head = {
  id: Uuid,
  name: Type.String(),
  text: Type.String(),
  language: LanguageCode,
  maker: Type.Object({ handle: Handle, displayName: Type.Optional(Type.String()) }),
  /** How many people in it the caller is shown. */
  count: Type.Integer({ minimum: 0 }),
  /** Whether the caller made it. */
  own: Type.Boolean(),
  changedAtMs: TimeMs,
};

export const PackCard = Type.Object(head, { $id: 'PackCard' });
export type PackCard = Static<typeof PackCard>;

/** Who was suspended, has gone, or whom a block keeps apart from the caller is left out without a word. */
export const Pack = Type.Object({ ...head, people: Type.Array(PersonCard) }, { $id: 'Pack' });
export type Pack = Static<typeof Pack>;

/** `left`: those who cannot be in it; why is theirs. */
export const PackMade = Type.Object(
  { pack: Pack, left: Type.Array(Handle) },
  { $id: 'FollowPackMade' },
);
export type PackMade = Static<typeof PackMade>;

/** The latest changed first. */
export const PackList = Type.Object(
  { items: Type.Array(PackCard), next: Type.Union([Cursor, Type.Null()]) },
  { $id: 'PackList' },
);
export type PackList = Static<typeof PackList>;

/** Absent: in the languages that the caller chose, or in all where there are none. */
export const PacksQuery = Type.Object({
  language: Type.Optional(LanguageCode),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
  cursor: Type.Optional(Cursor),
});
export type PacksQuery = Static<typeof PacksQuery>;

/** Whether others may put the caller into their packs. */
export const InPacks = Type.Object({ allowed: Type.Boolean() }, { $id: 'InPacks' });
export type InPacks = Static<typeof InPacks>;

// Whom one follows, asks, keeps away; what one keeps and passes on.

import { Type, type Static } from 'typebox';
import { Cursor, GenreCode, Handle, LanguageCode, PageQuery, TimeMs, Uuid } from './fields.ts';

/** One person in a list, as the caller stands to them. */
export const PersonCard = Type.Object(
  {
    handle: Handle,
    displayName: Type.Optional(Type.String()),
    /** Clips are for followers, and following is asked for. */
    private: Type.Boolean(),
    /** Whether the caller follows them; false without a token. */
    followed: Type.Boolean(),
    /** Whether the caller has asked to follow them and waits. */
    requested: Type.Boolean(),
    /** Whether the caller has them on their list of close friends, which nobody else sees; absent: not. */
    close: Type.Optional(Type.Boolean()),
    self: Type.Boolean(),
    sample: Type.Boolean(),
  },
  { $id: 'PersonCard' },
);
export type PersonCard = Static<typeof PersonCard>;

/** Newest first. A page may hold fewer than were asked for and still go on: who cannot be shown is left out. */
export const PersonList = Type.Object(
  { items: Type.Array(PersonCard), next: Type.Union([Cursor, Type.Null()]) },
  { $id: 'PersonList' },
);
export type PersonList = Static<typeof PersonList>;

/** Whether an account is private. */
export const Privacy = Type.Object({ private: Type.Boolean() }, { $id: 'Privacy' });
export type Privacy = Static<typeof Privacy>;

/** Why somebody is proposed. Addresses and telephone books are never read. */
export const SuggestionReason = Type.Union([
  Type.Object({
    kind: Type.Enum(['followed_by']),
    /** How many of those whom the caller follows follow them. */
    count: Type.Integer({ minimum: 1 }),
    /** Some of these, at most two. */
    handles: Type.Array(Handle, { maxItems: 2 }),
  }),
  Type.Object({ kind: Type.Enum(['popular']), language: LanguageCode, genre: GenreCode }),
]);
export type SuggestionReason = Static<typeof SuggestionReason>;

/** More than this is a directory, and no suggestion. */
const SUGGESTIONS_MAX = 50;
export const SuggestionQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: SUGGESTIONS_MAX })),
});

export const PersonSuggestion = Type.Object({ person: PersonCard, reason: SuggestionReason });
export type PersonSuggestion = Static<typeof PersonSuggestion>;

export const SuggestionList = Type.Object(
  { items: Type.Array(PersonSuggestion) },
  { $id: 'SuggestionList' },
);
export type SuggestionList = Static<typeof SuggestionList>;

/** Folders of one person. */
export const COLLECTIONS_MAX = 100;
export const COLLECTION_NAME_MAX = 60;

/** A folder of saved clips; nobody else knows that it is there. */
export const Collection = Type.Object(
  {
    id: Uuid,
    name: Type.String(),
    /** Clips in it, those among them that cannot be seen any more. */
    count: Type.Integer(),
    /** Posters of the newest that can be seen, at most three. */
    covers: Type.Array(Type.String()),
    createdAtMs: TimeMs,
  },
  { $id: 'Collection' },
);
export type Collection = Static<typeof Collection>;

/** `saved`: all clips that are kept, in folders and outside. */
export const CollectionList = Type.Object(
  { items: Type.Array(Collection), saved: Type.Integer() },
  { $id: 'CollectionList' },
);
export type CollectionList = Static<typeof CollectionList>;

export const CollectionBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: COLLECTION_NAME_MAX }),
});

export const CollectionPatch = Type.Partial(CollectionBody);

/** A clip lies in one folder, or in none. Absent: it stays where it is. */
export const SaveQuery = Type.Object({
  collection: Type.Optional(Type.Union([Uuid, Type.Enum(['none'])])),
});

/** Of one folder; absent: everything that is kept. */
export const SavedQuery = Type.Object({
  ...PageQuery.properties,
  collection: Type.Optional(Uuid),
});
export type SavedQuery = Static<typeof SavedQuery>;

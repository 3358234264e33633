// Search in any script, suggestions as one types, and the clips of a tag.

import { Type, type Static } from 'typebox';
import { Cursor, Handle, PageQuery } from './fields.ts';
import { PackCard } from './packs.ts';
import { SoundCard } from './sounds.ts';
import { StoryItem } from './stories.ts';
import { Video } from './videos.ts';

/** Longer questions find nothing that shorter ones do not. Characters. */
export const QUESTION_MAX = 120;
/** Words of a question that are looked for; later ones are passed over. */
export const QUESTION_WORDS_MAX = 6;
/** A question's results of one kind end here: who looks further asks more closely. */
export const FOUND_MAX = 240;

/** What can be asked for. */
export const FOUND_KINDS = ['clips', 'people', 'packs', 'tags', 'sounds', 'stories'] as const;
export type FoundKind = (typeof FOUND_KINDS)[number];

export const SearchQuery = Type.Object({
  /** In any script, also spelt by ear. */
  q: Type.String({ minLength: 1, maxLength: QUESTION_MAX }),
  /** One kind, page by page; absent: the best few of each. */
  kind: Type.Optional(Type.Enum([...FOUND_KINDS])),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
  cursor: PageQuery.properties.cursor,
});
export type SearchQuery = Static<typeof SearchQuery>;

export const FoundPerson = Type.Object({
  handle: Handle,
  displayName: Type.Optional(Type.String()),
  bio: Type.Optional(Type.String()),
  sample: Type.Boolean(),
});
export type FoundPerson = Static<typeof FoundPerson>;

export const FoundTag = Type.Object({
  /** As it was last written, without `#`. */
  tag: Type.String(),
  /** Clips that have it. */
  clips: Type.Integer({ minimum: 0 }),
});
export type FoundTag = Static<typeof FoundTag>;

/** Best first; lists of kinds that were not asked for are empty. */
export const SearchAnswer = Type.Object(
  {
    clips: Type.Array(Video),
    people: Type.Array(FoundPerson),
    /** Those that are proposed; who is in one is asked for by itself. */
    packs: Type.Array(PackCard),
    tags: Type.Array(FoundTag),
    /** Those that others may use. */
    sounds: Type.Array(SoundCard),
    stories: Type.Array(StoryItem),
    /** Only where one kind was asked for. */
    next: Type.Union([Cursor, Type.Null()]),
  },
  { $id: 'SearchAnswer' },
);
export type SearchAnswer = Static<typeof SearchAnswer>;

/** Suggestions that fit under a field. */
export const SUGGESTIONS_MAX = 10;

export const SuggestionsQuery = Type.Object({
  q: Type.String({ minLength: 1, maxLength: QUESTION_MAX }),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: SUGGESTIONS_MAX })),
});
export type SuggestionsQuery = Static<typeof SuggestionsQuery>;

export const Suggestion = Type.Object({
  /** `words`: to be asked for; `tag` and `person` lead somewhere. */
  kind: Type.Enum(['words', 'tag', 'person']),
  /** In the script in which it stands in clips and names; a tag without `#`, a person's handle. */
  text: Type.String(),
  /** A person's name. */
  name: Type.Optional(Type.String()),
});
export type Suggestion = Static<typeof Suggestion>;

export const Suggestions = Type.Object(
  { items: Type.Array(Suggestion) },
  { $id: 'SearchSuggestions' },
);
export type Suggestions = Static<typeof Suggestions>;

/** A tag in any script, without `#`: letters, marks, digits, joiners and `_`. */
export const TAG_PATTERN = '^[\\p{L}\\p{M}\\p{N}_\\u200c\\u200d]{1,64}$';
export const TagParams = Type.Object({ tag: Type.String({ minLength: 1, maxLength: 128 }) });

/** Clips are counted one by one up to here. */
export const TAG_COUNT_MAX = 1_000;

/** The clips of a tag, newest first. */
export const TagPage = Type.Object(
  {
    tag: Type.String(),
    /** Clips that the asking person may see, at most TAG_COUNT_MAX. */
    clips: Type.Integer({ minimum: 0 }),
    /** There are more of them than were counted. */
    more: Type.Boolean(),
    items: Type.Array(Video),
    next: Type.Union([Cursor, Type.Null()]),
  },
  { $id: 'TagPage' },
);
export type TagPage = Static<typeof TagPage>;

// What a viewer tells the feed, and what the feed believes of them.

import { Type, type Static } from 'typebox';
import { TimeMs, Uuid } from './fields.ts';
import { Video } from './videos.ts';

/**
 * What a choice can be about. `sound`: that clips share, of which taste knows none yet. `words`: whatever
 * a clip's caption or tags say, also in another script.
 */
export const CHOICE_KINDS = [
  'clip',
  'creator',
  'tag',
  'sound',
  'genre',
  'language',
  'words',
] as const;
export type ChoiceKind = (typeof CHOICE_KINDS)[number];

/** `none`: not shown. `less` and `more`: ranked lower or higher. */
export const WISHES = ['none', 'less', 'more'] as const;
export type Wish = (typeof WISHES)[number];

/** Of a choice's value: a phrase of some words. */
export const CHOICE_VALUE_MAX = 60;
/** Choices a person keeps; of clips the oldest goes when there are more, other kinds are refused. */
export const CHOICES_MAX = 400;

/**
 * A clip or sound by id, a creator by handle, a genre or language by code, a tag without `#`, words as they are. Clips, sounds,
 * tags and words take `none` only.
 */
export const ChoiceBody = Type.Object({
  of: Type.Enum([...CHOICE_KINDS]),
  value: Type.String({ minLength: 1, maxLength: CHOICE_VALUE_MAX }),
  wish: Type.Enum([...WISHES]),
});
export type ChoiceBody = Static<typeof ChoiceBody>;

const KEPT = {
  /** Names the choice; one of the same thing made again has the same. */
  id: Uuid,
  of: Type.Enum([...CHOICE_KINDS]),
  value: Type.String(),
  wish: Type.Enum([...WISHES]),
  sinceMs: TimeMs,
};

/** A choice as it is kept. */
export const KeptChoice = Type.Object(KEPT, { $id: 'KeptChoice' });
export type KeptChoice = Static<typeof KeptChoice>;

/** The same with what it is about. */
export const TasteChoice = Type.Object(
  {
    ...KEPT,
    /** Of a clip that can still be seen. */
    clip: Type.Optional(Video),
  },
  { $id: 'TasteChoice' },
);
export type TasteChoice = Static<typeof TasteChoice>;

export const ChoiceParams = Type.Object({ id: Uuid });

const BELIEF_KINDS = ['genre', 'language', 'creator'] as const;
/** What the feed can believe of somebody. */
export type BeliefKind = (typeof BELIEF_KINDS)[number];

/** A clip that was watched. */
export const WatchedClip = Type.Object({
  video: Video,
  /** How fully, 0 to 1. */
  level: Type.Number({ minimum: 0, maximum: 1 }),
  atMs: TimeMs,
});
export type WatchedClip = Static<typeof WatchedClip>;

export const TasteBelief = Type.Object({
  of: Type.Enum([...BELIEF_KINDS]),
  /** Code, or the creator's handle. */
  value: Type.String(),
  /** -1 to 1: how much it counts towards or against a clip. */
  strength: Type.Number({ minimum: -1, maximum: 1 }),
  /** Ids of the watched clips that taught it and are still remembered, the fullest first. */
  taughtBy: Type.Array(Uuid),
});
export type TasteBelief = Static<typeof TasteBelief>;

/** What the feed knows of the caller. */
export const TasteProfile = Type.Object(
  {
    /** `off`: nothing is learned without consent, or under 18. */
    learning: Type.Enum(['on', 'off']),
    /** Strongest first. */
    beliefs: Type.Array(TasteBelief),
    /** Newest first. */
    watched: Type.Array(WatchedClip),
    /** Newest first. */
    choices: Type.Array(TasteChoice),
  },
  { $id: 'TasteProfile' },
);
export type TasteProfile = Static<typeof TasteProfile>;

/** Edits in one request. */
export const EDITS_MAX = 20;

/**
 * Sets one thing that the feed believes, or takes it away. Of a belief: `strength`; of a watched clip: `level` and `atMs`;
 * without them it is forgotten.
 */
export const TasteEdit = Type.Object({
  of: Type.Enum([...BELIEF_KINDS, 'watched']),
  value: Type.String({ minLength: 1, maxLength: CHOICE_VALUE_MAX }),
  strength: Type.Optional(Type.Number({ minimum: -1, maximum: 1 })),
  level: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  atMs: Type.Optional(TimeMs),
});
export type TasteEdit = Static<typeof TasteEdit>;

export const EditsBody = Type.Object({
  edits: Type.Array(TasteEdit, { minItems: 1, maxItems: EDITS_MAX }),
});

/** What brings back what the edits took away. */
export const EditsReply = Type.Object({ undo: Type.Array(TasteEdit) }, { $id: 'TasteUndo' });
export type EditsReply = Static<typeof EditsReply>;

/** Beliefs and watched clips in a file: more than any cell exports. */
const FILE_BELIEFS_MAX = 300;
const FILE_WATCHED_MAX = 200;
/** Bytes of an export: names are short. */
export const TASTE_FILE_MAX_BYTES = 256 * 1024;

/** A taste to take away, and to bring along: creators by handle, clips by id. */
export const TasteFile = Type.Object(
  {
    format: Type.Literal('jhalak.taste'),
    version: Type.Literal(1),
    /** Region of the cell that wrote it. */
    region: Type.String({ maxLength: 16 }),
    madeAtMs: TimeMs,
    beliefs: Type.Array(
      Type.Object({
        of: Type.Enum([...BELIEF_KINDS]),
        value: Type.String({ minLength: 1, maxLength: CHOICE_VALUE_MAX }),
        strength: Type.Number({ minimum: -1, maximum: 1 }),
      }),
      { maxItems: FILE_BELIEFS_MAX },
    ),
    watched: Type.Array(
      Type.Object({
        video: Uuid,
        level: Type.Number({ minimum: 0, maximum: 1 }),
        atMs: TimeMs,
      }),
      { maxItems: FILE_WATCHED_MAX },
    ),
    choices: Type.Array(ChoiceBody, { maxItems: CHOICES_MAX }),
  },
  { $id: 'TasteFile' },
);
export type TasteFile = Static<typeof TasteFile>;

/** What an import did: the rest is of clips or people that are not here. */
export const ImportReply = Type.Object(
  { taken: Type.Integer(), unknown: Type.Integer() },
  { $id: 'TasteImport' },
);
export type ImportReply = Static<typeof ImportReply>;

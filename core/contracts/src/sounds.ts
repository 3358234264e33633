// Sounds: what is heard in clips. A sound is named after the clip where it was first, and is used where its creator allows it.

import { Type, type Static } from 'typebox';
import { Cursor, Handle, Uuid } from './fields.ts';
import { Silence, Video } from './videos.ts';

export const SOUND_TITLE_MAX = 80;
/** Uses are counted up to here. */
export const SOUND_USES_MAX = 1_000;

/** A sound as a list shows it. */
export const SoundCard = Type.Object(
  {
    id: Uuid,
    /** As its creator named it; absent: the original sound of `creator`. */
    title: Type.Optional(Type.String()),
    creator: Type.Object({ handle: Handle, displayName: Type.Optional(Type.String()) }),
    durationMs: Type.Integer(),
    poster: Type.String(),
    /** Clips that use it, besides the one where it was first. */
    uses: Type.Integer({ minimum: 0 }),
  },
  { $id: 'SoundCard' },
);
export type SoundCard = Static<typeof SoundCard>;

/** One sound. */
export const Sound = Type.Object(
  {
    id: Uuid,
    /** Absent: the original sound of its creator. */
    title: Type.Optional(Type.String()),
    /** The clip where it was first; null: it cannot be seen any more. */
    original: Type.Union([Video, Type.Null()]),
    /** Clips that use it, at most SOUND_USES_MAX. */
    uses: Type.Integer({ minimum: 0 }),
    /** Whether the caller may make a clip with it. */
    mayUse: Type.Boolean(),
    /** Why clips with it play without sound for the caller; absent: they are heard. */
    silence: Type.Optional(Silence),
    /** Whether the caller may silence it, as moderators everywhere, or as whose sound it is in others' clips; and whether they did. */
    maySilence: Type.Optional(Type.Enum(['moderator', 'creator'])),
    silencedByCaller: Type.Optional(Type.Boolean()),
  },
  { $id: 'Sound' },
);
export type Sound = Static<typeof Sound>;

export const SILENCE_REASON_MAX = 300;

/** Why a sound is silenced, in words, for whoever asks later. */
export const SilenceBody = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: SILENCE_REASON_MAX }) },
  { additionalProperties: false },
);

export const SOUND_ORDERS = ['newest', 'popular'] as const;
export type SoundOrder = (typeof SOUND_ORDERS)[number];

export const SoundClipsQuery = Type.Object({
  /** Default: `newest`. `popular`: most watched first, one page. */
  order: Type.Optional(Type.Enum([...SOUND_ORDERS])),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 48 })),
  cursor: Type.Optional(Cursor),
});

/** Whether others may use one's own clip's sound, and under which name. */
export const RemixRights = Type.Object(
  {
    allowed: Type.Boolean(),
    /** Empty: the original sound of its creator. */
    title: Type.String({ maxLength: SOUND_TITLE_MAX }),
  },
  { $id: 'RemixRights', additionalProperties: false },
);
export type RemixRights = Static<typeof RemixRights>;

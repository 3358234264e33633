// Comments on clips: threads of two levels, likes, a pin, what a creator lets through, and what waits for a decision.

import { Type, type Static } from 'typebox';
import { Cursor, Handle, LanguageCode, PageQuery, TimeMs, Uuid } from './fields.ts';
import { REPORT_REASONS } from './safety.ts';

/** Characters of one comment: some four lines on a phone. */
export const COMMENT_TEXT_MAX = 500;
/** People whom one comment can name: more is calling a crowd. */
export const COMMENT_MENTIONS_MAX = 5;
/** Replies of one thread: past them it is a conversation that belongs elsewhere. */
export const COMMENT_REPLIES_MAX = 500;
/** Words that hold comments, of one creator. */
export const HOLD_WORDS_MAX = 100;
export const HOLD_WORD_LENGTH_MAX = 40;

/**
 * `shown`: to everybody who may see the clip. `held`: waits for the creator or a moderator. `refused`: the creator said no.
 * `removed`: a moderator took it away. `deleted`: its author or the clip's creator did.
 */
export const COMMENT_STATES = ['shown', 'held', 'refused', 'removed', 'deleted'] as const;
export type CommentState = (typeof COMMENT_STATES)[number];

/** Who may comment on a creator's clips. */
export const COMMENT_AUDIENCES = ['everyone', 'followers', 'nobody'] as const;
export type CommentAudience = (typeof COMMENT_AUDIENCES)[number];

export const COMMENT_ORDERS = ['best', 'newest'] as const;
export type CommentOrder = (typeof COMMENT_ORDERS)[number];

/** Why the caller cannot comment: `yes` they can. */
export const MAY_COMMENT = ['yes', 'sign_in', 'followers', 'nobody', 'apart'] as const;
export type MayComment = (typeof MAY_COMMENT)[number];

export const Comment = Type.Object(
  {
    id: Uuid,
    videoId: Uuid,
    /** Of a reply: the comment above it. */
    parentId: Type.Union([Uuid, Type.Null()]),
    state: Type.Enum([...COMMENT_STATES]),
    /** Empty where nothing is left to read: replies stay under it. */
    text: Type.String(),
    /** As the script tells; null where it does not, as with Latin letters. */
    language: Type.Union([LanguageCode, Type.Null()]),
    /** Null once nothing may be told of who wrote it. */
    author: Type.Union([
      Type.Object({ handle: Handle, displayName: Type.Optional(Type.String()) }),
      Type.Null(),
    ]),
    /** Whether the clip's creator wrote it. */
    byCreator: Type.Boolean(),
    pinned: Type.Boolean(),
    /** Handles in the text that are people here. */
    mentions: Type.Array(Handle),
    likes: Type.Integer(),
    replies: Type.Integer(),
    createdAtMs: TimeMs,
    /** Only in replies to a caller with a token. */
    viewer: Type.Optional(Type.Object({ liked: Type.Boolean(), own: Type.Boolean() })),
    /** Of what a moderator removed; only for its author. */
    moderation: Type.Optional(
      Type.Object({
        reason: Type.Enum([...REPORT_REASONS]),
        note: Type.String(),
        atMs: TimeMs,
      }),
    ),
  },
  { $id: 'Comment' },
);
export type Comment = Static<typeof Comment>;

export const CommentPage = Type.Object(
  {
    items: Type.Array(Comment),
    next: Type.Union([Cursor, Type.Null()]),
    may: Type.Enum([...MAY_COMMENT]),
    /** Whether the caller made the clip: they pin, delete and decide. */
    creator: Type.Boolean(),
  },
  { $id: 'CommentPage' },
);
export type CommentPage = Static<typeof CommentPage>;

export const CommentsQuery = Type.Object({
  ...PageQuery.properties,
  order: Type.Optional(Type.Enum([...COMMENT_ORDERS])),
  /** Comes first, or the comment above it: what a link leads to. */
  comment: Type.Optional(Uuid),
});
export type CommentsQuery = Static<typeof CommentsQuery>;

/** Replies, oldest first. */
export const ReplyPage = Type.Object(
  { items: Type.Array(Comment), next: Type.Union([Cursor, Type.Null()]) },
  { $id: 'ReplyPage' },
);
export type ReplyPage = Static<typeof ReplyPage>;

export const CommentBody = Type.Object({
  text: Type.String({ minLength: 1, maxLength: COMMENT_TEXT_MAX }),
});
export type CommentBody = Static<typeof CommentBody>;

/** Until when a deletion can be undone by whoever did it. */
export const CommentDeleted = Type.Object({ undoUntilMs: TimeMs }, { $id: 'CommentDeleted' });
export type CommentDeleted = Static<typeof CommentDeleted>;

/** A comment that waits, with the clip that it is about. */
export const HeldComment = Type.Object(
  {
    comment: Comment,
    /** The creator's word that it met; absent where all comments wait. */
    word: Type.Optional(Type.String()),
    clip: Type.Object({ id: Uuid, caption: Type.String(), poster: Type.String() }),
  },
  { $id: 'HeldComment' },
);
export type HeldComment = Static<typeof HeldComment>;

export const HeldPage = Type.Object(
  { items: Type.Array(HeldComment), next: Type.Union([Cursor, Type.Null()]) },
  { $id: 'HeldPage' },
);
export type HeldPage = Static<typeof HeldPage>;

/** What a creator says about comments on all clips of theirs. */
export const CommentSettings = Type.Object(
  {
    audience: Type.Enum([...COMMENT_AUDIENCES]),
    /** Whether every comment of others waits. */
    holdAll: Type.Boolean(),
    /** Comments with one of these, as written or as it sounds, wait. */
    words: Type.Array(Type.String({ minLength: 1, maxLength: HOLD_WORD_LENGTH_MAX }), {
      maxItems: HOLD_WORDS_MAX,
    }),
  },
  { $id: 'CommentSettings' },
);
export type CommentSettings = Static<typeof CommentSettings>;

/** The same for one clip; null: as on the others. */
export const ClipCommentSettings = Type.Object(
  { audience: Type.Union([Type.Enum([...COMMENT_AUDIENCES]), Type.Null()]) },
  { $id: 'ClipCommentSettings' },
);
export type ClipCommentSettings = Static<typeof ClipCommentSettings>;

export const ClipCommentSettingsBody = Type.Object({
  audience: Type.Optional(Type.Union([Type.Enum([...COMMENT_AUDIENCES]), Type.Null()])),
});

/** What stands behind the @ so far; empty for whoever is nearest. */
export const MentionableQuery = Type.Object({ q: Type.Optional(Type.String({ maxLength: 30 })) });

/** People whom the caller can name, those of the thread first. */
export const Mentionable = Type.Object(
  {
    items: Type.Array(Type.Object({ handle: Handle, displayName: Type.Optional(Type.String()) })),
  },
  { $id: 'Mentionable' },
);
export type Mentionable = Static<typeof Mentionable>;

// One event as many publishers tell it: their reports side by side, what they rest on and where they differ.

import { Type, type Static } from 'typebox';
import { Cursor, GenreCode, TimeMs, Uuid } from './fields.ts';

/** Whom a story suits. */
export const STORY_AGES = ['all', '13+', '18+'] as const;
export const StoryAge = Type.Enum([...STORY_AGES]);

/** A sentence of a report, and whose it is. */
const Quote = Type.Object({
  text: Type.String(),
  /** The report that it stands in. */
  report: Uuid,
  /** That report's publisher. */
  publisher: Type.String(),
});

/** A story in one language, in its reports' own words. */
export const StoryTelling = Type.Object({
  /** BCP 47. */
  language: Type.String(),
  headline: Quote,
  /** At most 3 sentences; none where no publisher lets more than headlines be shown. */
  summary: Type.Array(Quote),
  /** Lines that stand beside these words, one a publisher. */
  attribution: Type.Array(Type.String()),
});
export type StoryTelling = Static<typeof StoryTelling>;

export const StoryPicture = Type.Object({
  /** Where the eye goes, 0 to 1 from left and top. */
  focus: Type.Object({ x: Type.Number(), y: Type.Number() }),
  /** Base64 of ThumbHash. */
  thumbhash: Type.String(),
  /** What it shows, in the report's language; may be empty. */
  alternative: Type.String(),
  credit: Type.Optional(Type.String()),
  /** Ascending by width, WebP always among them. */
  renditions: Type.Array(
    Type.Object({
      url: Type.String(),
      format: Type.Enum(['avif', 'webp']),
      widthPx: Type.Integer(),
      heightPx: Type.Integer(),
      bytes: Type.Integer(),
    }),
  ),
});
export type StoryPicture = Static<typeof StoryPicture>;

export const StoryReport = Type.Object({
  id: Uuid,
  publisher: Type.Object({
    name: Type.String(),
    /** Stands beside everything of theirs. */
    attribution: Type.String(),
    home: Type.String(),
  }),
  /** Where it is read in full. */
  url: Type.String(),
  title: Type.String(),
  /** As much of its text as its publisher lets us show; empty where that is the headline alone. */
  extract: Type.String(),
  language: Type.String(),
  publishedAtMs: TimeMs,
  /** What it rests on: the name of one of the story's origins. */
  origin: Type.String(),
  picture: Type.Optional(StoryPicture),
});
export type StoryReport = Static<typeof StoryReport>;

const Origin = Type.Object({
  /** An agency, a paper, or the publisher itself. */
  name: Type.String(),
  /** Own reporting; else what others rest on. */
  own: Type.Boolean(),
  /** Ids of the reports that rest on it. */
  reports: Type.Array(Uuid),
});

const StatedValue = Type.Object({
  /** A number, or words. */
  value: Type.Union([Type.Number(), Type.String()]),
  /** Names of the publishers that say so. */
  publishers: Type.Array(Type.String()),
  reports: Type.Array(Uuid),
});

const Disagreement = Type.Object({
  /** After the words of the reports, in English: `users, India`. */
  quantity: Type.String(),
  /** 2 or more, that of most reports first. */
  values: Type.Array(StatedValue),
});

/** A story's page. */
export const StoryPage = Type.Object(
  {
    /** Another one than was asked for when that story became part of this one. */
    id: Uuid,
    /** In which most of its reports are. */
    language: Type.String(),
    /** One for each language that has a report. */
    tellings: Type.Array(StoryTelling),
    genre: GenreCode,
    age: StoryAge,
    /** Whether somebody says it of their own knowledge, not as a plan or a rumour. */
    confirmed: Type.Boolean(),
    /** First published first; of very many the first and the last ones. */
    reports: Type.Array(StoryReport),
    /** All of them. */
    reportCount: Type.Integer({ minimum: 1 }),
    /** Independent of each other, that of most reports first. */
    origins: Type.Array(Origin),
    disagreements: Type.Array(Disagreement),
    /** 0 to 1: how fast independent origins take it up. */
    trend: Type.Number({ minimum: 0, maximum: 1 }),
    happenedAtMs: TimeMs,
    updatedAtMs: TimeMs,
  },
  { $id: 'StoryPage' },
);
export type StoryPage = Static<typeof StoryPage>;

/** A story in a list. */
export const StoryItem = Type.Object({
  id: Uuid,
  /** Of the words below. */
  language: Type.String(),
  headline: Type.String(),
  attribution: Type.Array(Type.String()),
  /** Every language in which it is told. */
  languages: Type.Array(Type.String()),
  genre: GenreCode,
  age: StoryAge,
  confirmed: Type.Boolean(),
  reportCount: Type.Integer({ minimum: 1 }),
  originCount: Type.Integer({ minimum: 1 }),
  disagreementCount: Type.Integer({ minimum: 0 }),
  trend: Type.Number({ minimum: 0, maximum: 1 }),
  happenedAtMs: TimeMs,
  updatedAtMs: TimeMs,
  /** The best one that may be shown. */
  picture: Type.Optional(StoryPicture),
});
export type StoryItem = Static<typeof StoryItem>;

export const StoryItemPage = Type.Object(
  { items: Type.Array(StoryItem), next: Type.Union([Cursor, Type.Null()]) },
  { $id: 'StoryItemPage' },
);
export type StoryItemPage = Static<typeof StoryItemPage>;

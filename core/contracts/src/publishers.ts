// The desk's view of publishers: who they are, under which terms, what may be fetched for them, and how that goes.

import { Type, type Static } from 'typebox';
import { Cursor, LanguageCode, TimeMs, Uuid } from './fields.ts';

const Line = (most: number) => Type.String({ minLength: 1, maxLength: most });
const Address = Type.String({ minLength: 8, maxLength: 2_048, pattern: '^https?://' });

/** The most of a report that its publisher lets us show; attribution always. */
export const SHOWN_TEXTS = ['headline', 'extract', 'full'] as const;
export const ShownText = Type.Enum([...SHOWN_TEXTS]);

export const Licence = Type.Object({
  /** `CC-BY-4.0`, or the short name of an agreement. */
  name: Line(100),
  url: Type.Optional(Address),
  text: ShownText,
  pictures: Type.Boolean(),
});
export type Licence = Static<typeof Licence>;

const DestinationCode = Type.Enum(['feeds', 'articles', 'pictures']);

/** Hosts that may be asked for a publisher's things. */
export const HostRuleBody = Type.Object({
  /** A host name, or `*.` and a name: then every name beneath it. */
  host: Line(255),
  destinations: Type.Array(DestinationCode, { minItems: 1, maxItems: 3, uniqueItems: true }),
  /** Default: a year from now; at most two. */
  untilMs: Type.Optional(TimeMs),
});
export const HOST_RULES_MAX = 50;

/** Adds a publisher. Without `hosts`, its home's host and what lies beneath it may be asked for everything, for a year. */
export const PublisherBody = Type.Object({
  name: Line(120),
  home: Address,
  /** Stands beside everything of theirs. */
  attribution: Line(200),
  licence: Licence,
  /** Whether articles' own pages are read; default true. */
  readsArticles: Type.Optional(Type.Boolean()),
  hosts: Type.Optional(Type.Array(HostRuleBody, { maxItems: HOST_RULES_MAX })),
});
export type PublisherBody = Static<typeof PublisherBody>;

export const PublisherChange = Type.Object({
  ...Type.Partial(Type.Omit(PublisherBody, ['hosts'])).properties,
  /** `paused`: nothing is fetched and none of its reports is shown until it is active again. */
  state: Type.Optional(Type.Enum(['active', 'paused'])),
  /** Replaces all rules that are in force. */
  hosts: Type.Optional(Type.Array(HostRuleBody, { maxItems: HOST_RULES_MAX })),
});
export type PublisherChange = Static<typeof PublisherChange>;

export const FeedBody = Type.Object({
  url: Address,
  /** Of its reports, where they do not say otherwise. */
  language: LanguageCode,
  /** Least minutes between two looks; default 15. */
  everyMinutes: Type.Optional(Type.Integer({ minimum: 5, maximum: 1_440 })),
});
export type FeedBody = Static<typeof FeedBody>;

/** One feed with its health. */
export const FeedHealth = Type.Object(
  {
    id: Uuid,
    url: Type.String(),
    language: Type.String(),
    everyMinutes: Type.Integer(),
    state: Type.Enum(['open', 'closed']),
    lastFetchAtMs: Type.Union([TimeMs, Type.Null()]),
    lastNewsAtMs: Type.Union([TimeMs, Type.Null()]),
    /** Null while the publisher is paused or the feed closed. */
    nextFetchAtMs: Type.Union([TimeMs, Type.Null()]),
    /** Failures in a row; 0 when the last look went well. */
    failureCount: Type.Integer(),
    /** How it goes, in sentences for the desk. */
    says: Type.Array(Type.String()),
  },
  { $id: 'FeedHealth' },
);
export type FeedHealth = Static<typeof FeedHealth>;

export const DeskPublisher = Type.Object(
  {
    id: Uuid,
    name: Type.String(),
    home: Type.String(),
    attribution: Type.String(),
    licence: Licence,
    readsArticles: Type.Boolean(),
    state: Type.Enum(['active', 'paused', 'ended']),
    sample: Type.Boolean(),
    hosts: Type.Array(
      Type.Object({
        host: Type.String(),
        destination: DestinationCode,
        fromMs: TimeMs,
        untilMs: TimeMs,
        authorId: Type.Union([Uuid, Type.Null()]),
      }),
    ),
    feeds: Type.Array(FeedHealth),
    /** What of its reports is shown now. */
    reportCount: Type.Integer(),
    createdAtMs: TimeMs,
  },
  { $id: 'DeskPublisher' },
);
export type DeskPublisher = Static<typeof DeskPublisher>;

export const DeskPublisherPage = Type.Object(
  { items: Type.Array(DeskPublisher), next: Type.Union([Cursor, Type.Null()]) },
  { $id: 'DeskPublisherPage' },
);
export type DeskPublisherPage = Static<typeof DeskPublisherPage>;

/** A report that the desk writes itself. */
export const DeskReportBody = Type.Object({
  title: Line(300),
  text: Type.String({ maxLength: 40_000 }),
  url: Address,
  language: LanguageCode,
  /** Default: now; never later. */
  publishedAtMs: Type.Optional(TimeMs),
  categories: Type.Optional(Type.Array(Line(60), { maxItems: 10 })),
  byline: Type.Optional(Line(200)),
  /** A picture to be fetched, from a host that is allowed for pictures. */
  pictureUrl: Type.Optional(Address),
  pictureAlternative: Type.Optional(Type.String({ maxLength: 500 })),
});
export type DeskReportBody = Static<typeof DeskReportBody>;

/** A report as the desk sees it. */
export const DeskReport = Type.Object(
  {
    id: Uuid,
    publisherId: Uuid,
    publisher: Type.String(),
    title: Type.String(),
    /** The beginning of its text. */
    beginning: Type.String(),
    url: Type.String(),
    language: Type.String(),
    publishedAtMs: TimeMs,
    firstSeenAtMs: TimeMs,
    version: Type.Integer(),
    textFrom: Type.Enum(['article', 'feed', 'desk', 'none']),
    shown: Type.Boolean(),
    removal: Type.Union([Type.String(), Type.Null()]),
    picture: Type.Union([
      Type.Object({ url: Type.String(), thumbhash: Type.String(), alternative: Type.String() }),
      Type.Null(),
    ]),
    /** What is missing and why, in sentences. */
    says: Type.Array(Type.String()),
  },
  { $id: 'DeskReport' },
);
export type DeskReport = Static<typeof DeskReport>;

export const DeskReportPage = Type.Object(
  { items: Type.Array(DeskReport), next: Type.Union([Cursor, Type.Null()]) },
  { $id: 'DeskReportPage' },
);
export type DeskReportPage = Static<typeof DeskReportPage>;

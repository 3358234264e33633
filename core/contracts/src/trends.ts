// Trends and channels: what rises in an honest window, and what there is of a genre.

import { Type, type Static } from 'typebox';
import { Cursor, GenreCode, LanguageCode, PlaceCode, TimeMs } from './fields.ts';
import { SoundCard } from './sounds.ts';
import { Video } from './videos.ts';

/** Nothing that fewer people watched is told, neither as a trend nor as what it is compared with. */
export const TREND_FLOOR = 10;

export const TREND_WINDOWS = ['day', 'week'] as const;
/** `day`: the last 24 hours; `week`: the last 7 days. Both end with the running hour and are counted in whole hours. */
export type TrendWindow = (typeof TREND_WINDOWS)[number];

export const TrendsQuery = Type.Object({
  language: Type.Optional(LanguageCode),
  genre: Type.Optional(GenreCode),
  /** Only what was watched by people who say that they live there. */
  place: Type.Optional(PlaceCode),
  /** Default: `day`. */
  window: Type.Optional(Type.Enum([...TREND_WINDOWS])),
});
export type TrendsQuery = Static<typeof TrendsQuery>;

/** Why something is a trend. */
const Why = {
  /**
   * Views in the window that count: each person once a clip and day, no self-views, and of viewers without a history no more
   * than five and as many as the others together. Of a place: in steps of `peopleMin`, rounded down.
   */
  views: Type.Integer({ minimum: 0 }),
  /** The same in the window before, of the same length; null: fewer than the floor, or not known. */
  before: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
};

export const TrendingClip = Type.Object({ video: Video, ...Why });
export type TrendingClip = Static<typeof TrendingClip>;

export const TrendingTag = Type.Object({
  /** Without `#`, lower-cased. */
  tag: Type.String(),
  /** Clips that carry it and were watched in the window. */
  clips: Type.Integer({ minimum: 1 }),
  /** Of the one that was watched most. */
  poster: Type.String(),
  thumbhash: Type.String(),
  ...Why,
});
export type TrendingTag = Static<typeof TrendingTag>;

/** All clips together in which a sound is heard. */
export const TrendingSound = Type.Object({ sound: SoundCard, ...Why });
export type TrendingSound = Static<typeof TrendingSound>;

export const Trends = Type.Object(
  {
    window: Type.Enum([...TREND_WINDOWS]),
    /** The window's beginning, a whole hour. */
    fromMs: TimeMs,
    /** When this was counted; at most a minute ago. */
    untilMs: TimeMs,
    /** Nothing that fewer people watched is told. */
    floor: Type.Integer(),
    /** Present where a place was asked for. */
    place: Type.Optional(
      Type.Object({
        place: PlaceCode,
        /** False: too few people watched anything there, and the lists are the whole country's. */
        told: Type.Boolean(),
        /** So many different people must have watched a clip there on one day. */
        peopleMin: Type.Integer({ minimum: TREND_FLOOR }),
      }),
    ),
    /** Strongest rise first; all may be empty. */
    tags: Type.Array(TrendingTag),
    clips: Type.Array(TrendingClip),
    /** Sounds that others may use. */
    sounds: Type.Array(TrendingSound),
  },
  { $id: 'Trends' },
);
export type Trends = Static<typeof Trends>;

/** A tag that is frequent in a channel. */
export const Topic = Type.Object({
  tag: Type.String(),
  /** Among the clips that were looked at for it; at least 2. */
  clips: Type.Integer({ minimum: 2 }),
});
export type Topic = Static<typeof Topic>;

export const ChannelsQuery = Type.Object({ language: Type.Optional(LanguageCode) });

/** A genre, in one language or in all. */
export const Channel = Type.Object({
  genre: GenreCode,
  topics: Type.Array(Topic),
  /** Pictures of its most watched clips, at most three. */
  pictures: Type.Array(Type.Object({ poster: Type.String(), thumbhash: Type.String() })),
});
export type Channel = Static<typeof Channel>;

/** Only channels that hold a clip, in the order of the genres. */
export const ChannelList = Type.Object({ items: Type.Array(Channel) }, { $id: 'ChannelList' });
export type ChannelList = Static<typeof ChannelList>;

export const CHANNEL_ORDERS = ['popular', 'newest'] as const;
export type ChannelOrder = (typeof CHANNEL_ORDERS)[number];

export const ChannelParams = Type.Object({ genre: GenreCode });
export const ChannelQuery = Type.Object({
  language: Type.Optional(LanguageCode),
  /** Only clips with this tag. */
  topic: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  /** Default: `popular`, by how fully clips are watched, lately more. */
  order: Type.Optional(Type.Enum([...CHANNEL_ORDERS])),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 48 })),
  cursor: Type.Optional(Cursor),
});
export type ChannelQuery = Static<typeof ChannelQuery>;

/** A page of a channel's clips. */
export const ChannelPage = Type.Object(
  {
    genre: GenreCode,
    /** Languages in which the genre has clips, as many clips first. */
    languages: Type.Array(LanguageCode),
    topics: Type.Array(Topic),
    items: Type.Array(Video),
    next: Type.Union([Cursor, Type.Null()]),
  },
  { $id: 'ChannelPage' },
);
export type ChannelPage = Static<typeof ChannelPage>;

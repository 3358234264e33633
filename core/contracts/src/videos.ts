// Uploads and videos as clients see them.

import { Type, type Static } from 'typebox';
import { AI_MARKS } from './ai-mark.ts';
import { CLIP_AUDIENCES } from './audience.ts';
import { Cursor, GenreCode, Handle, LanguageCode, TimeMs, Uuid } from './fields.ts';
import { jobFields } from './jobs.ts';
import { SubtitleTrack } from './subtitles.ts';

export const CAPTION_MAX = 300;
export const TAGS_MAX = 10;

export const UPLOAD_STATES = [
  'receiving',
  'checking',
  'encoding',
  'held',
  'published',
  'refused',
  'failed',
] as const;
export type UploadState = (typeof UPLOAD_STATES)[number];

/** One line of an upload's flight recorder. */
export const UploadStep = Type.Object({
  atMs: TimeMs,
  /** What happened: `created`, `received`, `checking`, `encoding`, `published`, `extended`, `settled`, … */
  step: Type.String(),
  /** A code that says more: of an error, of a rendition. */
  detail: Type.Optional(Type.String()),
});
export type UploadStep = Static<typeof UploadStep>;

/** One async job: an upload on its way to be a video. */
export const Upload = Type.Object(
  {
    id: Uuid,
    state: Type.Enum([...UPLOAD_STATES]),
    /** Steps: `receiving`, `checking`, `encoding_360`, …; progress is of the whole way. */
    ...jobFields,
    /** While it waits: how many uploads are worked on before it; 999 stands for more. */
    ahead: Type.Optional(Type.Integer({ minimum: 0, maximum: 999 })),
    videoId: Type.Union([Uuid, Type.Null()]),
    caption: Type.String(),
    createdAtMs: TimeMs,
    bytes: Type.Integer(),
    receivedBytes: Type.Integer(),
    /** The flight recorder, oldest first; only when one upload is asked for. */
    steps: Type.Optional(Type.Array(UploadStep)),
  },
  { $id: 'Upload' },
);
export type Upload = Static<typeof Upload>;

export const UploadList = Type.Object({ items: Type.Array(Upload) }, { $id: 'UploadList' });

/** How much room one's own clips take, in bytes. */
export const StorageUse = Type.Object(
  {
    limitBytes: Type.Integer(),
    /** The sum of the parts below. */
    usedBytes: Type.Integer(),
    /** Clips as they are played. */
    clipsBytes: Type.Integer(),
    /** Clips as they were sent, while they are kept. */
    originalsBytes: Type.Integer(),
    /** Uploads that are on their way. */
    waitingBytes: Type.Integer(),
  },
  { $id: 'StorageUse' },
);
export type StorageUse = Static<typeof StorageUse>;

/** How a clip carries another one's sound: in place of its own, or together with it. */
export const SOUND_MODES = ['instead', 'with'] as const;
export type SoundMode = (typeof SOUND_MODES)[number];

/** What tus's Upload-Metadata may carry, decoded. */
export const UploadMetadata = Type.Object({
  filename: Type.Optional(Type.String({ maxLength: 255 })),
  filetype: Type.Optional(Type.String({ maxLength: 100 })),
  caption: Type.String({ maxLength: CAPTION_MAX }),
  language: LanguageCode,
  genre: GenreCode,
  /** Comma-separated in the header. */
  tags: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: TAGS_MAX }),
  /** Cut marks in milliseconds, chosen after recording. */
  trimStartMs: Type.Optional(TimeMs),
  trimEndMs: Type.Optional(TimeMs),
  /** The uploader's declaration: absent says that nothing in it was made or changed by AI. */
  ai: Type.Optional(Type.Enum([...AI_MARKS])),
  /** Another clip's sound, which its creator lets others use. */
  sound: Type.Optional(Uuid),
  /** Default: `instead` of the clip's own. */
  soundMode: Type.Optional(Type.Enum([...SOUND_MODES])),
  /** Whether others may use this clip's own sound; default: not. */
  remix: Type.Optional(Type.Boolean()),
  /** Who may see it; default: `everyone`. */
  audience: Type.Optional(Type.Enum([...CLIP_AUDIENCES])),
});
export type UploadMetadata = Static<typeof UploadMetadata>;

export const VIDEO_STATES = ['processing', 'published', 'removed', 'deleted'] as const;
export type VideoState = (typeof VIDEO_STATES)[number];

export const Rendition = Type.Object({
  url: Type.String(),
  codec: Type.String(),
  widthPx: Type.Integer(),
  heightPx: Type.Integer(),
  bitrateBps: Type.Integer(),
  bytes: Type.Integer(),
});
export type Rendition = Static<typeof Rendition>;

/**
 * Why a sound is not heard. `order`: by law where the viewer is; `moderator`: everywhere; `creator`: whose sound it is took it out of
 * others' clips.
 */
export const Silence = Type.Object({
  by: Type.Enum(['order', 'moderator', 'creator']),
  /** Of an order: one of `OrderLaw`. */
  law: Type.Optional(Type.String()),
});
export type Silence = Static<typeof Silence>;

export const Video = Type.Object(
  {
    id: Uuid,
    state: Type.Enum([...VIDEO_STATES]),
    caption: Type.String(),
    language: LanguageCode,
    genre: GenreCode,
    tags: Type.Array(Type.String()),
    durationMs: Type.Integer(),
    widthPx: Type.Integer(),
    heightPx: Type.Integer(),
    /** URL of a WebP or JPEG picture. */
    poster: Type.String(),
    /** Base64 of ThumbHash. */
    thumbhash: Type.String(),
    /** A few silent seconds of it, some 100 KB. Absent: none. */
    preview: Type.Optional(Type.String()),
    /** Made or changed by AI, by its uploader's word or the file's own; absent: nobody said so. */
    ai: Type.Optional(Type.Enum([...AI_MARKS])),
    creator: Type.Object({ handle: Handle, displayName: Type.Optional(Type.String()) }),
    counts: Type.Object({ views: Type.Integer(), likes: Type.Integer(), comments: Type.Integer() }),
    /** What is heard: its own sound, or another clip's. Absent: silent. */
    sound: Type.Optional(
      Type.Object({
        /** The clip where the sound was first. */
        id: Uuid,
        /** As its creator named it; absent: the original sound of `handle`. */
        title: Type.Optional(Type.String()),
        /** Whose sound it is; absent: they are gone. */
        handle: Type.Optional(Handle),
        /** Why the clip's bytes carry no sound for the caller; absent: it is heard. */
        silence: Type.Optional(Silence),
      }),
    ),
    /** Ascending by size; the first is H.264, which every player knows. Others may be AV1: ask before playing. */
    renditions: Type.Array(Rendition),
    /** What is said, as text: one a language. Absent: none. */
    subtitles: Type.Optional(Type.Array(SubtitleTrack)),
    publishedAtMs: TimeMs,
    /** Part of the sample world. */
    sample: Type.Boolean(),
    /** Who may see it; absent: everybody. */
    audience: Type.Optional(Type.Enum([...CLIP_AUDIENCES])),
    /** Only in replies to a caller with a token. */
    viewer: Type.Optional(
      Type.Object({
        liked: Type.Boolean(),
        followsCreator: Type.Boolean(),
        own: Type.Boolean(),
        /** Absent: not. */
        saved: Type.Optional(Type.Boolean()),
        /** Passed on to the caller's own followers. Absent: not. */
        reposted: Type.Optional(Type.Boolean()),
      }),
    ),
    /** Only for the owner and staff: why it is not public. */
    moderation: Type.Optional(
      Type.Object({ reason: Type.String(), note: Type.String(), atMs: TimeMs }),
    ),
    /** Only for the owner: whether others may use the clip's own sound, and how it is called. */
    remix: Type.Optional(Type.Object({ allowed: Type.Boolean(), title: Type.String() })),
    /** Only for the owner: small pictures over its length, row by row on one sheet. Absent: not made yet. */
    storyboard: Type.Optional(
      Type.Object({
        url: Type.String(),
        /** Between one and the next; the first is at 0. */
        everyMs: Type.Integer(),
        count: Type.Integer(),
        columns: Type.Integer(),
        widthPx: Type.Integer(),
        heightPx: Type.Integer(),
      }),
    ),
    /** Only for the owner: until when deletion can be undone. */
    undoUntilMs: Type.Optional(TimeMs),
  },
  { $id: 'Video' },
);
export type Video = Static<typeof Video>;

export const VideoPage = Type.Object(
  { items: Type.Array(Video), next: Type.Union([Cursor, Type.Null()]) },
  { $id: 'VideoPage' },
);
export type VideoPage = Static<typeof VideoPage>;

export const VideoPatch = Type.Object({
  caption: Type.String({ maxLength: CAPTION_MAX }),
  /** Absent: as it was. */
  language: Type.Optional(LanguageCode),
});

/** Who may see a clip from now on. */
export const AudienceBody = Type.Object({ audience: Type.Enum([...CLIP_AUDIENCES]) });

/** A moment of the clip, from its beginning; one behind its end means its end. */
export const CoverPut = Type.Object({ atMs: TimeMs });
export type CoverPut = Static<typeof CoverPut>;

/** Fewer impressions are not told by themselves. */
export const SOURCES_FLOOR = 10;
/** Days that a creator can look back. */
export const SOURCES_DAYS_MAX = 90;

export const SourcesQuery = Type.Object({
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: SOURCES_DAYS_MAX })),
});
export type SourcesQuery = Static<typeof SourcesQuery>;

/**
 * One way by which people came to a clip: a reason code of the feed, `following`, `lock` (lock screens), `link` or `other`
 * (small ones together).
 */
export const ClipSource = Type.Object({
  source: Type.String(),
  impressions: Type.Integer(),
  views: Type.Integer(),
  /** Impressions a day; 0 where there were fewer than the floor, which the sum may still hold. */
  byDay: Type.Array(Type.Integer()),
});
export type ClipSource = Static<typeof ClipSource>;

/** Where a clip's impressions came from, most first; none where all are below the floor. */
export const ClipSources = Type.Object(
  { firstDayMs: TimeMs, sources: Type.Array(ClipSource), floor: Type.Integer() },
  { $id: 'ClipSources' },
);
export type ClipSources = Static<typeof ClipSources>;

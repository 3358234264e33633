// What other features and the wiring see of videos.

import type { Caller } from '@jhalak/contracts';
import type { AiMark } from '@jhalak/contracts/ai-mark';
import type { ClipAudience } from '@jhalak/contracts/audience';
import type { Standing } from '@jhalak/contracts/counting';
import type { SoundCard } from '@jhalak/contracts/sounds';
import type { ReportReason } from '@jhalak/contracts/safety';
import type { Looks, RestingClip } from '@jhalak/media';
import type { Queries, Tx } from '@jhalak/ports';
import type { WordsReader } from '@jhalak/visibility';
import type { View } from './counting/view-judge.ts';

/** One stored encoding. */
export interface StoredRendition {
  /** File name in the media URL: `360.mp4`. */
  name: string;
  key: string;
  codec: string;
  widthPx: number;
  heightPx: number;
  bitrateBps: number;
  bytes: number;
  sha256: string;
}

/** A row, in the words of the house. */
export interface StoredVideo {
  videoId: string;
  personId: string;
  caption: string;
  language: string;
  genre: string;
  tags: string[];
  durationMs: number;
  widthPx: number;
  heightPx: number;
  posterKey: string;
  thumbhash: string;
  /** Made or changed by AI; null: nobody said so. */
  ai: AiMark | null;
  renditions: StoredRendition[];
  /** The clip whose sound is heard; null: its own. */
  soundId: string | null;
  /** How its creator named its own sound. */
  soundTitle: string | null;
  /** Whether others may use its own sound. */
  remix: boolean;
  audience: ClipAudience;
  /** Languages in which there are subtitles. */
  subtitles: string[];
  /** What it has beside its renditions; null: not made. */
  looks: Looks | null;
  sample: boolean;
  publishedAtMs: number;
  adult: boolean;
  removedAtMs: number | null;
  removedReason: string | null;
  removedNote: string | null;
  deletedAtMs: number | null;
}

/** What one viewer did with a video. */
export interface ViewerMark {
  liked: boolean;
  followsCreator: boolean;
  saved: boolean;
  reposted: boolean;
}

/** How a viewer stands to creators: whom they follow, whose close friends they are, with whom there is a block in either direction. */
export interface CreatorTies {
  follows: ReadonlySet<string>;
  closeTo: ReadonlySet<string>;
  apart: ReadonlySet<string>;
}

/** What one viewer did with some videos; given by the social feature, wired in the app. */
export interface ViewerMarks {
  /** @returns for each video of `videos` what the person did with it and whether they follow its creator. Cached; microseconds. */
  marks(
    personId: string,
    videos: readonly { videoId: string; creatorId: string }[],
  ): Promise<readonly ViewerMark[]>;
  /** @returns how a person stands to creators. Cached; microseconds. */
  ties(personId: string): Promise<CreatorTies>;
}

/** Names of people by id; given by accounts. */
export interface PeopleReader {
  peopleByIds(
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, { handle: string; displayName?: string | undefined }>>;
  personByHandle(handle: string): Promise<{ personId: string; handle: string } | undefined>;
  /** Reads these persons anew at the next question: the journal told of a change, by whatever process. */
  forgetPeople(personIds: Iterable<string>): void;
}

/** A decision of a moderator on one video. */
export type ModerationChange =
  | { kind: 'remove'; reason: ReportReason; note: string }
  | { kind: 'restore' }
  | { kind: 'restrict_age'; on: boolean };

/** What videos gives to the rest of the house. */
export interface Videos {
  /**
   * @returns clips with ids greater than `after`, in order, with the files that are played; `quiet`: published, and shown to
   * anybody last, before `beforeMs`, at most as long ago as days of sources are kept. Cost: one query.
   */
  restingAfter(after: string, beforeMs: number, limit: number): Promise<RestingClip[]>;
  /** @returns JSON texts (contract Video), by id; missing ids are unknown. Does not ask visibility: the surface does. */
  present(ids: readonly string[], caller: Caller | undefined): Promise<Map<string, string>>;
  /** @returns one row, as remembered for some minutes. Cost: a look-up mostly. */
  remembered(id: string): Promise<StoredVideo | undefined>;
  /** @returns rows by id. */
  stored(ids: readonly string[]): Promise<Map<string, StoredVideo>>;
  /** Applies a decision and tells the journal. @returns false when there is no such video. */
  moderate(tx: Tx, videoId: string, change: ModerationChange): Promise<boolean>;
  /**
   * @returns the blob in which a clip's own sound is heard, where its creator lets others use it, or is the one who asks, and the
   * clip's AI mark. Orders, suspension, privacy and blocks are asked by the caller.
   */
  soundFor(
    soundId: string,
    personId: string,
  ): Promise<{ key: string; ownerId: string; ai: AiMark | null } | undefined>;
  /**
   * @returns those of these sounds that moderators silenced, or whose they are; with `only`, who it names. Orders are asked by the
   * caller. Cost: memory mostly.
   */
  silencedByPeople(soundIds: readonly string[], only?: 'moderator'): Promise<ReadonlySet<string>>;
  /** @returns sounds that others may use, by id. Does not ask visibility: the surface does. Cost: three statements. */
  soundCards(ids: readonly string[]): Promise<Map<string, SoundCard>>;
  /** @returns bytes of a person's clips in all their encodings; posters are not counted. Cost: one sum over their rows. */
  bytesOf(on: Queries, personId: string): Promise<number>;
  /** @returns what is said in clips, by their subtitles; clips without any are missing. Cost: one query. */
  saidIn(ids: readonly string[]): Promise<Map<string, string>>;
  /** How many published clips a person has. */
  countOf(personId: string): Promise<number>;
  /** Removes videos for good, with their bytes, at once: samples, erasure. */
  purge(videoIds: readonly string[]): Promise<void>;
  /** What clips say, for orders that name words. */
  words: WordsReader;
  /** The ids of a person's videos, also hidden ones. */
  idsOf(personId: string): Promise<string[]>;
  /**
   * Says how views stand, in the transaction that writes them: what is counted rests on it.
   * @returns a standing for each, in their order. Cost: three statements for all of them.
   */
  judgeViews(tx: Tx, views: readonly View[]): Promise<Standing[]>;
  /** @returns whether what a person does now counts in full: likes, follows. Cost: one point read, mostly remembered. */
  countsInFull(queries: Queries, personId: string): Promise<boolean>;
  /** Computes the counters again from the journal, and from what its deleted windows said. */
  rebuildCounts(): Promise<void>;
}

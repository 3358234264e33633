// What a channel is made of on its way, and what its desk needs of the house.

import type { AiMark } from '@jhalak/contracts/ai-mark';
import type { ClipAudience } from '@jhalak/contracts/audience';
import type { BorderLog, Database, Tx } from '@jhalak/ports';
import type { Clock, Ids, Random } from '@jhalak/kernel';

/** One encoding of a clip. */
interface ChannelRendition {
  key: string;
  codec: string;
  widthPx: number;
  heightPx: number;
  bitrateBps: number;
  bytes: number;
  sha256: string;
}

/** A clip that goes along: what its creator said of it, and its files by blob key. Ids and dates stay what they were. */
export interface ChannelClip {
  videoId: string;
  caption: string;
  language: string;
  genre: string;
  tags: string[];
  durationMs: number;
  widthPx: number;
  heightPx: number;
  posterKey: string;
  thumbhash: string;
  publishedAtMs: number;
  /** Shown to adults only, by a moderator's decision: that goes along. */
  adult: boolean;
  /** Made or changed by AI; a mark is never left behind. */
  ai?: AiMark;
  /**
   * For whom it is, where it is not for everybody. A list of close friends stays behind, as who follows does: until it is made there,
   * only the creator sees what is for it. A cell that does not know the word refuses the channel.
   */
  audience?: Exclude<ClipAudience, 'everyone'>;
  renditions: ChannelRendition[];
}

/** All that goes: the creator's own, and nothing of anybody else. */
export interface Channel {
  handle: string;
  displayName: string;
  bio: string;
  /** Its clips are for followers alone; absent: for everybody. A cell that does not know the word refuses the channel. */
  private?: true;
  clips: ChannelClip[];
}

/** What was asked for, as the operator's command needs it. */
export interface AskedMove {
  personId: string;
  moveId: string;
  toCell: string;
  toAddress: string;
  /** SHA-256 of the code, hexadecimal. */
  codeDigest: string;
  state: 'asked' | 'packed' | 'moved' | 'withdrawn';
  askedAtMs: number;
}

/** A cell that this one knows. */
export interface Neighbour {
  cell: string;
  region: string;
  address: string;
}

/** A clip as videos stores it, as far as it matters here. */
export interface OwnStoredClip extends Omit<ChannelClip, 'ai' | 'audience'> {
  ai: AiMark | null;
  audience: ClipAudience;
  sample: boolean;
  removedAtMs: number | null;
  deletedAtMs: number | null;
}

export interface ChannelDeps {
  database: Database;
  clock: Clock;
  ids: Ids;
  /** Must be a secure one: codes come from it. */
  random: Random;
  region: string;
  log: BorderLog;
  neighbours(): Promise<readonly Neighbour[]>;
  people: {
    peopleByIds(
      ids: readonly string[],
    ): Promise<
      ReadonlyMap<string, { handle: string; displayName?: string; bio?: string; sample: boolean }>
    >;
  };
  clips: {
    idsOf(personId: string): Promise<string[]>;
    stored(ids: readonly string[]): Promise<ReadonlyMap<string, OwnStoredClip>>;
    publish(tx: Tx, clip: ChannelClip & { personId: string; sample: boolean }): Promise<void>;
    restrict(tx: Tx, videoId: string): Promise<unknown>;
    /** Removes clips for good, with their bytes. */
    purge(ids: readonly string[]): Promise<void>;
  };
  /** Whose clips are for their followers; by social, wired in the app. */
  privacy: {
    /** @returns which of these accounts are private, as it is written. */
    privateAmong(personIds: readonly string[]): Promise<ReadonlySet<string>>;
    /** Makes an account private, in the transaction. */
    close(tx: Tx, personId: string): Promise<void>;
  };
  /** @returns which of these clips an order in force names or matches. */
  withheld(videoIds: readonly string[]): Promise<ReadonlySet<string>>;
  blobs: {
    copyTo(key: string, path: string): Promise<boolean>;
    putFile(key: string, path: string): Promise<{ sha256: string }>;
    delete(key: string): Promise<void>;
    list(prefix: string): AsyncIterable<string>;
  };
  workFolder: string;
}

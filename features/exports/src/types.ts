// What the archive needs of the rest of the house.

import type { Manifest } from '@jhalak/contracts';
import type { Clock, Ids, Logger } from '@jhalak/kernel';
import type { Original } from '@jhalak/media';
import type { Blobs, Database, Jobs, Keys } from '@jhalak/ports';
import type { BringDeps } from './bring/types.ts';
import type { ChannelDeps } from './channel/types.ts';

/** One of the person's own clips, as far as its files go. */
export interface OwnClip {
  videoId: string;
  caption: string;
  language: string;
  tags: readonly string[];
  publishedAtMs: number;
  /** Blob key. */
  posterKey: string;
  /** Ascending by size. */
  renditions: readonly { name: string; key: string; bytes: number; sha256: string }[];
  removedReason: string | null;
}

/** Given by videos and media. */
export interface OwnClips {
  /** All of a person's clips, hidden ones too. */
  idsOf(personId: string): Promise<string[]>;
  stored(ids: readonly string[]): Promise<ReadonlyMap<string, OwnClip>>;
  /** @returns a clip as it was sent; undefined where that is not kept. */
  original(videoId: string): Promise<Original | undefined>;
}

/** Given by accounts. */
interface PublicNames {
  /** @returns public names by id; who has none, or is leaving, is missing. */
  peopleByIds(
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, { handle: string; displayName?: string }>>;
}

export interface ExportsDeps {
  database: Database;
  keys: Keys;
  blobs: Blobs;
  jobs: Jobs;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  /** For what is only being written. */
  workFolder: string;
  /** Every manifest of the house: what goes into an archive is computed from them. */
  manifests: () => readonly Manifest[];
  clips: OwnClips;
  people: PublicNames;
  /** For archives that come from another cell. */
  bring: BringDeps;
  /** For channels that go to another cell, or come from one. */
  channels: ChannelDeps;
  /** @returns whether the cell closes for good, and no worker runs. */
  closing(): boolean;
  /** @returns which of these clips an order in force names or matches; whole-app orders leave one's own data open. */
  withheld(videoIds: readonly string[]): Promise<ReadonlySet<string>>;
}

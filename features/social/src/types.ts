// What social gives to the rest of the house.

import type { Caller } from '@jhalak/contracts';
import type { PackCard } from '@jhalak/contracts/packs';
import type { Tx } from '@jhalak/ports';
import type { ViewerMarks } from '@jhalak/videos';
import type { Onlooker } from '@jhalak/visibility';
import type { StoredPack } from './packs/pack-store.ts';
import type { SaveStore } from './save-store.ts';

/** Whom a person does not want to meet. */
export interface Apart {
  /** A block in either direction: neither sees the other anywhere, and the blocked one is not told. */
  blocked: ReadonlySet<string>;
  /** Whom the person muted: out of their own feed and inbox, and nowhere else. */
  muted: ReadonlySet<string>;
}

/** Kept clips and their folders, as their own person may change them. See SaveStore. */
type KeptClips = Pick<SaveStore, 'save' | 'unsave' | 'among' | 'collections' | 'create' | 'remove'>;

/** What social gives to its neighbours and to the sample world. */
export interface Social extends ViewerMarks {
  /** @returns the ids of the people whom a person follows, newest first. Cost: memory mostly. */
  followedBy(personId: string): Promise<ReadonlySet<string>>;
  /**
   * @returns whom a person is kept apart from. Cost: memory mostly; in force at once in the process that wrote it, in others with
   * the journal's next window (some 50 ms).
   */
  apart(personId: string): Promise<Apart>;
  /**
   * The caller as visibility knows people, with whom they follow, whose close friends they are and whom they are kept apart
   * from: for a surface on which not everybody sees the same. Cost: memory mostly.
   */
  onlooker(caller: Caller | undefined): Promise<Onlooker>;
  /** @returns whose close friend a person is. Cost: memory mostly. */
  closeTo(personId: string): Promise<ReadonlySet<string>>;
  /** @returns whether an account is private, as of the last journal window. Only in a process of the api role. Cost: a look-up. */
  isPrivate(personId: string): boolean;
  /** @returns which of these accounts are private, as it is written; in any process. Cost: one query. */
  privateAmong(personIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Makes an account private, in the transaction: what is published behind it in the same one is seen by no stranger. */
  close(tx: Tx, personId: string): Promise<void>;
  /** Takes a person out of every follow pack of others, and theirs away, in the transaction. */
  leavePacks(tx: Tx, personId: string): Promise<void>;
  /** @returns whether somebody follows a person. Cost: memory mostly. */
  isFollower(ofPersonId: string, whoId: string): Promise<boolean>;
  /** @returns what following would come to; `no` where there is a block, or it is oneself. Cost: memory mostly. */
  mayFollow(whoId: string, whomId: string): Promise<'follow' | 'ask' | 'no'>;
  /**
   * @returns clips that people whom this person follows passed on lately, with who did so last; of nobody muted or blocked.
   * Cost: memory mostly.
   */
  passedOn(personId: string): Promise<ReadonlyMap<string, string>>;
  /** Follow packs, for whoever makes them found. */
  readonly packs: {
    /** @returns what is written of those that are there, in no order. Cost: one query. */
    words(packIds: readonly string[]): Promise<StoredPack[]>;
    /** @returns ids of packs in their order, after one of them. Cost: one query. */
    idsAfter(after: string, limit: number): Promise<string[]>;
    /** @returns cards by id, of packs that the caller is shown and in which they are shown somebody. Cost: one query; else memory mostly. */
    seen(
      packIds: readonly string[],
      caller: Caller | undefined,
    ): Promise<ReadonlyMap<string, PackCard>>;
  };
  /** What people keep, for whoever brings their lists along. */
  readonly saves: KeptClips;
  /** Follows without a request: the sample world. */
  follow(personId: string, followeeId: string): Promise<void>;
}

// What the inbox is made of, and what it needs of its neighbours.

import type { Caller } from '@jhalak/contracts';
import type { Device } from '@jhalak/contracts/accounts';
import type { InboxKind } from '@jhalak/contracts/inbox';
import type { OrderNotice } from '@jhalak/contracts/orders';
import type { Onlooker } from '@jhalak/visibility';

/** Rows whose latest event is older are deleted. */
export const KEPT_DAYS = 90;
/** Rows of one person: somebody who has more than this waiting reads none of the oldest. */
export const GROUPS_MAX = 500;
/** The latest people of a group that are known one by one: what is blocked, erased or taken back among them leaves the count. */
export const ACTORS_MAX = 32;

/** Stands where a group is about nothing but its people, or nobody did it. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';

/** A place in the journal: by window first. */
export interface Position {
  window: number;
  position: number;
}

/** @returns below zero where `a` is earlier. Cost: none. */
export function compare(a: Position, b: Position): number {
  return a.window - b.window || a.position - b.position;
}

/** What a group is of. */
export interface GroupKey {
  personId: string;
  kind: InboxKind;
  itemId: string;
  /** Days since 1970, UTC. */
  day: number;
}

/** One who did it, with the comment or decision that it was. */
export interface Entry {
  actor: string;
  ref: string;
}

/** A row, in the words of the house. */
export interface Group extends GroupKey {
  /** The newest last, ACTORS_MAX at most. */
  entries: Entry[];
  /** Those who no longer fit. */
  beyond: number;
  reason: string | null;
  firstAtMs: number;
  lastAtMs: number;
  last: Position;
  applied: Position;
}

/** A group with how far it was read by itself. */
export interface ReadGroup extends Group {
  read: Position;
}

/** What an event says to somebody. */
export interface Notice {
  kind: InboxKind;
  /** Who is told, or the clip whose creator is, or the comment whose author is, or the complaint whose person is. */
  to: { person: string } | { ownerOf: string } | { authorOf: string } | { complaint: string };
  itemId: string;
  /** Absent where nobody but the house did it. */
  actor?: string | undefined;
  ref?: string | undefined;
  reason?: string | undefined;
  /** Taken back: leaves the group where it stands. */
  undone?: true;
}

/** A notice whose reader is known, and where it stands in the journal. */
export interface PlacedNotice extends Omit<Notice, 'to'> {
  personId: string;
  at: Position;
  atMs: number;
}

/** Names of people, given by accounts: who is erased, leaving or has no name is missing. */
export interface InboxPeople {
  peopleByIds(
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, { handle: string; displayName?: string | undefined }>>;
  /** @returns which of these sessions may still be used. Cost: one query. */
  livingSessions(
    sessions: readonly { personId: string; sessionId: string }[],
  ): Promise<ReadonlySet<string>>;
  /** @returns where somebody is signed in. Cost: one query. */
  sessionsOf(
    caller: Pick<Caller, 'personId' | 'sessionId'>,
  ): Promise<readonly { id: string; device: Device }[]>;
}

/** Given by social. */
export interface InboxSocial {
  followedBy(personId: string): Promise<ReadonlySet<string>>;
  /** The caller as visibility knows people: followers see what is private. */
  onlooker(caller: Caller): Promise<Onlooker>;
  /** Who is blocked, by either, and whom the person muted. */
  apart(personId: string): Promise<{ blocked: ReadonlySet<string>; muted: ReadonlySet<string> }>;
}

/** A comment as far as it is told of. */
export interface InboxComment {
  videoId: string;
  personId: string | null;
  state: string;
  text: string;
  /** What the moderator wrote who removed it. */
  removedNote: string | null;
}

/** Given by comments: rows by id, in whatever state; who is erased has none. */
export interface InboxComments {
  stored(ids: readonly string[]): Promise<ReadonlyMap<string, InboxComment>>;
}

/** Given by safety: whose complaints these are now; those that are gone are missing. */
export type InboxComplainants = (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** Given by orders: what a creator is told of orders, the newest first. */
export type OrderNotices = (personId: string) => Promise<readonly OrderNotice[]>;

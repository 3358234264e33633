// What a group is shown as, to its reader and now: names, captions and comments as they are at this moment. What went dark,
// was erased, is blocked or muted, or is not wanted any more is left out, and the group's count with it.

import type { Caller } from '@jhalak/contracts';
import { INBOX_UNREAD_MAX, type InboxGroup, type InboxKind } from '@jhalak/contracts/inbox';
import type { OrderNotice } from '@jhalak/contracts/orders';
import { posterUrl, type StoredVideo, type Videos } from '@jhalak/videos';
import type { Onlooker, Visibility } from '@jhalak/visibility';
import { whoOf } from './settings.ts';
import type { InboxPerson } from './store.ts';
import {
  compare,
  NOBODY,
  type Entry,
  type InboxComments,
  type InboxPeople,
  type InboxSocial,
  type OrderNotices,
  type Position,
  type ReadGroup,
} from './types.ts';
import { wants } from './writer.ts';

export interface PresentDeps {
  people: Pick<InboxPeople, 'peopleByIds'>;
  social: InboxSocial;
  comments: InboxComments | undefined;
  notices: OrderNotices;
  videos: Pick<Videos, 'remembered'>;
  visibility: Visibility;
}

const SURFACE = 'inbox.page';
/** People named; the others are a number. */
const NAMED_MAX = 3;
/** Kinds whose entries are comments. */
const OF_COMMENTS: ReadonlySet<InboxKind> = new Set([
  'comment',
  'reply',
  'mention',
  'comment_liked',
]);
/** Kinds that are about no clip. */
const WITHOUT_CLIP: ReadonlySet<InboxKind> = new Set([
  'follow',
  'follow_request',
  'request_accepted',
  'clip_refused',
]);
/** Kinds that are told also of a clip that is deleted or gone: they are decisions. */
const DECISIONS: ReadonlySet<InboxKind> = new Set([
  'clip_removed',
  'clip_limited',
  'clip_restored',
  'order',
]);

/** Everything that a page of groups is shown from, asked once for all of them. */
interface Around {
  caller: Caller;
  onlooker: Onlooker;
  person: InboxPerson;
  followed: ReadonlySet<string>;
  blocked: ReadonlySet<string>;
  muted: ReadonlySet<string>;
  names: ReadonlyMap<string, { handle: string; displayName?: string | undefined }>;
  clips: ReadonlyMap<string, StoredVideo>;
  comments: ReadonlyMap<string, { state: string; text: string }>;
  orders: readonly OrderNotice[];
}

export class InboxPresenter {
  readonly #deps: PresentDeps;

  constructor(deps: PresentDeps) {
    this.#deps = deps;
  }

  /**
   * @returns one for each group, in their order; undefined where nothing of it can be shown. Cost: memory mostly; one query
   * for comments, three where there are orders.
   */
  async present(
    caller: Caller,
    person: InboxPerson,
    groups: readonly ReadGroup[],
  ): Promise<(InboxGroup | undefined)[]> {
    if (groups.length === 0) return [];
    const around = await this.#around(caller, person, groups);
    return groups.map((group) => this.#one(group, around));
  }

  async #around(
    caller: Caller,
    person: InboxPerson,
    groups: readonly ReadGroup[],
  ): Promise<Around> {
    const { people, social, comments, notices } = this.#deps;
    const actors = new Set(groups.flatMap(({ entries }) => entries.map(({ actor }) => actor)));
    actors.delete(NOBODY);
    const refs = groups
      .filter(({ kind }) => OF_COMMENTS.has(kind))
      .flatMap(({ entries }) => entries.map(({ ref }) => ref));
    const [onlooker, followed, apart, names, clips, words, orders] = await Promise.all([
      social.onlooker(caller),
      social.followedBy(caller.personId),
      social.apart(caller.personId),
      people.peopleByIds([...actors]),
      this.#clips(groups),
      refs.length === 0 ? undefined : comments?.stored([...new Set(refs)]),
      groups.some(({ kind }) => kind === 'order') ? notices(caller.personId) : [],
    ]);
    return {
      ...{ caller, onlooker, person, followed, names, clips, orders },
      ...{ blocked: apart.blocked, muted: apart.muted },
      comments: words ?? new Map(),
    };
  }

  async #clips(groups: readonly ReadGroup[]): Promise<Map<string, StoredVideo>> {
    const ids = new Set(
      groups.filter(({ kind }) => !WITHOUT_CLIP.has(kind)).map(({ itemId }) => itemId),
    );
    const found = await Promise.all(
      [...ids].map(async (id) => await this.#deps.videos.remembered(id)),
    );
    return new Map(found.flatMap((video) => (video === undefined ? [] : [[video.videoId, video]])));
  }

  #one(group: ReadGroup, around: Around): InboxGroup | undefined {
    const { kind } = group;
    const clip = this.#clipOf(group, around);
    if (clip === undefined && !WITHOUT_CLIP.has(kind) && !DECISIONS.has(kind)) return undefined;
    const entries = group.entries.filter((entry) => isHeard(group.kind, entry, around));
    const people = peopleIn(entries);
    const who = whoOf(kind, around.person.kinds, around.caller.ageBand);
    const latest = entries.at(-1);
    if (latest === undefined) return undefined;
    const order = kind === 'order' ? orderOf(group, around.orders) : undefined;
    if (kind === 'order' && order === undefined) return undefined;
    const comment = OF_COMMENTS.has(kind) ? around.comments.get(latest.ref) : undefined;
    return {
      ...{ id: groupId(group), kind },
      // Who no longer fits is known to nobody: only who wants to hear of everyone is told how many they are.
      count: Math.max(1, people.length) + (who === 'everyone' ? group.beyond : 0),
      people: people.slice(0, NAMED_MAX).flatMap((id) => shownName(around.names.get(id))),
      ...(clip === undefined ? {} : { clip: shownClip(clip) }),
      ...(comment === undefined ? {} : { comment: { id: latest.ref, text: comment.text } }),
      ...decisionOf(group, clip, order),
      ...{ firstAtMs: group.firstAtMs, atMs: group.lastAtMs },
      unread: isUnread(group, around.person.read),
    };
  }

  // Visibility is asked for everything; a decision is told also where the clip itself can't be shown any more.
  #clipOf({ kind, itemId }: ReadGroup, { onlooker, clips }: Around): StoredVideo | undefined {
    if (WITHOUT_CLIP.has(kind)) return undefined;
    const verdict = this.#deps.visibility.check(SURFACE, itemId, onlooker);
    const clip = clips.get(itemId);
    if (clip === undefined || verdict.kind === 'hidden') return undefined;
    return clip.deletedAtMs === null || DECISIONS.has(kind) ? clip : undefined;
  }
}

function isHeard(kind: InboxKind, { actor, ref }: Entry, around: Around): boolean {
  const { caller, person, followed, blocked, muted, names, comments } = around;
  const did = actor === NOBODY ? undefined : actor;
  if (did !== undefined && (!names.has(did) || blocked.has(did) || muted.has(did))) return false;
  if (OF_COMMENTS.has(kind) && comments.get(ref)?.state !== 'shown') return false;
  return wants(whoOf(kind, person.kinds, caller.ageBand), did, followed);
}

/** The latest first, each once. */
function peopleIn(entries: readonly Entry[]): string[] {
  return [...new Set(entries.toReversed().map(({ actor }) => actor))].filter(
    (actor) => actor !== NOBODY,
  );
}

function shownName(
  person: { handle: string; displayName?: string | undefined } | undefined,
): InboxGroup['people'] {
  if (person === undefined) return [];
  const { handle, displayName } = person;
  return [{ handle, ...(displayName === undefined ? {} : { displayName }) }];
}

function shownClip(clip: StoredVideo): NonNullable<InboxGroup['clip']> {
  const { videoId: id, caption, language } = clip;
  return { id, caption, language, poster: posterUrl(clip) };
}

function decisionOf(
  { kind, reason }: ReadGroup,
  clip: StoredVideo | undefined,
  order: OrderNotice | undefined,
): Pick<InboxGroup, 'reason' | 'note' | 'law' | 'authority' | 'reference'> {
  const note = kind === 'clip_removed' ? clip?.removedNote : undefined;
  return {
    ...(reason === null ? {} : { reason }),
    ...(note === null || note === undefined || note === '' ? {} : { note }),
    ...(order === undefined ? {} : { law: order.law }),
    ...(order?.authority === undefined ? {} : { authority: order.authority }),
    ...(order?.reference === undefined ? {} : { reference: order.reference }),
  };
}

/** The notice of an order that still hides the clip. */
function orderOf({ itemId }: ReadGroup, orders: readonly OrderNotice[]): OrderNotice | undefined {
  return orders.find(({ videoId, liftedAtMs }) => videoId === itemId && liftedAtMs === null);
}

function isUnread({ last, read }: ReadGroup, mark: Position): boolean {
  return compare(last, mark) > 0 && compare(last, read) > 0;
}

/** @returns what a group is called outside. Cost: none. */
export function groupId({ kind, itemId, day }: Pick<ReadGroup, 'kind' | 'itemId' | 'day'>): string {
  return `${kind}.${itemId}.${day}`;
}

/** @returns how many of these are shown, INBOX_UNREAD_MAX at most. Cost: none. */
export function countShown(groups: readonly (InboxGroup | undefined)[]): number {
  return Math.min(groups.filter((group) => group?.unread === true).length, INBOX_UNREAD_MAX);
}

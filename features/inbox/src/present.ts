// What a group is shown as, to its reader and now: names, captions and comments as they are at this moment. What went dark,
// was erased, is blocked or muted, or is not wanted any more is left out, and the group's count with it.

import type { Caller } from '@jhalak/contracts';
import type { Device } from '@jhalak/contracts/accounts';
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
  type InboxComment,
  type InboxComments,
  type InboxPeople,
  type InboxSocial,
  type OrderNotices,
  type Position,
  type ReadGroup,
} from './types.ts';
import { wants } from './writer.ts';

export interface PresentDeps {
  people: Pick<InboxPeople, 'peopleByIds' | 'sessionsOf'>;
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
  'sign_in',
  'way_in',
  'standing',
  'grievance',
]);
/** Decisions about a comment of one's own. */
const OF_OWN_COMMENT: ReadonlySet<InboxKind> = new Set([
  'comment_removed',
  'comment_restored',
  'comment_upheld',
]);
/** Kinds that are told also of a clip that is deleted or gone: they are decisions. */
const DECISIONS: ReadonlySet<InboxKind> = new Set([
  'clip_removed',
  'clip_limited',
  'clip_restored',
  'order',
  ...OF_OWN_COMMENT,
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
  comments: ReadonlyMap<string, InboxComment>;
  orders: readonly OrderNotice[];
  /** Where sign-ins were, as long as they last. */
  devices: ReadonlyMap<string, Device>;
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
    const { people, social, notices } = this.#deps;
    const actors = new Set(groups.flatMap(({ entries }) => entries.map(({ actor }) => actor)));
    actors.delete(NOBODY);
    const kinds = new Set(groups.map(({ kind }) => kind));
    const [onlooker, followed, apart, names, { clips, comments }, orders, sessions] =
      await Promise.all([
        social.onlooker(caller),
        social.followedBy(caller.personId),
        social.apart(caller.personId),
        people.peopleByIds([...actors]),
        this.#things(groups),
        kinds.has('order') ? notices(caller.personId) : [],
        kinds.has('sign_in') ? people.sessionsOf(caller) : [],
      ]);
    return {
      ...{ caller, onlooker, person, followed, names, clips, comments, orders },
      ...{ blocked: apart.blocked, muted: apart.muted },
      devices: new Map(sessions.map(({ id, device }) => [id, device])),
    };
  }

  /** Comments first: one that was decided about knows its clip. */
  async #things(groups: readonly ReadGroup[]): Promise<Pick<Around, 'clips' | 'comments'>> {
    const refs = groups.flatMap(({ kind, itemId, entries }) => {
      if (OF_OWN_COMMENT.has(kind)) return [itemId];
      return OF_COMMENTS.has(kind) ? entries.map(({ ref }) => ref) : [];
    });
    const comments: Around['comments'] =
      refs.length === 0
        ? new Map()
        : ((await this.#deps.comments?.stored([...new Set(refs)])) ?? new Map());
    return { comments, clips: await this.#clips(groups, comments) };
  }

  async #clips(
    groups: readonly ReadGroup[],
    comments: Around['comments'],
  ): Promise<Map<string, StoredVideo>> {
    const ids = new Set(groups.flatMap((group) => clipIdOf(group, comments) ?? []));
    const found = await Promise.all(
      [...ids].map(async (id) => await this.#deps.videos.remembered(id)),
    );
    return new Map(found.flatMap((video) => (video === undefined ? [] : [[video.videoId, video]])));
  }

  #one(group: ReadGroup, around: Around): InboxGroup | undefined {
    const { kind } = group;
    // Whoever signed in need not be told where they are.
    if (kind === 'sign_in' && group.itemId === around.caller.sessionId) return undefined;
    const clip = this.#clipOf(group, around);
    if (clip === undefined && !WITHOUT_CLIP.has(kind) && !DECISIONS.has(kind)) return undefined;
    const entries = group.entries.filter(
      (entry) => isHeard(group.kind, entry, around) && !this.#isDark(group.kind, entry, around),
    );
    const people = peopleIn(entries);
    const who = whoOf(kind, around.person.kinds, around.caller.ageBand);
    const latest = entries.at(-1);
    if (latest === undefined) return undefined;
    const order = kind === 'order' ? orderOf(group, around.orders) : undefined;
    if (kind === 'order' && order === undefined) return undefined;
    const comment = this.#commentOf(group, latest, around);
    const device = kind === 'sign_in' ? around.devices.get(group.itemId) : undefined;
    return {
      ...{ id: groupId(group), kind },
      // Who no longer fits is known to nobody: only who wants to hear of everyone is told how many they are.
      count: Math.max(1, people.length) + (who === 'everyone' ? group.beyond : 0),
      people: people.slice(0, NAMED_MAX).flatMap((id) => shownName(around.names.get(id))),
      ...(clip === undefined ? {} : { clip: shownClip(clip) }),
      ...(comment === undefined ? {} : { comment }),
      ...(device === undefined ? {} : { device }),
      ...decisionOf(group, { clip, order, comments: around.comments }),
      ...{ firstAtMs: group.firstAtMs, atMs: group.lastAtMs },
      unread: isUnread(group, around.person.read),
    };
  }

  // What an order makes dark is not told of: who it names, and comments that it names by their words.
  #isDark(kind: InboxKind, { actor, ref }: Entry, { onlooker, comments }: Around): boolean {
    const { visibility } = this.#deps;
    if (actor !== NOBODY && visibility.checkPerson(SURFACE, actor, onlooker).kind === 'hidden')
      return true;
    return OF_COMMENTS.has(kind) && this.#wordsOf(comments.get(ref), onlooker) === undefined;
  }

  #wordsOf(comment: InboxComment | undefined, onlooker: Onlooker): string | undefined {
    if (comment === undefined || comment.personId === null) return undefined;
    const { personId, text } = comment;
    const verdict = this.#deps.visibility.checkWords(SURFACE, { personId, text }, onlooker);
    return verdict.kind === 'hidden' ? undefined : text;
  }

  #commentOf(
    { kind, itemId }: ReadGroup,
    latest: Entry,
    { comments, onlooker }: Around,
  ): InboxGroup['comment'] {
    const isOwn = OF_OWN_COMMENT.has(kind);
    if (!isOwn && !OF_COMMENTS.has(kind)) return undefined;
    const id = isOwn ? itemId : latest.ref;
    const text = this.#wordsOf(comments.get(id), onlooker);
    return text === undefined ? undefined : { id, text };
  }

  // Visibility is asked for everything; a decision is told also where the clip itself can't be shown any more.
  #clipOf(group: ReadGroup, { onlooker, clips, comments }: Around): StoredVideo | undefined {
    const { kind } = group;
    const clipId = clipIdOf(group, comments);
    if (clipId === undefined) return undefined;
    const verdict = this.#deps.visibility.check(SURFACE, clipId, onlooker);
    const clip = clips.get(clipId);
    if (clip === undefined || verdict.kind === 'hidden') return undefined;
    return clip.deletedAtMs === null || DECISIONS.has(kind) ? clip : undefined;
  }
}

/** The clip that a group is about; of a decision about a comment the clip under which it stands. */
function clipIdOf({ kind, itemId }: ReadGroup, comments: Around['comments']): string | undefined {
  if (WITHOUT_CLIP.has(kind)) return undefined;
  return OF_OWN_COMMENT.has(kind) ? comments.get(itemId)?.videoId : itemId;
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
  { kind, itemId, reason }: ReadGroup,
  {
    clip,
    order,
    comments,
  }: {
    clip: StoredVideo | undefined;
    order: OrderNotice | undefined;
    comments: Around['comments'];
  },
): Pick<InboxGroup, 'reason' | 'note' | 'law' | 'authority' | 'reference'> {
  const removed = kind === 'comment_removed' ? comments.get(itemId) : undefined;
  const note = kind === 'clip_removed' ? clip?.removedNote : removed?.removedNote;
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

// Rows as one onlooker reads them: without those of people who keep away from them, of people who are gone, and without what an
// order makes dark. What was taken away and still has replies stays as an empty place.

import type { Caller } from '@jhalak/contracts';
import type { Comment } from '@jhalak/contracts/comments';
import { onlookerOf } from '@jhalak/videos';
import type { Visibility } from '@jhalak/visibility';
import type { Database } from '@jhalak/ports';
import { mentionedIn } from './rows.ts';
import { mayRead, type CommentReader } from './reader.ts';
import type { CommentPeople, CommentTies, StoredComment } from './types.ts';

export interface PresentDeps {
  database: Database;
  reader: CommentReader;
  people: CommentPeople;
  ties: CommentTies;
  visibility: Visibility;
}

/** What a list is read for. */
export interface Reading {
  surface: string;
  caller: Caller | undefined;
  /** The clip's pinned comment. */
  pinnedId?: string | null;
  /** Also what only staff read: words of what was removed. */
  asStaff?: boolean;
}

type Names = Awaited<ReturnType<CommentPeople['peopleByIds']>>;

/** @returns those that the caller may read, in the same order. Cost: three short queries a page, none of them for nobody. */
export async function present(
  deps: PresentDeps,
  comments: readonly StoredComment[],
  reading: Reading,
): Promise<Comment[]> {
  if (comments.length === 0) return [];
  const { caller } = reading;
  const mentioned = await mentionedIn(deps.database, comments);
  const ids = new Set([
    ...comments.flatMap(({ personId }) => personId ?? []),
    ...[...mentioned.values()].flat(),
  ]);
  const [names, apart, liked] = await Promise.all([
    deps.people.peopleByIds([...ids]),
    caller === undefined ? undefined : deps.ties.apart(caller.personId),
    caller === undefined ? undefined : deps.reader.liked(caller.personId, comments),
  ]);
  return comments.flatMap((comment) => {
    const { personId } = comment;
    const creator = caller?.personId === comment.creatorId;
    if (reading.asStaff !== true && !mayRead(comment, { personId: caller?.personId, creator }))
      return [];
    if (personId !== null && (apart?.blocked.has(personId) || apart?.muted.has(personId)))
      return [];
    const author = personId === null ? undefined : names.get(personId);
    const empty = isEmpty(comment, reading) || author === undefined;
    if (empty && comment.replies <= 0) return [];
    if (!empty && isDark(deps, comment, reading)) return [];
    return [textOf(comment, { reading, empty, names, liked, mentioned })];
  });
}

function isEmpty({ state, personId }: StoredComment, { caller, asStaff }: Reading): boolean {
  if (personId === null) return true;
  const own = personId === caller?.personId;
  if (state === 'deleted') return true;
  return state === 'removed' && !own && asStaff !== true;
}

function isDark({ visibility }: PresentDeps, comment: StoredComment, reading: Reading): boolean {
  const { personId, text } = comment;
  if (personId === null) return false;
  const onlooker = onlookerOf(reading.caller);
  return visibility.checkWords(reading.surface, { personId, text }, onlooker).kind === 'hidden';
}

function textOf(
  comment: StoredComment,
  {
    reading: { caller, pinnedId },
    ...parts
  }: {
    reading: Reading;
    empty: boolean;
    names: Names;
    liked: ReadonlySet<string> | undefined;
    mentioned: ReadonlyMap<string, readonly string[]>;
  },
): Comment {
  const { empty, names, liked } = parts;
  const author = empty || comment.personId === null ? undefined : names.get(comment.personId);
  const own = caller !== undefined && comment.personId === caller.personId;
  const mentions = empty ? [] : (parts.mentioned.get(comment.commentId) ?? []);
  return {
    id: comment.commentId,
    videoId: comment.videoId,
    parentId: comment.parentId,
    // A person who is leaving takes their words along at once.
    state: empty && comment.state === 'shown' ? 'deleted' : comment.state,
    text: empty ? '' : comment.text,
    language: empty ? null : comment.language,
    author:
      author === undefined
        ? null
        : {
            handle: author.handle,
            ...(author.displayName === undefined ? {} : { displayName: author.displayName }),
          },
    byCreator: !empty && comment.personId === comment.creatorId,
    pinned: comment.commentId === pinnedId,
    mentions: mentions.flatMap((id) => names.get(id)?.handle ?? []),
    likes: Math.max(0, comment.likes),
    replies: Math.max(0, comment.replies),
    createdAtMs: comment.createdAtMs,
    ...(caller === undefined
      ? {}
      : { viewer: { liked: liked?.has(comment.commentId) ?? false, own: own && !empty } }),
    ...(own && !empty ? moderationOf(comment) : {}),
  };
}

function moderationOf({
  removedAtMs,
  removedReason,
  removedNote,
}: StoredComment): Pick<Comment, 'moderation'> {
  if (removedAtMs === null) return {};
  return {
    moderation: { reason: removedReason ?? 'other', note: removedNote ?? '', atMs: removedAtMs },
  };
}

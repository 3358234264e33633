// What each event of the journal says to whom. A new kind is one line in the contract's INBOX_RULES and one reader here.

import { DAY_MS } from '@jhalak/kernel';
import type { JournalEvent, Json } from '@jhalak/ports';
import { NOBODY, type Notice } from './types.ts';

type Reader = (event: JournalEvent) => readonly Notice[];

/** Clips that come from another cell carry the day on which they were published there: nobody is told of them one by one. */
const FRESH_MS = DAY_MS;

const READERS: Readonly<Record<string, Reader>> = {
  'social.follow': ({ type, facts }) => [
    {
      ...{ kind: 'follow', to: { person: text(facts['followeeId']) } },
      ...{ itemId: NOBODY, actor: text(facts['personId']), ...undoneIf(type === 'unfollowed') },
    },
  ],
  'social.request': ({ type, facts }) =>
    readRequest(type, text(facts['personId']), text(facts['askedId'])),
  'social.like': ({ type, facts }) => readClipEdge('like', facts, type === 'unliked'),
  'social.repost': ({ type, facts }) => readClipEdge('repost', facts, type !== 'reposted'),
  'comments.comment': readComment,
  'comments.like': ({ type, key, facts }) => [
    {
      ...{ kind: 'comment_liked', to: { authorOf: key }, itemId: text(facts['videoId']) },
      ...{ actor: text(facts['personId']), ref: key, ...undoneIf(type === 'unliked') },
    },
  ],
  'videos.video': ({ type, key, facts, atMs }) => {
    const since = typeof facts['publishedAtMs'] === 'number' ? facts['publishedAtMs'] : 0;
    if (type !== 'published' || facts['sample'] === true || atMs - since > FRESH_MS) return [];
    return [{ kind: 'clip_published', to: { person: text(facts['personId']) }, itemId: key }];
  },
  'media.upload': ({ type, facts }) =>
    !STOPPED.has(type) || facts['sample'] === true
      ? []
      : [
          {
            ...{ kind: 'clip_refused', to: { person: text(facts['personId']) } },
            ...{ itemId: text(facts['uploadId']), reason: text(facts['detail']) },
          },
        ],
  'matching.clip': ({ type, facts }) => {
    if (type !== 'copied') return [];
    const itemId = text(facts['originalId']);
    const actor = text(facts['personId']);
    return [{ kind: 'clip_copied', to: { ownerOf: itemId }, itemId, actor }];
  },
  'safety.act': ({ type, key, facts }) => {
    if (facts['kind'] === 'person') {
      const reason = STANDINGS[type];
      const itemId = text(facts['actId']);
      return reason === undefined
        ? []
        : [{ kind: 'standing', to: { person: key }, itemId, reason }];
    }
    const isComment = facts['kind'] === 'comment';
    const kind = (isComment ? COMMENT_ACTS : ACTS)[type];
    if (kind === undefined) return [];
    const to = isComment ? { authorOf: key } : { ownerOf: key };
    return [{ kind, to, itemId: key, ref: text(facts['actId']), reason: text(facts['reason']) }];
  },
  'safety.grievance': (event) =>
    GRIEVANCE_STEPS.has(event.type)
      ? [
          {
            ...{ kind: 'grievance', to: { complaint: event.key } },
            ...{ itemId: placeId(event), reason: event.type },
          },
        ]
      : [],
  'accounts.sign_in': (event) => {
    const { type, key, facts } = event;
    const to = { person: key };
    if (type !== 'signed_in') return [{ kind: 'way_in', to, itemId: placeId(event), reason: type }];
    const reason = text(facts['how']);
    // Who makes an account knows where.
    if (reason === 'sign_up') return [];
    return [{ kind: 'sign_in', to, itemId: text(facts['session']), reason }];
  },
  'orders.notice': ({ facts }) => [
    {
      ...{ kind: 'order', to: { person: text(facts['personId']) } },
      ...{ itemId: text(facts['videoId']), ref: text(facts['orderId']) },
    },
  ],
};

/** What the house did about a complaint; what its person did they know. */
const GRIEVANCE_STEPS: ReadonlySet<string> = new Set(['filed', 'answered', 'decided']);

/** What keeps an upload from being published, for a while or for good. */
const STOPPED: ReadonlySet<string> = new Set(['refused', 'held', 'told']);

/** What happened stands by itself, however often on one day: it is named by its place in the journal. */
function placeId({ window, position }: JournalEvent): string {
  const hex = [window, position].map((part) => part.toString(16).padStart(16, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/u, '$1-$2-$3-$4-');
}

/** Streams that somebody is told of. */
export const NOTICE_STREAMS: readonly string[] = Object.keys(READERS);

/** @returns what an event says to whom, nobody twice: the first of several counts. Cost: none. */
export function readNotices(event: JournalEvent): readonly Notice[] {
  return READERS[event.stream]?.(event) ?? [];
}

const ACTS: Readonly<Record<string, Notice['kind']>> = {
  remove: 'clip_removed',
  restore: 'clip_restored',
  restrict_age: 'clip_limited',
};
/** The words' own codes; why it was decided is read on one's page. */
const STANDINGS: Readonly<Record<string, string>> = {
  remove: 'suspended',
  restore: 'back',
  lapse: 'back',
  uphold: 'upheld',
};
const COMMENT_ACTS: Readonly<Record<string, Notice['kind']>> = {
  remove: 'comment_removed',
  restore: 'comment_restored',
  uphold: 'comment_upheld',
};

// Each request stands by itself, so that it is answered where it is read.
function readRequest(type: string, asker: string, asked: string): Notice[] {
  const request: Notice = {
    ...{ kind: 'follow_request', to: { person: asked }, itemId: asker, actor: asker },
    ...undoneIf(type !== 'asked'),
  };
  const yes: Notice = {
    ...{ kind: 'request_accepted', to: { person: asker }, itemId: NOBODY, actor: asked },
  };
  return type === 'accepted' ? [request, yes] : [request];
}

function readClipEdge(
  kind: 'like' | 'repost',
  facts: JournalEvent['facts'],
  isUndone: boolean,
): Notice[] {
  const videoId = text(facts['videoId']);
  const actor = text(facts['personId']);
  return [{ kind, to: { ownerOf: videoId }, itemId: videoId, actor, ...undoneIf(isUndone) }];
}

// `count` tells when a comment begins and ends to be shown. What it is to one person is told once: a reply before a mention,
// a mention before a comment on a clip of theirs.
function readComment({ key, facts }: JournalEvent): Notice[] {
  const { count } = facts;
  if (count !== 1 && count !== -1) return [];
  const itemId = text(facts['videoId']);
  const common = { itemId, actor: text(facts['personId']), ref: key, ...undoneIf(count === -1) };
  const told = new Set<string>(['', common.actor]);
  const notices: Notice[] = [];
  const tell = (kind: Notice['kind'], person: string): void => {
    if (told.has(person)) return;
    told.add(person);
    notices.push({ ...common, kind, to: { person } });
  };
  tell('reply', text(facts['parentPersonId']));
  for (const person of list(facts['mentions'])) tell('mention', person);
  tell('comment', text(facts['creatorId']));
  return notices;
}

function undoneIf(isUndone: boolean): { undone?: true } {
  return isUndone ? { undone: true } : {};
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function list(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

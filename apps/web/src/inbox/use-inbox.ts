// The list and what happens to it: pages, filters, news that come in, reading and its undo.

import { useEffect, useRef, useState } from 'preact/hooks';
import type {
  InboxAbout,
  InboxGroup,
  InboxNews,
  InboxPage,
  InboxRead,
} from '@jhalak/contracts/inbox';
import type { Failure } from '../api/client.ts';
import { useApp, type App } from '../shell/app-context.ts';
import { inboxDot } from '../shell/inbox-dot.ts';
import { sayFailure } from '../shell/say-failure.ts';
import { inboxNews, zoneQuery } from './inbox-link.ts';

const PAGE = 20;
/** A longer list is asked for anew, page by page. */
const HELD_MAX = 200;

interface InboxList {
  items: readonly InboxGroup[] | null;
  next: string | null;
  failure: Failure | null;
  about: InboxAbout | undefined;
  /** News that wait above what is read now. */
  waiting: readonly InboxGroup[];
  /** What came last, to be said aloud. */
  arrived: number;
  loading: boolean;
}

export interface Inbox extends InboxList {
  choose(about: InboxAbout | undefined): void;
  refresh(): Promise<void>;
  more(): Promise<void>;
  /** Puts what waits into the list. */
  showWaiting(): void;
  markAll(): Promise<void>;
  /** It was opened: it is read. */
  markOne(group: InboxGroup): void;
  take(id: string): void;
}

const EMPTY: InboxList = {
  ...{ items: null, next: null, failure: null, about: undefined },
  ...{ waiting: [], arrived: 0, loading: false },
};

/** @param isAtTop whether nothing would move under the reader's finger. */
export function useInbox(isAtTop: () => boolean): Inbox {
  const app = useApp();
  const [list, setList] = useState(EMPTY);
  const asked = useRef(0);
  const upTo = useRef('0.0');
  const aboutNow = useRef(list.about);
  aboutNow.current = list.about;

  async function load(about: InboxAbout | undefined): Promise<void> {
    asked.current += 1;
    const mine = asked.current;
    setList((before) => ({ ...before, about, loading: true, failure: null }));
    const reply = await app.api.get<InboxPage>(pagePath(about));
    // Another filter was chosen meanwhile.
    if (mine !== asked.current) return;
    if (reply.kind !== 'ok') {
      setList((before) => ({ ...before, loading: false, failure: reply }));
      return;
    }
    const { items, next } = reply.value;
    showDot(reply.value);
    upTo.current = reply.value.upTo;
    setList((before) => ({ ...before, items, next, waiting: [], loading: false }));
  }
  useEffect(() => {
    void load(undefined);
    const { get, watch } = inboxNews;
    return watch(() => {
      const news = get();
      if (news === null) return;
      upTo.current = news.upTo;
      if (news.reload && isAtTop()) void load(aboutNow.current);
      else setList((before) => withNews(before, news, isAtTop()));
    });
    // Depends on less than it reads: once a screen
  }, []);

  return {
    ...list,
    choose: (about) => {
      setList((before) => ({ ...before, items: null, waiting: [] }));
      void load(about);
    },
    refresh: async () => await load(list.about),
    more: async () => {
      if (list.next === null) return;
      const reply = await app.api.get<InboxPage>(
        `${pagePath(list.about)}&cursor=${encodeURIComponent(list.next)}`,
      );
      if (reply.kind !== 'ok') {
        sayFailure(app, reply);
        return;
      }
      const { items, next } = reply.value;
      setList((before) => ({ ...before, items: joined(before.items ?? [], items), next }));
    },
    showWaiting: () =>
      setList((before) => ({
        ...before,
        items: joined(before.waiting, before.items ?? []),
        waiting: [],
      })),
    markAll: async () => await markAll(app, upTo.current, setList),
    markOne: (group) => {
      if (!group.unread) return;
      setList((before) => mapped(before, (one) => (one.id === group.id ? read(one) : one)));
      void app.api
        .send<InboxRead>('POST', '/v1/inbox/read', { ids: [group.id] })
        .then((reply) => reply.kind === 'ok' && lowerDot(reply.value.unread));
    },
    take: (id) =>
      setList((before) => ({
        ...before,
        items: before.items?.filter((one) => one.id !== id) ?? null,
      })),
  };
}

const pagePath = (about: InboxAbout | undefined): string =>
  `/v1/inbox?limit=${PAGE}&${zoneQuery()}${about === undefined ? '' : `&about=${about}`}`;

const read = (group: InboxGroup): InboxGroup => ({ ...group, unread: false });

function showDot({ silent, unread }: Pick<InboxPage, 'silent' | 'unread'>): void {
  inboxDot.set(silent ? 0 : unread);
}

// While it is quiet there is no dot, and reading makes none.
function lowerDot(unread: number): void {
  inboxDot.set(Math.min(inboxDot.get(), unread));
}

/** The first of two lists wins where both hold a group. */
function joined(first: readonly InboxGroup[], then: readonly InboxGroup[]): InboxGroup[] {
  const known = new Set(first.map(({ id }) => id));
  return [...first, ...then.filter(({ id }) => !known.has(id))].slice(0, HELD_MAX);
}

function mapped(list: InboxList, change: (group: InboxGroup) => InboxGroup): InboxList {
  return { ...list, items: list.items?.map(change) ?? null, waiting: list.waiting.map(change) };
}

/**
 * What is shown already changes where it stands, so that nothing moves away under a finger; new groups come on top, or wait
 * there while somebody reads further down.
 */
function withNews(list: InboxList, news: InboxNews, isAtTop: boolean): InboxList {
  const fits = news.items.filter(
    ({ kind }) => list.about === undefined || aboutOf(kind) === list.about,
  );
  const gone = new Set(news.gone);
  const held = (list.items ?? []).filter(({ id }) => !gone.has(id));
  const waiting = list.waiting.filter(({ id }) => !gone.has(id));
  if (isAtTop)
    return {
      ...list,
      items: list.items === null ? null : joined(fits, held),
      waiting: [],
      arrived: fits.length,
    };
  const changed = new Map(fits.map((group) => [group.id, group]));
  const shown = new Set(held.map(({ id }) => id));
  return {
    ...list,
    items: list.items === null ? null : held.map((one) => changed.get(one.id) ?? one),
    waiting: joined(
      fits.filter(({ id }) => !shown.has(id)),
      waiting,
    ),
    arrived: fits.length,
  };
}

const OF_ACCOUNT: ReadonlySet<InboxGroup['kind']> = new Set([
  ...(['sign_in', 'way_in', 'standing', 'grievance'] as const),
]);

/** The contract's own table would bring its schemas along. */
function aboutOf(kind: InboxGroup['kind']): InboxAbout | 'account' {
  if (OF_ACCOUNT.has(kind)) return 'account';
  if (kind === 'like' || kind === 'comment_liked' || kind === 'repost') return 'likes';
  if (kind === 'reply' || kind === 'mention' || kind.startsWith('comment')) return 'comments';
  return kind === 'order' || kind.startsWith('clip_') ? 'clips' : 'people';
}

async function markAll(
  app: App,
  upTo: string,
  setList: (change: (before: InboxList) => InboxList) => void,
): Promise<void> {
  const unread = new Set<string>();
  setList((before) =>
    mapped(before, (group) => {
      if (group.unread) unread.add(group.id);
      return read(group);
    }),
  );
  const mark = async (place: string) =>
    await app.api.send<InboxRead>('POST', '/v1/inbox/read', { upTo: place });
  const back = (): void =>
    setList((before) =>
      mapped(before, (group) => (unread.has(group.id) ? { ...group, unread: true } : group)),
    );
  const dot = inboxDot.get();
  inboxDot.set(0);
  const reply = await mark(upTo);
  if (reply.kind !== 'ok') {
    back();
    inboxDot.set(dot);
    sayFailure(app, reply);
    return;
  }
  app.say(app.t('inbox.marked'), {
    label: app.t('common.undo'),
    run: () => {
      back();
      inboxDot.set(dot);
      void mark(reply.value.before).then((undone) => {
        if (undone.kind !== 'ok') sayFailure(app, undone);
      });
    },
  });
}

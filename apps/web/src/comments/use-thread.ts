// The comments of one clip as one person reads them: pages, what they do with each, and what waits to be sent.

import { useEffect, useRef, useState } from 'preact/hooks';
import type {
  Comment,
  CommentDeleted,
  CommentOrder,
  CommentPage,
  ReplyPage,
} from '@jhalak/contracts/comments';
import type { Failure, Reply } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';
import { useSignal } from '../shell/use-signal.ts';
import { pendingComments, type Pending } from './pending.ts';

/** Replies of one thread so far. */
interface Replies {
  items: readonly Comment[];
  next: string | null;
  busy: boolean;
}

export interface Thread {
  page: CommentPage | null;
  failure: Failure | null;
  order: CommentOrder;
  /** Open threads by the comment above. */
  replies: ReadonlyMap<string, Replies>;
  /** What was just deleted, and can be brought back. */
  deleted: ReadonlySet<string>;
  waiting: readonly Pending[];
  problem: string | null;
  setOrder(order: CommentOrder): void;
  load(): Promise<void>;
  more(): Promise<void>;
  openReplies(id: string): Promise<void>;
  closeReplies(id: string): void;
  say(text: string, parentId: string | null): Promise<boolean>;
  drop(key: string): void;
  like(comment: Comment, on: boolean): Promise<void>;
  pin(comment: Comment, on: boolean): Promise<void>;
  remove(comment: Comment): Promise<void>;
  restore(comment: Comment): Promise<void>;
  decide(comment: Comment, act: 'approve' | 'refuse'): Promise<void>;
}

/**
 * @param first the comment that the address names.
 * @param onCount told by how much the comments of the clip became more or fewer by what the person did.
 */
export function useThread(
  videoId: string,
  first: string | null,
  onCount: (by: number) => void,
): Thread {
  const app = useApp();
  const { api } = app;
  const pending = pendingComments(app);
  const waiting = useSignal(pending.waiting).filter(
    (one) => one.videoId === videoId && one.by === app.viewer?.id,
  );
  const [order, setOrder] = useState<CommentOrder>('best');
  const [page, setPage] = useState<CommentPage | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [replies, setReplies] = useState<ReadonlyMap<string, Replies>>(new Map());
  const [deleted, setDeleted] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<string | null>(null);
  const asked = useRef(0);

  async function fetchPage(cursor?: string): Promise<void> {
    asked.current += 1;
    const mine = asked.current;
    const more = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const linked = first === null || cursor !== undefined ? '' : `&comment=${first}`;
    const path = `/v1/videos/${videoId}/comments?order=${order}${more}${linked}`;
    const reply = await api.get<CommentPage>(path);
    // Another order was asked for meanwhile.
    if (mine !== asked.current) return;
    if (reply.kind !== 'ok') {
      if (cursor === undefined) setFailure(reply);
      else setProblem(failureText(app, reply));
      return;
    }
    setFailure(null);
    setPage((before) => {
      const known = cursor === undefined ? [] : (before?.items ?? []);
      const ids = new Set(known.map(({ id }) => id));
      const fresh = reply.value.items.filter(
        ({ id, parentId }) => !ids.has(id) && parentId === null,
      );
      return { ...reply.value, items: [...known, ...fresh] };
    });
    const linkedReply = reply.value.items.find(({ id, parentId }) => id === first && parentId);
    if (linkedReply?.parentId) await openReplies(linkedReply.parentId);
  }

  useEffect(() => {
    setPage(null);
    void fetchPage();
    // Depends on less than it reads: another list
  }, [videoId, order]);

  useEffect(() => {
    const send = () => void pending.sendAll(add);
    send();
    addEventListener('online', send);
    return () => removeEventListener('online', send);
    // Depends on less than it reads: once a sheet
  }, []);

  function patch(id: string, change: (comment: Comment) => Comment): void {
    const some = (items: readonly Comment[]) =>
      items.map((one) => (one.id === id ? change(one) : one));
    setPage((before) => before && { ...before, items: some(before.items) });
    setReplies(
      (before) => new Map([...before].map(([at, one]) => [at, { ...one, items: some(one.items) }])),
    );
  }

  function add(comment: Comment): void {
    if (comment.videoId !== videoId) return;
    if (comment.state === 'shown') onCount(1);
    const { parentId } = comment;
    if (parentId === null) {
      setPage((before) => before && { ...before, items: [comment, ...before.items] });
      return;
    }
    patch(parentId, (one) => ({ ...one, replies: one.replies + 1 }));
    setReplies((before) => {
      const open = before.get(parentId) ?? { items: [], next: null, busy: false };
      return new Map(before).set(parentId, { ...open, items: [...open.items, comment] });
    });
  }

  async function openReplies(id: string): Promise<void> {
    const known = replies.get(id);
    if (known?.busy === true) return;
    setReplies((before) =>
      new Map(before).set(id, { items: known?.items ?? [], next: known?.next ?? null, busy: true }),
    );
    const cursor = known?.next ? `?cursor=${encodeURIComponent(known.next)}` : '';
    const reply = await api.get<ReplyPage>(`/v1/comments/${id}/replies${cursor}`);
    if (reply.kind !== 'ok') setProblem(failureText(app, reply));
    setReplies((before) => {
      const open = before.get(id) ?? { items: [], next: null, busy: false };
      if (reply.kind !== 'ok') return new Map(before).set(id, { ...open, busy: false });
      const ids = new Set(open.items.map((one) => one.id));
      const fresh = reply.value.items.filter((one) => !ids.has(one.id));
      const items = [...open.items, ...fresh].sort((a, b) => a.createdAtMs - b.createdAtMs);
      return new Map(before).set(id, { items, next: reply.value.next, busy: false });
    });
  }

  /** Sends; says what went wrong where somebody sees it. */
  async function act<T>(send: Promise<Reply<T>>): Promise<T | null | undefined> {
    const reply = await send;
    setProblem(reply.kind === 'ok' ? null : failureText(app, reply));
    return reply.kind === 'ok' ? reply.value : undefined;
  }

  const withLike = (comment: Comment, on: boolean): Comment => ({
    ...comment,
    likes: Math.max(0, comment.likes + (on ? 1 : -1)),
    viewer: { own: comment.viewer?.own ?? false, liked: on },
  });

  return {
    ...{ page, failure, order, replies, deleted, waiting, problem, setOrder, openReplies },
    load: () => fetchPage(),
    more: async () => await (page?.next ? fetchPage(page.next) : undefined),
    closeReplies: (id) =>
      setReplies((before) => new Map([...before].filter(([key]) => key !== id))),
    async say(text, parentId) {
      const reply = await pending.say({ videoId, parentId, text });
      if (reply?.kind === 'ok') add(reply.value);
      setProblem(reply?.kind === 'problem' ? failureText(app, reply) : null);
      return reply !== undefined && reply.kind !== 'problem';
    },
    drop: (key) => pending.drop(key),
    async like(comment, on) {
      patch(comment.id, (one) => withLike(one, on));
      const done = await act(api.send(on ? 'PUT' : 'DELETE', `/v1/comments/${comment.id}/like`));
      if (done === undefined) patch(comment.id, (one) => withLike(one, !on));
    },
    async pin(comment, on) {
      const path = `/v1/comments/${comment.id}/pin`;
      if ((await act(api.send(on ? 'PUT' : 'DELETE', path))) === undefined) return;
      setPage((before) => {
        if (before === null) return before;
        const items = before.items.map((one) => ({ ...one, pinned: on && one.id === comment.id }));
        // The pinned one stands on top at once.
        return { ...before, items: items.sort((a, b) => Number(b.pinned) - Number(a.pinned)) };
      });
    },
    async remove(comment) {
      const path = `/v1/comments/${comment.id}`;
      if ((await act(api.send<CommentDeleted>('DELETE', path))) === undefined) return;
      setDeleted((before) => new Set(before).add(comment.id));
      if (comment.state === 'shown') onCount(-1);
    },
    async restore(comment) {
      const path = `/v1/comments/${comment.id}/restore`;
      if ((await act(api.send('POST', path))) === undefined) return;
      setDeleted((before) => new Set([...before].filter((id) => id !== comment.id)));
      if (comment.state === 'shown') onCount(1);
    },
    async decide(comment, decision) {
      const path = `/v1/comments/${comment.id}/${decision}`;
      if ((await act(api.send('POST', path))) === undefined) return;
      const shown = decision === 'approve';
      if (shown) onCount(1);
      const state = shown ? 'shown' : 'refused';
      patch(comment.id, (one) => ({ ...one, state }));
    },
  };
}

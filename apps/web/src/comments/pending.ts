// Comments that have not reached the cell yet: kept on the device before they are sent, under a key that makes each of them once,
// however often it is sent. They wait out a missing network and a reload.

import type { Comment } from '@jhalak/contracts/comments';
import { replyOf, type Reply } from '../api/client.ts';
import { createSignal, type Signal } from '../shell/signal.ts';

/** A comment that waits. */
export interface Pending {
  /** Its Idempotency-Key. */
  key: string;
  videoId: string;
  /** Of a reply: what it answers. */
  parentId: string | null;
  text: string;
  atMs: number;
}

/** More than anybody writes in a tunnel. */
const PENDING_MAX = 20;
/** A cell keeps replies to keys for a day; what is older is dropped by hand, not sent behind somebody's back. */
const SEND_WITHIN_MS = 24 * 3_600_000;
/** As patient as every other request. */
const TIMEOUT_MS = 20_000;
const STORE_KEY = 'jhalak.comments';

export interface PendingParts {
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined;
  /** Sends one. Never throws. */
  send(one: Pending): Promise<Reply<Comment>>;
  nowMs(): number;
  newKey(): string;
}

export class PendingComments {
  readonly waiting: Signal<readonly Pending[]>;
  readonly #parts: PendingParts;
  #sending: Promise<void> | undefined;

  constructor(parts: PendingParts) {
    this.#parts = parts;
    this.waiting = createSignal<readonly Pending[]>(load(parts));
  }

  /**
   * Keeps a comment and sends it.
   *
   * @returns what the cell answered; `offline` when it goes on waiting; undefined when too many wait already.
   */
  async say(
    said: Pick<Pending, 'videoId' | 'parentId' | 'text'>,
  ): Promise<Reply<Comment> | undefined> {
    const waiting = this.waiting.get();
    if (waiting.length >= PENDING_MAX) return undefined;
    const one: Pending = { ...said, key: this.#parts.newKey(), atMs: this.#parts.nowMs() };
    this.#set([...waiting, one]);
    return await this.#send(one);
  }

  /** Sends what waits, in order; a call while that is under way waits for it. @returns what arrived. */
  async sendAll(onSent: (comment: Comment, key: string) => void = () => undefined): Promise<void> {
    this.#sending ??= this.#sendAll(onSent).finally(() => {
      this.#sending = undefined;
    });
    await this.#sending;
  }

  /** Forgets one that the person does not want to send any more. */
  drop(key: string): void {
    this.#set(this.waiting.get().filter((one) => one.key !== key));
  }

  async #sendAll(onSent: (comment: Comment, key: string) => void): Promise<void> {
    for (const one of this.waiting.get()) {
      const reply = await this.#send(one);
      if (reply.kind === 'offline') return;
      if (reply.kind === 'ok') onSent(reply.value, one.key);
    }
  }

  async #send(one: Pending): Promise<Reply<Comment>> {
    const reply = await this.#parts.send(one);
    // While the cell is handed over it takes nothing: that passes, as a missing network does.
    const waits =
      reply.kind === 'offline' ||
      (reply.kind === 'problem' && (reply.status >= 500 || reply.code === 'cell.frozen'));
    if (waits) return { kind: 'offline' };
    this.drop(one.key);
    return reply;
  }

  #set(waiting: readonly Pending[]): void {
    this.waiting.set(waiting);
    try {
      if (waiting.length === 0) this.#parts.storage?.removeItem(STORE_KEY);
      else this.#parts.storage?.setItem(STORE_KEY, JSON.stringify(waiting));
    } catch {
      // Where nothing can be stored it waits as long as the page lives.
    }
  }
}

function load({ storage, nowMs }: PendingParts): Pending[] {
  try {
    const kept: unknown = JSON.parse(storage?.getItem(STORE_KEY) ?? '[]');
    if (!Array.isArray(kept)) return [];
    return (kept as Pending[])
      .filter(({ atMs }) => nowMs() - atMs < SEND_WITHIN_MS)
      .slice(0, PENDING_MAX);
  } catch {
    return [];
  }
}

/** @returns whether an earlier page left something to send. Cost: one look into the storage. */
export function hasPending(): boolean {
  try {
    return localStorage.getItem(STORE_KEY) !== null;
  } catch {
    return false;
  }
}

let shared: PendingComments | undefined;

/** The page's own, over the browser's network and storage. @param language of problems' sentences. */
export function pendingComments(language: () => string): PendingComments {
  shared ??= new PendingComments({
    storage: safeStorage(),
    nowMs: () => Date.now(),
    newKey: () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}-${Math.random()}`,
    send: async ({ key, videoId, parentId, text }) => {
      const path =
        parentId === null ? `/v1/videos/${videoId}/comments` : `/v1/comments/${parentId}/replies`;
      try {
        const response = await fetch(path, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'accept-language': language(),
            'idempotency-key': key,
          },
          credentials: 'same-origin',
          signal: AbortSignal.timeout(TIMEOUT_MS),
          body: JSON.stringify({ text }),
        });
        return replyOf<Comment>(response.status, await response.json().catch(() => null));
      } catch {
        return { kind: 'offline' };
      }
    },
  });
  return shared;
}

function safeStorage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

// Comments that have not reached the cell yet: kept on the device before they are sent, under a key that makes each of them once,
// however often it is sent. They wait out a missing network and a reload.

import type { Comment } from '@jhalak/contracts/comments';
import { replyOf, type Reply } from '../api/client.ts';
import { dropFromOutbox, keepInOutbox } from '../api/outbox.ts';
import type { App } from '../shell/app-context.ts';
import { createSignal, type Signal } from '../shell/signal.ts';

/** A comment that waits. */
export interface Pending {
  /** Its Idempotency-Key. */
  key: string;
  /** Who wrote it: it is sent in nobody else's name. */
  by: string;
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
  /** Who is here, by id; undefined while that is unknown. */
  who(): string | undefined;
  /** It goes on waiting: whoever can send it while no page is open may. */
  waits?(one: Pending): Promise<void>;
  /** It does not wait any more. */
  settled?(key: string): Promise<void>;
  nowMs(): number;
  newKey(): string;
}

export class PendingComments {
  readonly waiting: Signal<readonly Pending[]>;
  readonly #parts: PendingParts;
  #sending: Promise<void> | undefined;

  constructor(parts: PendingParts) {
    this.#parts = parts;
    this.waiting = createSignal<readonly Pending[]>(load(parts) ?? []);
  }

  /**
   * Keeps a comment and sends it.
   *
   * @returns what the cell answered; `offline` when it goes on waiting; undefined when too many wait already.
   */
  async say(
    said: Pick<Pending, 'videoId' | 'parentId' | 'text'>,
  ): Promise<Reply<Comment> | undefined> {
    if (this.#now().length >= PENDING_MAX) return undefined;
    const { who, newKey, nowMs } = this.#parts;
    const one: Pending = { ...said, by: who() ?? '', key: newKey(), atMs: nowMs() };
    this.#set([...this.#now(), one]);
    return await this.#send(one, false);
  }

  /** Sends what waits of whoever is here, in order; a call while that is under way waits for it. @returns what arrived. */
  async sendAll(onSent: (comment: Comment, key: string) => void = () => undefined): Promise<void> {
    this.#sending ??= this.#sendAll(onSent).finally(() => {
      this.#sending = undefined;
    });
    await this.#sending;
  }

  /** Forgets one that the person does not want to send any more. */
  drop(key: string): void {
    this.#set(this.#now().filter((one) => one.key !== key));
    void this.#parts.settled?.(key);
  }

  /** Another tab wrote or sent something. */
  look(): void {
    this.waiting.set(this.#now());
  }

  /** What waits, also of other tabs: each change begins with what they left. */
  #now(): readonly Pending[] {
    return load(this.#parts) ?? this.waiting.get();
  }

  /** Forgets all of them: somebody else may use this device next. */
  clear(): void {
    this.#set([]);
  }

  async #sendAll(onSent: (comment: Comment, key: string) => void): Promise<void> {
    for (const one of this.#now()) {
      // Taken back, or signed out, while those before it were sent.
      if (one.by !== this.#parts.who() || !this.#isThere(one)) continue;
      const reply = await this.#send(one, true);
      if (reply.kind === 'offline') return;
      if (reply.kind === 'ok') onSent(reply.value, one.key);
    }
  }

  async #send(one: Pending, isLater: boolean): Promise<Reply<Comment>> {
    const reply = await this.#parts.send(one);
    if (reply.kind === 'offline' || passes(reply, isLater)) {
      if (this.#isThere(one)) void this.#parts.waits?.(one);
      return { kind: 'offline' };
    }
    this.drop(one.key);
    return reply;
  }

  /** In the storage, or in this page alone where that is full. */
  #isThere({ key }: Pending): boolean {
    return [...this.#now(), ...this.waiting.get()].some((one) => one.key === key);
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

/** The cell takes nothing just now; or the same comment is on its way from elsewhere on this phone. */
const PASSING: ReadonlySet<string> = new Set(['cell.frozen', 'request.in_progress']);

/**
 * While the cell is handed over it takes nothing: that passes, as a missing network does. What waited longer than its writer
 * is not shown its refusal: it also waits out a sign-in that is over, and too many at once.
 */
function passes(reply: Reply<Comment>, isLater: boolean): boolean {
  if (reply.kind !== 'problem') return false;
  if (reply.status >= 500 || PASSING.has(reply.code)) return true;
  return isLater && (reply.status === 401 || reply.status === 429);
}

/** @returns undefined where nothing can be stored. */
function load({ storage, nowMs }: PendingParts): Pending[] | undefined {
  if (storage === undefined) return undefined;
  try {
    const kept: unknown = JSON.parse(storage.getItem(STORE_KEY) ?? '[]');
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
let here: Pick<App, 'locale' | 'viewer'> | undefined;

/** The page's own, over the browser's network and storage. @param app as it is now: who is here, and in which language. */
export function pendingComments(app: Pick<App, 'locale' | 'viewer'>): PendingComments {
  here = app;
  if (shared !== undefined) return shared;
  shared = new PendingComments({
    storage: safeStorage(),
    who: () => here?.viewer?.id,
    nowMs: () => Date.now(),
    newKey: () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}-${Math.random()}`,
    waits: async (one) => {
      const { key, by, text, atMs } = one;
      const language = here?.locale ?? 'en';
      await keepInOutbox({
        ...{ key, by, language, atMs, method: 'POST', path: pathOf(one), body: { text } },
        isOnce: true,
      });
    },
    settled: dropFromOutbox,
    send: async (one) => {
      const { key, text } = one;
      try {
        const response = await fetch(pathOf(one), {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'accept-language': here?.locale ?? 'en',
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
  addEventListener('storage', (event) => {
    if ((event as StorageEvent).key === STORE_KEY) shared?.look();
  });
  return shared;
}

const pathOf = ({ videoId, parentId }: Pending): string =>
  parentId === null ? `/v1/videos/${videoId}/comments` : `/v1/comments/${parentId}/replies`;

/** Another person may use this device next. */
export function forgetPending(): void {
  shared?.clear();
  try {
    localStorage.removeItem(STORE_KEY);
  } catch {
    // Nothing was kept then.
  }
}

function safeStorage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

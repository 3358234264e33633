// Talks to the JSON API of the same origin. Expected failures are values; nothing here throws.

import { tellProblem } from '../session/problems.ts';
import type { HeldRequests } from './held.ts';

/** What came back. `offline`: no reply at all. */
export type Reply<T> =
  | { kind: 'ok'; status: number; value: T }
  | { kind: 'problem'; status: number; code: string; detail: string }
  | { kind: 'offline' };

export type Failure = Exclude<Reply<never>, { kind: 'ok' }>;

export interface Api {
  get<T>(path: string): Promise<Reply<T>>;
  send<T>(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<Reply<T>>;
  /** Forgets whatever waits to be sent: another person may use this device next. */
  forget(): Promise<void>;
}

/** A reply slower than this counts as none; phones on bad lines need the patience. */
const TIMEOUT_MS = 20_000;

/** Of a change that outlives its page, in characters: browsers refuse when all such bodies together pass 64 KiB. */
const OUTLIVES_MAX = 4_096;

/** What happens to changes while the cell takes none, because it is being handed over. */
export interface Holding {
  storage: Storage | undefined;
  /** Called when there begins or ends to be something that waits. */
  onHeld(waiting: boolean): void;
  /** The viewer's id; undefined while there is none. */
  who(): string | undefined;
}

/** What an earlier page kept is sent after the first clip has its bytes. */
const RESUME_AFTER_MS = 4_000;
const HELD_KEY = 'jhalak.held';
/** Where something waits for the network; the outbox puts it there. */
const OUTBOX_FLAG = 'jhalak.outbox';
/** The status of what this phone keeps to say later: the cell has not answered yet. */
export const SAID_LATER = 0;
/** What is done without network and said again later: these alone, because they cannot fail in a way that must be read. */
const LATER = /^\/v1\/(?:videos|people|comments)\/[^/]+\/(?:like|follow|save|repost)(?:\?|$)/u;

/** @param language gives the interface language, in which the server writes reasons and problems. */
export function createApi(language: () => string, holding?: Holding): Api {
  let held: HeldRequests | undefined;
  /** Fetched only when it is needed: few people ever do. */
  async function load({ storage, onHeld }: Holding): Promise<HeldRequests> {
    const { HeldRequests: Queue } = await import('./held.ts');
    held ??= new Queue({
      ...{ storage, onHeld },
      send: async ({ method, path, body }) => await call(method, path, body),
      wait: async (ms) => await new Promise((resolve) => setTimeout(resolve, ms)),
    });
    return held;
  }
  const outbox = async () => await import('./outbox.ts');
  /** @returns what the screen goes on with: it is done as far as this phone can. */
  async function later<T>(method: string, path: string, body: unknown): Promise<Reply<T>> {
    const by = holding?.who();
    // Who answered the first run without network has no name yet under which it could be sent.
    if (!by) return { kind: 'offline' };
    const one = { by, method, path, body, language: language() };
    const kept = await outbox().then(
      ({ keepWord }) => keepWord(one),
      () => false,
    );
    return kept ? { kind: 'ok', status: SAID_LATER, value: null as T } : { kind: 'offline' };
  }
  async function change<T>(method: string, path: string, body?: unknown): Promise<Reply<T>> {
    const reply = await changeNow<T>(method, path, body);
    if (!LATER.test(path)) return reply;
    if (reply.kind === 'offline') return await later(method, path, body);
    // It is the newer word.
    if (holding?.storage && isKept(holding.storage, OUTBOX_FLAG))
      await outbox().then(
        ({ dropFromOutbox }) => dropFromOutbox(path),
        () => undefined,
      );
    return reply;
  }
  async function changeNow<T>(method: string, path: string, body?: unknown): Promise<Reply<T>> {
    const waits = held?.waitsFor(path) === true;
    const reply: Reply<T> | undefined = waits ? undefined : await call<T>(method, path, body);
    if (reply !== undefined && (reply.kind !== 'problem' || reply.code !== 'cell.frozen'))
      return reply;
    const queue = holding && (await load(holding).catch(() => undefined));
    const kept = queue?.keep({ method, path, body }) as Promise<Reply<T>> | undefined;
    return (await kept) ?? reply ?? { kind: 'offline' };
  }
  if (holding?.storage !== undefined && isKept(holding.storage, HELD_KEY))
    setTimeout(() => {
      void load(holding).then(
        (queue) => queue.start(),
        () => undefined,
      );
    }, RESUME_AFTER_MS);
  async function call<T>(method: string, path: string, body?: unknown): Promise<Reply<T>> {
    const headers: Record<string, string> = {
      accept: 'application/json',
      'accept-language': language(),
    };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const text = body === undefined ? '' : JSON.stringify(body);
    try {
      const response = await fetch(path, {
        method,
        headers,
        credentials: 'same-origin',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        // What a screen showed as done is done, also when its page is closed in the same moment.
        keepalive: method !== 'GET' && text.length <= OUTLIVES_MAX,
        ...(body !== undefined && { body: text }),
      });
      const json: unknown = await response.json().catch(() => null);
      const reply = replyOf<T>(response.status, json);
      if (reply.kind === 'problem') tellProblem(reply.code);
      return reply;
    } catch {
      return { kind: 'offline' };
    }
  }
  return {
    get: (path) => call('GET', path),
    send: (method, path, body) => change(method, path, body),
    async forget() {
      if (holding?.storage) (await load(holding)).clear();
      await (await outbox()).emptyOutbox();
    },
  };
}

function isKept(storage: Storage, key: string): boolean {
  try {
    return storage.getItem(key) !== null;
  } catch {
    return false;
  }
}

/** @returns a status and a parsed body as a reply; the contract's server is trusted to send what it promises. */
export function replyOf<T>(status: number, json: unknown): Reply<T> {
  if (status >= 200 && status < 300) return { kind: 'ok', status, value: json as T };
  const problem = (typeof json === 'object' && json !== null ? json : {}) as {
    code?: unknown;
    detail?: unknown;
  };
  return {
    kind: 'problem',
    status,
    code: typeof problem.code === 'string' ? problem.code : 'internal',
    detail: typeof problem.detail === 'string' ? problem.detail : '',
  };
}
